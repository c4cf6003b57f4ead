"""Who is reminded of what, and when: one digest a person, that slows down by itself.

A planner works out for each person what waits for them on a day. A digest is planned when something reached a new
stage since the last one: thirty, seven and one days before a due date, and seven, twenty-one and sixty days after.
Stages count from business dates and are never matched to one exact day, so that a planner that missed three days
catches up with one mail. Any number of planners may run, any number of times: a person has one digest a day.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from accounts.days import today_of, zone_of
from accounts.models import Digest, Preferences, User
from outbox import queue
from progress import worklist
from progress.models import PlannedDigest
from progress.worklist import Item, Worklist
from stakeholders.models import Membership, Role
from stakeholders.permissions import REPORTING_ROLES

DIGEST = "digest"
BEFORE_AND_AFTER = (-30, -7, -1, 7, 21, 60)  # days from a due date
WAITING = (7, 21, 60)  # days from a return or a request to sign off
ESCALATION = 21  # days overdue after which the alternate is reminded too
EXPIRY = datetime.timedelta(days=2)  # a digest that could not be sent by then is replaced by the next one
WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Owed:
    """A digest that a person is owed on a day, with what waits for them."""

    user: User
    on: datetime.date
    work: Worklist

    @property
    def key(self) -> str:
        return f"{DIGEST}|{self.user.pk}|{self.on.isoformat()}"


def stages(item: Item, *, user: User) -> list[datetime.date]:
    """The days on which the item is mentioned anew to ``user``."""
    days = [item.due_on + datetime.timedelta(days=offset) for offset in BEFORE_AND_AFTER] if item.due_on else []
    report = item.report
    since = (report.returned_at or report.sign_off_requested_at) if report and report.is_editable else None
    if since:
        days += [today_of(user, since) + datetime.timedelta(days=offset) for offset in WAITING]
    return days


def is_new(item: Item, *, user: User, since: datetime.date | None, on: datetime.date) -> bool:
    """Did the item reach a stage after ``since`` (None: ever) and by ``on``?"""
    return any((since is None or day > since) and day <= on for day in stages(item, user=user))


def waiting(work: Worklist) -> list[Item]:
    """Everything that a digest may mention: what is to do, and commitments near or past their end."""
    return [*work.returned, *work.to_sign_off, *work.due, *work.drafts, *work.deadlines]


def _only_escalated(work: Worklist, organisations: set[int]) -> Worklist:
    """An alternate's list: of these organisations only what has waited so long that the focal point must be away."""

    def keep(items: list[Item]) -> list[Item]:
        return [
            item
            for item in items
            if item.organisation.pk not in organisations or (item.due_on and (work.on - item.due_on).days >= ESCALATION)
        ]

    return Worklist(
        work.on,
        returned=keep(work.returned),
        to_sign_off=keep(work.to_sign_off),
        due=keep(work.due),
        drafts=keep(work.drafts),
        deadlines=keep(work.deadlines),
    )


def _stands_in_for(user: User) -> set[int]:
    """Organisations in which ``user`` is the alternate of a focal point who is there."""
    as_alternate = Membership.objects.active().filter(user=user, role=Role.ALTERNATE).values("organisation")
    focal_points = Membership.objects.active().filter(role=Role.FOCAL_POINT, organisation__in=as_alternate)
    return set(focal_points.values_list("organisation_id", flat=True))


def work_of(user: User, *, on: datetime.date) -> Worklist:
    """What a digest of ``on`` tells this person."""
    return _only_escalated(worklist.for_person(user, on=on), _stands_in_for(user))


def may_be_reminded(preferences: Preferences, *, on: datetime.date) -> bool:
    """False for who left, unsubscribed, asked for no reminders, or for none before a later day."""
    if not preferences.user.is_active or preferences.digest == Digest.NEVER or preferences.unsubscribed_at:
        return False
    return preferences.snoozed_until is None or preferences.snoozed_until <= on


def _is_due(preferences: Preferences, work: Worklist, *, last: datetime.date | None) -> bool:
    items = waiting(work)
    if preferences.digest == Digest.DAILY:
        return bool(items)
    if preferences.digest == Digest.WEEKLY and last is not None and work.on - last < WEEK:
        return False
    if preferences.digest == Digest.WEEKLY:
        return bool(items)
    return any(is_new(item, user=preferences.user, since=last, on=work.on) for item in items)


def _people() -> Iterator[Preferences]:
    """The preferences of everybody who has a duty in an organisation, in small portions."""
    members = Membership.objects.active().filter(role__in=REPORTING_ROLES)
    people = Preferences.objects.filter(user__in=members.values("user")).select_related("user").order_by("user_id")
    return people.iterator(chunk_size=500)


def owed(*, on: datetime.date | None, now: datetime.datetime) -> Iterator[tuple[Owed, Preferences]]:
    """Every digest that is owed and not planned yet: on ``on``, or (None) on each person's own day at ``now``."""
    for preferences in _people():
        day = on or today_of(preferences.user, now)
        if not may_be_reminded(preferences, on=day):
            continue
        digests = PlannedDigest.objects.filter(user=preferences.user)
        if digests.filter(on=day).exists():
            continue
        last = digests.filter(on__lt=day).aggregate(last=Max("on"))["last"]
        work = work_of(preferences.user, on=day)
        if _is_due(preferences, work, last=last):
            yield Owed(preferences.user, day, work), preferences


def _morning(preferences: Preferences, day: datetime.date) -> datetime.datetime:
    """The hour of ``day`` that the person chose, in their own time zone, across daylight saving."""
    return datetime.datetime.combine(day, datetime.time(preferences.digest_hour), zone_of(preferences.user))


@transaction.atomic
def _plan_one(one: Owed, preferences: Preferences, *, not_before: datetime.datetime) -> bool:
    _row, created = PlannedDigest.objects.get_or_create(user=one.user, on=one.on)
    if not created:
        return False
    message = queue.enqueue(
        key=one.key,
        kind=DIGEST,
        recipient=one.user.email,
        user=one.user,
        language=preferences.language,
        payload={"on": one.on.isoformat()},
        not_before=not_before,
        expires_at=not_before + EXPIRY,
    )
    return message is not None


def plan(*, now: datetime.datetime, on: datetime.date | None = None, at_once: bool = False) -> int:
    """Plan every digest that is owed; return how many are new.

    With ``on`` for that day and to be sent at once; without it for each person's own day, to be sent at the hour
    that they chose, or ``at_once``. Side effects: a row of ``PlannedDigest`` and an outbox message each, in one
    transaction a person.
    """
    planned = 0
    for one, preferences in owed(on=on, now=now):
        not_before = now if on or at_once else max(_morning(preferences, one.on), now)
        planned += _plan_one(one, preferences, not_before=not_before)
    return planned
