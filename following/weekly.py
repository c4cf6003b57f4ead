"""Who is written to in a week: one summary at most for an address, about all that it follows; none without news.

A week ends on Monday, by the site's days. The planner may run at any time and any number of times: each follower's row
says up to which Monday summaries were planned, and moves on in the transaction that queues the mail, whose key holds
follower and week. What a planner missed is in the next summary, as far back as five weeks.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet

from accounts.days import site_day
from following import news
from following.models import Follow, Follower
from following.verbs import SUMMARY, monday
from outbox import queue
from outbox.models import Priority, SuppressedAddress

WEEK = datetime.timedelta(days=7)
FARTHEST = 5 * WEEK
HOUR = 6  # of Monday, in the site's time zone


@transaction.atomic
def plan(*, now: datetime.datetime) -> int:
    """Queue the summaries of the weeks that ended before ``now``; returns how many are new.

    A fixed number of queries, however many people follow. Side effects: messages, and the rows of the followers.
    """
    week = monday(site_day(now))
    due = Follower.objects.following().filter(summarised_until__lt=week)
    due = due.exclude(email__in=SuppressedAddress.objects.values("address"))
    followers = list(due.select_for_update().order_by("pk"))
    if not followers:
        return 0
    since = max(min(one.summarised_until for one in followers if one.summarised_until), week - FARTHEST)
    wanted = _with_news(followers, Follow.objects.confirmed().filter(follower__in=due), news.between(since, week))
    new = queue.enqueue_all(_draft(one, since=since, week=week) for one in followers if one.pk in wanted)
    due.update(summarised_until=week)
    return len(new)


def _draft(follower: Follower, *, since: datetime.date, week: datetime.date) -> queue.Draft:
    first = max(follower.summarised_until or since, since)
    return queue.Draft(
        key=f"{SUMMARY}|{follower.pk}|{week.isoformat()}",
        kind=SUMMARY,
        recipient=follower.email,
        language=follower.language,
        payload={"follower": follower.pk, "since": first.isoformat(), "week": week.isoformat()},
        not_before=news.start_of(week) + datetime.timedelta(hours=HOUR),
        expires_at=news.start_of(week + WEEK),
        priority=Priority.BULK,
    )


def _with_news(followers: list[Follower], follows: QuerySet[Follow], week: news.News) -> set[int]:
    """The keys of those to whom any of it may be news: their mail is written, or not, when its turn comes."""
    since = {follower.pk: follower.summarised_until for follower in followers}
    return {
        one.follower_id
        for one in follows.iterator(chunk_size=2000)
        if (day := since.get(one.follower_id)) and any(True for _change in concerned(one, week, since=day))
    }


def concerned(follow: Follow, week: news.News, *, since: datetime.date) -> Iterator[news.Change]:
    """The changes that a followed thing is about by its scopes, since the day given and since it was confirmed."""
    start = news.start_of(since)
    return week.about(follow.scopes, since=max(start, follow.confirmed_at or start))
