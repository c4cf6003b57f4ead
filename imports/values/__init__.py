"""What the cells of a table mean: days, figures, several values in one cell, codes for words. Knows no model.

Each module answers one question. What cannot be told for certain is refused with a sentence, never guessed in silence.
"""
