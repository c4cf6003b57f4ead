"""Who is reminded of what, and when: one digest a person, that slows down by itself.

A planner works out for each person what waits for them on a day. A digest is planned when something reached a new
stage since the last one that was sent: thirty, seven and one days before a due date, and seven, twenty-one and sixty
days after. Stages count from business dates and are never matched to one exact day, so that one mail makes up for days
on which nobody planned or nothing could be sent. When it is sent, all is asked again as of that day: whether it is
owed, what waits, and whether the person has had their one digest of the day.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.days import today_of, zone_of
from accounts.models import Digest, Preferences, User
from outbox import queue
from outbox.models import Message, SuppressedAddress
from progress import worklist
from progress.models import PlannedDigest
from progress.worklist import Item, Worklist
from stakeholders.models import Membership, Role
from stakeholders.permissions import REPORTING_ROLES

DIGEST = "digest"
BEFORE_AND_AFTER = (-30, -7, -1, 7, 21, 60)  # days from a due date
WAITING = (7, 21, 60)  # days from a return or a request to sign off
ESCALATION = 21  # days overdue after which the alternate is reminded too
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
    since = item.report.waiting_since if item.report else None
    if since:
        days += [today_of(user, since) + datetime.timedelta(days=offset) for offset in WAITING]
    return days


def is_new(item: Item, *, user: User, since: datetime.date | None, on: datetime.date) -> bool:
    """Did the item reach a stage after ``since`` (None: ever) and by ``on``?"""
    return any((since is None or day > since) and day <= on for day in stages(item, user=user))


def _stands_in_for(user: User) -> set[int]:
    """Organisations in which ``user`` is the alternate of a focal point who is there."""
    as_alternate = Membership.objects.active().filter(user=user, role=Role.ALTERNATE).values("organisation")
    focal_points = Membership.objects.active().filter(role=Role.FOCAL_POINT, organisation__in=as_alternate)
    return set(focal_points.values_list("organisation_id", flat=True))


def _calls_for_a_digest(user: User, work: Worklist) -> list[Item]:
    """The items for which a digest is sent. It then lists all that waits, as the page "My reporting" does.

    Where a focal point is there, their alternate is reminded only of what has waited so long that they must be away.
    """
    stands_in_for = _stands_in_for(user)
    return [
        item
        for item in work.waiting
        if item.organisation.pk not in stands_in_for
        or (item.due_on is not None and (work.on - item.due_on).days >= ESCALATION)
    ]


def may_be_reminded(preferences: Preferences, *, on: datetime.date) -> bool:
    """False for who left, unsubscribed, asked for no reminders, or for none before a later day."""
    if not preferences.user.is_active or preferences.digest == Digest.NEVER or preferences.unsubscribed_at:
        return False
    return preferences.snoozed_until is None or preferences.snoozed_until <= on


def is_owed(preferences: Preferences, work: Worklist, *, last: datetime.date | None) -> bool:
    """Is a digest owed on the day of ``work`` to a person who had the ``last`` one then (None: never)?"""
    if not may_be_reminded(preferences, on=work.on):
        return False
    items = _calls_for_a_digest(preferences.user, work)
    if preferences.digest == Digest.DAILY:
        return bool(items)
    if preferences.digest == Digest.WEEKLY:
        return bool(items) and (last is None or work.on - last >= WEEK)
    return any(is_new(item, user=preferences.user, since=last, on=work.on) for item in items)


def _people() -> Iterator[Preferences]:
    """The preferences of everybody who has a duty in an organisation and an address that works, in small portions."""
    members = Membership.objects.active().filter(role__in=REPORTING_ROLES)
    people = Preferences.objects.filter(user__in=members.values("user")).select_related("user").order_by("user_id")
    people = people.exclude(user__email__in=SuppressedAddress.objects.values("address"))
    return people.iterator(chunk_size=500)


def owed(*, on: datetime.date | None, now: datetime.datetime) -> Iterator[tuple[Owed, Preferences]]:
    """Every digest that is owed and not planned yet: on ``on``, or (None) on each person's own day at ``now``."""
    for preferences in _people():
        day = on or today_of(preferences.user, now)
        digests = PlannedDigest.objects.filter(user=preferences.user)
        if digests.filter(on=day).exists():
            continue
        work = worklist.for_person(preferences.user, on=day)
        if is_owed(preferences, work, last=digests.sent_or_on_their_way().before(day)):
            yield Owed(preferences.user, day, work), preferences


def _morning(preferences: Preferences, day: datetime.date) -> datetime.datetime:
    """The hour of ``day`` that the person chose, in their own time zone, across daylight saving."""
    return datetime.datetime.combine(day, datetime.time(preferences.digest_hour), zone_of(preferences.user))


@transaction.atomic
def _plan_one(one: Owed, preferences: Preferences, *, not_before: datetime.datetime) -> bool:
    row, created = PlannedDigest.objects.get_or_create(user=one.user, on=one.on)
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
    )
    if message is None:  # planned for this day once, and sent on a later one
        row.delete()
        return False
    row.message = message
    row.save(update_fields=["message"])
    return True


@transaction.atomic
def take_the_day(message: Message, *, on: datetime.date) -> bool:
    """Make ``message`` its person's digest of the day ``on``; False when another mail is that already.

    A digest that waited for the mail server counts for the day on which it is sent, not for the one it was planned for.
    """
    digests = PlannedDigest.objects.filter(user=message.user_id)
    if digests.filter(on=on).exclude(message=message).exists():
        return False
    try:
        with transaction.atomic():
            digests.filter(message=message).update(on=on)
    except IntegrityError:  # another sender was quicker
        return False
    return True


def worklist_to_send(message: Message, *, on: datetime.date) -> Worklist | None:
    """What a planned digest that is about to be sent must say as of ``on``; None when it is no longer owed.

    Side effect: the message becomes the person's one digest of that day.
    """
    preferences = Preferences.objects.select_related("user").filter(user=message.user_id).first()
    if preferences is None:
        return None
    work = worklist.for_person(preferences.user, on=on)
    others = PlannedDigest.objects.filter(user=message.user_id).exclude(message=message)
    if not is_owed(preferences, work, last=others.sent().before(on)):
        return None
    return work if take_the_day(message, on=on) else None


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
