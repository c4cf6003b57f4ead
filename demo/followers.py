"""Two readers who follow by email, so that the demo writes them a summary after a week with news."""

from __future__ import annotations

import datetime

from django.http import QueryDict

from following import verbs
from following.filters import followed

READERS = [("nia@demo.example", "", "en"), ("sol@demo.example", "status=in_progress", "es")]


def add(*, at: datetime.datetime) -> None:
    """Let them follow since ``at``; nobody is asked by mail whether it was them."""
    for email, query, language in READERS:
        one = followed(QueryDict(query))
        asked = verbs.follow(email=email, query=one.query, scopes=one.scopes, language=language, at=at, may_mail=False)
        verbs.confirm(follower=asked.follower, at=at)
