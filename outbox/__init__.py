"""Durable outgoing mail: queue, claim, send; usable alone, in any Django project.

Imports no other app. Start reading at ``models/message.py``, then ``queue.py`` and ``sending.py``.
"""
