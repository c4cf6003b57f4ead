"""The world of the public pages, on the same day."""

from tests.dashboard.conftest import clock, world

__all__ = ["clock", "world"]
