"""Following by email: a weekly summary, for whoever asked for one, of what changed in what they follow.

May import dashboard and what lies below it, and outbox; nobody imports it but gta. Start reading at ``verbs.py``,
then ``weekly.py`` (who is written to) and ``news.py`` (about what).
"""
