"""What the tests of consent share."""

from __future__ import annotations

import pytest

from consent import notices


@pytest.fixture(autouse=True)
def _read_the_notice_anew():
    """A process keeps the notice for some seconds; each test has a database of its own."""
    notices.forget()
    yield
    notices.forget()
