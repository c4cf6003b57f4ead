"""Durable outgoing mail: each message is claimed, fenced and sent, at most once unless a person says so.

May import: none of ours. Start reading at ``states.py``, then ``queue.py`` (what others call) and ``sending.py``.
"""
