"""Fictional data: the demo that a new person tries, and large samples to measure with.

May import every app but gta. Start reading at ``world.py``, then ``management/commands/``.
"""
