"""The public pages and their numbers.

May import search, progress, charts and what lies below them; never opendata. Start reading at ``urls/pages.py``, then
``filters`` (what an address asks for), ``statistics`` (the numbers) and ``views``.
"""
