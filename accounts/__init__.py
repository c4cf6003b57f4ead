"""People who sign in: users, invitations, preferences, time zones, the second factor.

Imports no app but ``names``. Start reading at ``models.py``, then ``permissions.py`` and ``credentials.py``.
"""
