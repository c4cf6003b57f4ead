"""What was recommended: editions, areas, recommendations, crosswalks, findings, translations, and how they are edited.

Imports no app but ``names``. Start reading at ``models/``, then ``catalogue.py`` (what is read) and ``changes.py``.
"""
