"""Merging two entries of one organisation: ``plan`` says what would happen, ``verbs`` does it, ``undoing`` undoes it.

What hangs on an organisation is found by introspection (``relations``), so that a new table is merged as well.
"""
