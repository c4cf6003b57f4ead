"""What was recommended: editions, response areas, recommendations, crosswalks, key findings and their translations.

May import: ``names``. Start reading at ``models/``, then ``changes.py`` (the verbs) and ``imports.py``.
"""
