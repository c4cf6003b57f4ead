"""Who is reminded of what, and when: one digest a person, that slows down by itself.

A planner works out for each person what waits for them on a day. A digest is planned when something reached a new
stage since the last one that was sent: thirty, seven and one days before a due date, and seven, twenty-one and sixty
days after. Whoever is late with nothing gets two in a week at most. Stages count from business dates and are never
matched to one exact day, so that one mail makes up for days on which nobody planned or nothing could be sent. When it
is sent, all is checked again as of that day: whether it is owed, what waits, and whether the person has had their one
digest of the day.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain

from django.db import transaction
from django.db.models import Exists, Min, OuterRef

from accounts.days import today_of, zone_of
from accounts.models import Digest, Preferences, User
from outbox import queue
from outbox.models import Message, SuppressedAddress
from progress import alerts, worklist
from progress.models import PlannedDigest
from progress.models.digest import WEEK, Earlier
from progress.worklist import Item, Worklist
from stakeholders.models import Membership, Role
from stakeholders.permissions import REPORTING_ROLES

DIGEST = "digest"
BEFORE_AND_AFTER = (-30, -7, -1, 7, 21, 60)  # days from a due date
WAITING = (7, 21, 60)  # days from a return or a request to sign off
MOST_IN_A_WEEK = 2  # digests, while nothing is overdue
PORTION = 500  # people whose work is held in memory at once


def _key(user: int, on: datetime.date) -> str:
    """What the outbox knows a person's digest of a day by."""
    return f"{DIGEST}|{user}|{on.isoformat()}"


@dataclass(frozen=True)
class Owed:
    """A digest that a person is owed on a day, with what waits for them."""

    user: User
    on: datetime.date
    work: Worklist

    @property
    def key(self) -> str:
        return _key(self.user.pk, self.on)


def stages(item: Item, *, user: User) -> list[datetime.date]:
    """The days on which the item is mentioned again to ``user``.

    Those of each report that is asked on it: who let one pass is asked for the next one as anybody is.
    """
    due_on = [day for day in (item.due_on, *(period.due_on for period in item.later)) if day]
    offsets = {*BEFORE_AND_AFTER, item.organisation.alternate_after_days}
    days = [day + datetime.timedelta(days=offset) for day in due_on for offset in offsets]
    since = item.report.waiting_since if item.report else None
    if since:
        days += [today_of(user, since) + datetime.timedelta(days=offset) for offset in WAITING]
    return days


def offer_stages(work: Worklist, *, user: User) -> list[datetime.date]:
    """The days on which questions about a new edition are mentioned: the one after they were put, and some later."""
    return [today_of(user, at) + datetime.timedelta(days=offset) for at in work.offered for offset in (1, *WAITING)]


def stands_in_for(people: Iterable[User]) -> dict[int, set[int]]:
    """For each of ``people``, the organisations in which they are the alternate of a focal point who is there."""
    focal_point = Membership.objects.active().filter(role=Role.FOCAL_POINT, organisation=OuterRef("organisation"))
    alternates = Membership.objects.active().filter(Exists(focal_point), user__in=people, role=Role.ALTERNATE)
    found: dict[int, set[int]] = defaultdict(set)
    for person, organisation in alternates.values_list("user_id", "organisation_id"):
        found[person].add(organisation)
    return found


def calls_for_a_digest(work: Worklist, stands_in_for: AbstractSet[int]) -> list[Item]:
    """The items for which a digest is sent. It then lists all that waits, as the page "My reporting" does.

    Nobody is reminded of what they put off, or of what a colleague owns. Where a focal point is there, their alternate
    is reminded only of what has waited so long that they must be away: for as many days as the organisation chose. Of
    what has waited so long whoever signs off is reminded too, whoever owns it.
    """
    return [item for item in work.waiting if _reminds(item, work, stands_in_for)]


def _reminds(item: Item, work: Worklist, stands_in_for: AbstractSet[int]) -> bool:
    if work.snoozed_until(item):
        return False
    if work.is_mine(item):
        return True
    waits_long = item.due_on is not None and (work.on - item.due_on).days >= item.organisation.alternate_after_days
    if item.organisation.pk in stands_in_for:
        return waits_long
    return not work.is_anothers(item) or (waits_long and item.organisation.pk in work.signing)


def may_be_reminded(preferences: Preferences, *, on: datetime.date) -> bool:
    """False for who left, unsubscribed, asked for no reminders, or for none before a later day."""
    if not preferences.user.is_active or preferences.digest == Digest.NEVER or preferences.unsubscribed_at:
        return False
    return preferences.snoozed_until is None or preferences.snoozed_until <= on


def is_owed(preferences: Preferences, work: Worklist, *, earlier: Earlier, stands_in_for: AbstractSet[int]) -> bool:
    """Is a digest owed on the day of ``work`` to a person who had those ``earlier`` ones?

    ``stands_in_for`` holds the keys of the organisations in which they are the alternate of a focal point.
    """
    if not may_be_reminded(preferences, on=work.on):
        return False
    items = calls_for_a_digest(work, stands_in_for)
    if preferences.digest == Digest.DAILY:
        return bool(items or work.offered)
    if preferences.digest == Digest.WEEKLY:
        return bool(items or work.offered) and (earlier.last is None or work.on - earlier.last >= WEEK)
    if earlier.within_a_week >= MOST_IN_A_WEEK and not any(item.is_overdue(work.on) for item in items):
        return False  # the stage that was reached is made up by the next one
    days = [day for item in items for day in stages(item, user=preferences.user)]
    days += offer_stages(work, user=preferences.user)
    return any((earlier.last is None or day > earlier.last) and day <= work.on for day in days)


def next_after(preferences: Preferences, work: Worklist) -> datetime.date | None:
    """The first day after that of ``work`` on which a digest may come while nothing changes; None when nobody knows."""
    if preferences.digest == Digest.DAILY:
        return work.on + datetime.timedelta(days=1)
    if preferences.digest == Digest.WEEKLY:
        return work.on + WEEK
    days = [day for item in work.waiting for day in stages(item, user=preferences.user)]
    days += offer_stages(work, user=preferences.user)
    return min((day for day in days if day > work.on), default=None)


def _portions() -> Iterator[list[Preferences]]:
    """The preferences of everybody who has a duty in an organisation and an address that works, some at a time.

    Colleagues stand together, so that their organisation's work is read once.
    """
    members = Membership.objects.active().filter(role__in=REPORTING_ROLES)
    people = Preferences.objects.filter(user__in=members.values("user"))
    people = people.exclude(user__email__in=SuppressedAddress.objects.values("address"))
    by_organisation = people.annotate(organisation=Min("user__memberships__organisation"))
    keys = list(by_organisation.order_by("organisation", "user_id").values_list("pk", flat=True))
    for start in range(0, len(keys), PORTION):
        found = Preferences.objects.select_related("user").in_bulk(keys[start : start + PORTION])
        yield [found[key] for key in keys[start : start + PORTION] if key in found]


def _owed_on(day: datetime.date, portion: Iterable[Preferences]) -> Iterator[tuple[Owed, Preferences]]:
    """The digests that these people are owed on ``day`` and that are not planned yet."""
    digests = PlannedDigest.objects.filter(user__in=[one.user_id for one in portion])
    planned = set(digests.filter(on=day).values_list("user_id", flat=True))
    people = [one for one in portion if one.user_id not in planned and may_be_reminded(one, on=day)]
    work = worklist.for_people([one.user for one in people], on=day)
    earlier = digests.sent_or_on_their_way().before(day)
    standing_in = stands_in_for([one.user for one in people])
    for one in people:
        key = one.user_id
        if is_owed(one, work[key], earlier=earlier.get(key, Earlier()), stands_in_for=standing_in[key]):
            yield Owed(one.user, day, work[key]), one


def _owed_by_portion(*, on: datetime.date | None, now: datetime.datetime) -> Iterator[list[tuple[Owed, Preferences]]]:
    for portion in _portions():
        by_day: dict[datetime.date, list[Preferences]] = defaultdict(list)
        for preferences in portion:
            by_day[on or today_of(preferences.user, now)].append(preferences)
        yield [one for day, people in by_day.items() for one in _owed_on(day, people)]


def owed(*, on: datetime.date | None, now: datetime.datetime) -> Iterator[tuple[Owed, Preferences]]:
    """Every digest that is owed and not planned yet: on ``on``, or (None) on each person's own day at ``now``.

    A fixed number of queries for every ``PORTION`` people.
    """
    return chain.from_iterable(_owed_by_portion(on=on, now=now))


def morning(preferences: Preferences, day: datetime.date) -> datetime.datetime:
    """The hour of ``day`` that the person chose, in their own time zone, across daylight saving."""
    return datetime.datetime.combine(day, datetime.time(preferences.digest_hour), zone_of(preferences.user))


def lock(people: Iterable[int | None]) -> None:
    """Until the transaction ends nobody else plans or takes a day for the people of these keys."""
    list(Preferences.objects.select_for_update(no_key=True).filter(user__in=people).order_by("user_id"))


def _draft(one: Owed, preferences: Preferences, *, not_before: datetime.datetime) -> queue.Draft:
    return queue.Draft(
        key=one.key,
        kind=DIGEST,
        recipient=one.user.email,
        user=one.user,
        language=preferences.language,
        payload={"on": one.on.isoformat(), "waiting": one.work.to_do, "overdue": len(one.work.overdue)},
        not_before=not_before,
    )


@transaction.atomic
def _plan_all(drafts: list[queue.Draft]) -> int:
    """Write these digests, but for those that another planner has written meanwhile; return how many are new.

    A digest that was planned for its day once and sent on a later one has a message already, and gets no other.
    """
    people = [draft.user.pk for draft in drafts if draft.user]
    lock(people)
    digests = PlannedDigest.objects.filter(user__in=people, on__in={draft.payload["on"] for draft in drafts})
    planned = {_key(*row) for row in digests.values_list("user_id", "on")}
    messages = queue.enqueue_all(draft for draft in drafts if draft.key not in planned)
    alerts.after_planning(messages)
    PlannedDigest.objects.bulk_create(
        PlannedDigest(user_id=message.user_id, on=message.payload["on"], message=message)
        for message in messages
        if message.user_id is not None
    )
    return len(messages)


@transaction.atomic
def take_the_day(message: Message, *, on: datetime.date) -> bool:
    """Make ``message`` its person's digest of the day ``on``; False when another mail is that already.

    A digest that waited for the mail server counts for the day on which it is sent, not for the one it was planned for.
    """
    lock([message.user_id])
    digests = PlannedDigest.objects.filter(user=message.user_id)
    if digests.filter(on=on).exclude(message=message).exists():
        return False
    digests.filter(message=message).update(on=on)
    return True


def worklist_to_send(message: Message, *, on: datetime.date) -> Worklist | None:
    """What a planned digest that is about to be sent must say as of ``on``; None when it is no longer owed.

    Side effect: the message becomes the person's one digest of that day.
    """
    preferences = Preferences.objects.select_related("user").filter(user=message.user_id).first()
    if preferences is None:
        return None
    user = preferences.user
    work = worklist.for_person(user, on=on)
    others = PlannedDigest.objects.filter(user=user).exclude(message=message)
    earlier = others.sent().before(on).get(user.pk, Earlier())
    if not is_owed(preferences, work, earlier=earlier, stands_in_for=stands_in_for([user])[user.pk]):
        return None
    return work if take_the_day(message, on=on) else None


def plan(*, now: datetime.datetime, on: datetime.date | None = None, at_once: bool = False) -> int:
    """Plan every digest that is owed; return how many are new.

    With ``on`` for that day and to be sent at once; without it for each person's own day, to be sent at the hour
    that they chose, or ``at_once``. Side effects: a row of ``PlannedDigest`` and an outbox message each, in one
    transaction for every ``PORTION`` people.
    """
    planned = 0
    for portion in _owed_by_portion(on=on, now=now):
        drafts = [
            _draft(one, preferences, not_before=now if on or at_once else max(morning(preferences, one.on), now))
            for one, preferences in portion
        ]
        planned += _plan_all(drafts) if drafts else 0
    return planned
