"""Finding what a person means: one index of folded words over what the public may read.

May import ``progress`` and what lies below it.
Start reading at ``queries.py`` (a search), then ``indexing.py`` (how the index is kept).
"""
