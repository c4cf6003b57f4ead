"""A world that is small, since many tests begin with it; somebody who follows; and a mail server."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from following import verbs
from following.filters import followed
from following.models import Follower
from tests.dashboard import world as worlds
from tests.dashboard.conftest import clock
from tests.outbox.conftest import sink

__all__ = ["clock", "sink"]

MONDAY = datetime.date(2025, 11, 24)  # the first after the world's day


@pytest.fixture
def world(clock, carol: User) -> worlds.World:
    """Three organisations and four recommendations in two areas; two commitments, each with a report."""
    made = worlds.base(carol)
    worlds.commit(made, "school", 0, [2], "2025-02-10")
    worlds.commit(made, "fund", 2, [3], "2025-04-10")
    worlds.report(made, "school1", "school", "2025-08-01")
    worlds.report(made, "fund1", "fund", "2025-05-01", implementation_status="withdrawn")
    return made


def ask(email: str, query: str = "", *, language: str = "en", at: datetime.datetime | None = None) -> Follower:
    """Somebody gives an address on the page of ``query``."""
    one = followed(QueryDict(query))
    asked = verbs.follow(email=email, query=one.query, scopes=one.scopes, language=language, at=at or timezone.now())
    return asked.follower


@pytest.fixture
def follower() -> Callable[..., Follower]:
    """Makes somebody who follows each of the queries: ``follower("a@demo.example", "area=alpha")``."""

    def make(email: str, *queries: str, language: str = "en", at: datetime.datetime | None = None) -> Follower:
        for query in queries or ("",):
            made = ask(email, query, language=language, at=at)
        verbs.confirm(follower=made, at=at or timezone.now())
        made.refresh_from_db()
        return made

    return make
