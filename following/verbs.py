"""What can be done about following: ask, confirm, stop one or all, forget. Nothing else writes these rows.

Each verb is one transaction and locks the follower first.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.days import site_day
from following.models import Follow, Follower
from outbox import queue, sweeping
from outbox.models import Priority

CONFIRM, SUMMARY = "follow.confirm", "follow.summary"
ASKED_DAYS = 2  # a question that could not be sent by then is not sent any more
WAITING_DAYS = 5  # what nobody confirmed by then is forgotten
LEFT_DAYS = 7  # how long an address is kept after leaving, so that the links in its mails still answer
MOST_WAITING = 20  # strangers can ask for an address, but not fill the table with it


class Refused(Exception):
    """It cannot be done; the text says why and is fit to read."""


def monday(day: datetime.date) -> datetime.date:
    """The Monday of the week of ``day``."""
    return day - datetime.timedelta(days=day.weekday())


def _locked(follower: Follower) -> Follower:
    """The follower as it is now, until the transaction ends. Raises Refused when it was forgotten meanwhile."""
    found = Follower.objects.select_for_update().filter(pk=follower.pk).first()
    if found is None:
        raise Refused(_("This link cannot be used"))
    return found


@transaction.atomic
def follow(
    *, email: str, query: str, scopes: list[list[str]], language: str, at: datetime.datetime, may_mail: bool = True
) -> Follow:
    """Note that somebody asked to follow ``query`` with this address; nobody is written to before it is confirmed.

    ``may_mail`` False leaves the question out, as the address had one today. Side effects: a follower and a follow
    where there were none, and at most one mail a day that asks the address's owner.
    """
    email = email.strip().lower()
    start = {"language": language, "asked_at": at}
    follower = None
    while follower is None:  # it may be forgotten between the two questions
        known, _new = Follower.objects.get_or_create(email=email, defaults=start)
        follower = Follower.objects.select_for_update().filter(pk=known.pk).first()
    asked, _new = Follow.objects.get_or_create(follower=follower, query=query, defaults=start | {"scopes": scopes})
    if asked.confirmed_at is None:
        asked.asked_at, asked.language, asked.scopes = at, language, scopes
        asked.save()
    _drop_oldest_waiting(follower)
    if may_mail:
        queue.enqueue(
            key=f"{CONFIRM}|{follower.pk}|{site_day(at).isoformat()}",
            kind=CONFIRM,
            recipient=email,
            language=language,
            payload={"follower": follower.pk},
            expires_at=at + datetime.timedelta(days=ASKED_DAYS),
            priority=Priority.URGENT,
        )
    return asked


def _drop_oldest_waiting(follower: Follower) -> None:
    kept = follower.follows.waiting().order_by("-asked_at", "-pk").values_list("pk", flat=True)[:MOST_WAITING]
    follower.follows.waiting().exclude(pk__in=list(kept)).delete()


@transaction.atomic
def confirm(*, follower: Follower, at: datetime.datetime) -> list[Follow]:
    """Begin everything that was asked for with this address, and return it.

    Raises Refused when nothing waits: it was confirmed before, or forgotten.
    """
    follower = _locked(follower)
    waiting = list(follower.follows.waiting())
    if not waiting:
        raise Refused(_("There is nothing left to confirm."))
    follower.follows.waiting().update(confirmed_at=at)
    if follower.confirmed_at is None or follower.left_at is not None:
        follower.confirmed_at, follower.left_at = at, None
        follower.summarised_until = monday(site_day(at))
    follower.language = max(waiting, key=lambda one: (one.asked_at, one.pk)).language
    follower.save()
    return waiting


@transaction.atomic
def stop(*, follower: Follower, number: int, at: datetime.datetime) -> None:
    """End one of the things that the follower follows; with the last one they leave.

    Raises Refused for one that is not theirs, or was stopped before.
    """
    follower = _locked(follower)
    if not follower.follows.filter(pk=number).delete()[0]:
        raise Refused(_("You no longer follow this."))
    if not follower.follows.confirmed().exists():
        _leave(follower, at)


@transaction.atomic
def stop_all(*, follower: Follower, at: datetime.datetime) -> None:
    """End all of it. Doing it again changes nothing; raises Refused when it was forgotten meanwhile."""
    follower = _locked(follower)
    follower.follows.all().delete()
    _leave(follower, at)


def _leave(follower: Follower, at: datetime.datetime) -> None:
    if follower.confirmed_at is not None and follower.left_at is None:
        follower.left_at = at
        follower.save()


@transaction.atomic
def forget(*, at: datetime.datetime) -> int:
    """Delete what nobody confirmed in time, and the addresses of those who left a week ago, with their mails.

    Returns how many addresses were deleted.
    """
    Follow.objects.waiting().filter(asked_at__lt=at - datetime.timedelta(days=WAITING_DAYS)).delete()
    follows = Follow.objects.filter(follower=OuterRef("pk"))
    gone = Follower.objects.select_for_update().filter(~Exists(follows))
    never = gone.filter(confirmed_at__isnull=True)
    left = gone.filter(left_at__lt=at - datetime.timedelta(days=LEFT_DAYS))
    found = dict([*never.values_list("pk", "email"), *left.values_list("pk", "email")])
    sweeping.forget_recipients(found.values(), of_kinds=(CONFIRM, SUMMARY))
    Follower.objects.filter(pk__in=found).delete()
    return len(found)
