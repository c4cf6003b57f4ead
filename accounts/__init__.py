"""People who sign in: the user, invitations, preferences, second factor, throttles.

May import: ``names``. Start reading at ``models.py``, then ``people.py`` (the verbs) and ``permissions.py``.
"""
