"""What happened that a person should know of, in the application, with a read state; the mails say the same.

Imports no other app; others register kinds and call ``inbox.notify``. Start reading at ``models.py``.
"""
