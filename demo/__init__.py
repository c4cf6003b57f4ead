"""Fictional data: the demo that a new person tries, and large samples to measure with. Above every other app."""
