"""What a page says of its numbers before it lists anything: sentences, squares, key numbers, rows of a picture.

``sentence`` chooses the finding of many commitments, ``thing_sentences`` that of one thing, ``headings`` that of a
list. Nothing here counts: the counts come from ``dashboard/statistics``.
"""
