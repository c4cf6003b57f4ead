"""Telling people of something, and their reading it: what other apps call.

    inbox.notify([user], kind="report_returned", key=f"report_returned|{event.pk}", payload={"event": event.pk})

Call it inside the transaction of what happened: both are committed or neither is.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from notifications import kinds
from notifications.models import Notification

KEPT = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Entry:
    """A notification with what it says in the language of the page."""

    notification: Notification
    content: kinds.Content


def notify(
    users: Iterable[int | None],
    *,
    kind: str,
    key: str,
    payload: Mapping[str, object],
    at: datetime.datetime | None = None,
) -> None:
    """Tell the people of these keys; each of them once for each ``key``. Side effects: a row each."""
    rows = [
        Notification(user_id=user, kind=kind, key=key, payload=dict(payload), created_at=at or timezone.now())
        for user in dict.fromkeys(users)
        if user is not None
    ]
    add(rows)


def add(rows: Iterable[Notification]) -> None:
    """Store notifications that were made elsewhere; those whose occurrence is known are passed over."""
    Notification.objects.bulk_create(list(rows), batch_size=1000, ignore_conflicts=True)


def entries(notifications: Iterable[Notification]) -> list[Entry]:
    """The notifications in words, in their order; those whose matter is gone are left out."""
    rows = list(notifications)
    content = kinds.content_of(rows)
    return [Entry(row, content[row.pk]) for row in rows if row.pk in content]


def unread(user) -> int:
    """How many notifications the person has not read. One query on an index."""
    return Notification.objects.filter(user=user).unread().count()


def mark_read(user, *, keys: Iterable[int] | None = None, at: datetime.datetime | None = None) -> int:
    """Mark the person's notifications of these keys (None: all) as read; return how many were unread."""
    rows = Notification.objects.filter(user=user).unread()
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    return rows.update(read_at=at or timezone.now())


def forget(*, at: datetime.datetime) -> int:
    """Delete what is older than a year; return how many rows."""
    return Notification.objects.filter(created_at__lt=at - KEPT).delete()[0]
