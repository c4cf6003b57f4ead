"""Finding what a person means: words as they are typed, as conditions that any list can ask.

May import progress and what lies below it. Start reading at ``asking.py``, then ``conditions.py``.

``folding`` makes words alike that people write differently, ``asking`` reads what was typed, ``conditions`` turns it
into a condition, ``near`` offers what is spelt alike when nothing fits, ``documents`` says which words the public may
find a thing by, and ``keeping`` writes the index (``search.models``) when what is public changes.
"""
