"""Reminders that a curator sends by hand: first who would get which mail and who would not, and why; then sending it.

A nudge asks for what the person's own list of work asks for, by the rules of the digest (``progress.reminders``): it
overrides nothing that a person chose, and comes once a week at most.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.days import today_of
from accounts.models import Digest, Preferences, User
from accounts.permissions import is_curator
from names.dates import date_in_words
from outbox import queue
from outbox.allowances import without_room
from outbox.suppression import suppressed_among
from progress import alerts, reminders, worklist
from progress.errors import NotPermitted, ReasonRequired, Refused
from progress.models import Nudge, NudgedItem, NudgedPerson, PlannedDigest
from progress.models.digest import WEEK, Earlier
from progress.obligations import Key
from progress.worklist import Item, Worklist
from stakeholders.changes import as_now
from stakeholders.models import Membership, Organisation
from stakeholders.permissions import REPORTING_ROLES

NUDGE = "nudge"
KEPT_FOR = datetime.timedelta(days=7)  # how long a mail that cannot go out is worth sending


class NobodyToNudge(Refused):
    """Nobody of those chosen may be reminded now."""

    message = _("Nobody would get an email now. Choose other organisations, or come back later.")


class PreviewOutdated(Refused):
    """Others would get mails, or about other things, than the curator was shown."""

    message = _("This has changed since you looked at it, so nothing was sent. Read it again, then send.")


@dataclass(frozen=True)
class Recipient:
    """A person who would get one mail about these items, on their own day."""

    preferences: Preferences
    items: list[Item]
    on: datetime.date

    @property
    def user(self) -> User:
        return self.preferences.user

    @property
    def keys(self) -> list[Key]:
        return sorted(item.key for item in self.items)

    @property
    def organisations(self) -> list[str]:
        """The names of those whose reports they are asked for."""
        return sorted({item.organisation.name for item in self.items})


@dataclass(frozen=True)
class LeftOut:
    """Somebody who would get none, with the reason."""

    user: User
    why: str


@dataclass(frozen=True)
class Preview:
    """What sending would do now. ``unheard`` are organisations of which nobody would get a mail."""

    recipients: list[Recipient] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unheard: list[Organisation] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same for two previews exactly when the same people would get mails about the same."""
        rows = sorted((one.user.pk, one.keys) for one in self.recipients)
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    @property
    def reports(self) -> int:
        """How many reports they are asked for."""
        return len({key for one in self.recipients for key in one.keys})


def preview(keys: AbstractSet[Key], *, now: datetime.datetime) -> Preview:
    """Who would be reminded of these reports, each a commitment and an organisation by their keys. Reads only."""
    chosen = Organisation.objects.in_bulk({organisation for _commitment, organisation in keys})
    people = _people(chosen)
    found = Preview()
    for day, those in _by_day(people, now).items():
        facts = _Facts(those, day, now)
        for one in those:
            items, why = facts.of(one, keys)
            if why:
                found.left_out.append(LeftOut(one.user, str(why)))
            else:
                found.recipients.append(Recipient(one, items, day))
    found.recipients.sort(key=lambda one: (one.user.name, one.user.pk))
    found.left_out.sort(key=lambda one: (one.user.name, one.user.pk))
    heard = {item.organisation.pk for one in found.recipients for item in one.items}
    found.unheard.extend(sorted((chosen[key] for key in chosen.keys() - heard), key=str))
    return found


def _people(organisations: Iterable[int]) -> list[Preferences]:
    members = Membership.objects.active().filter(organisation__in=list(organisations), role__in=REPORTING_ROLES)
    return list(Preferences.objects.filter(user__in=members.values("user")).select_related("user").order_by("user_id"))


def _by_day(people: Iterable[Preferences], now: datetime.datetime) -> dict[datetime.date, list[Preferences]]:
    found: dict[datetime.date, list[Preferences]] = defaultdict(list)
    for one in people:
        found[today_of(one.user, now)].append(one)
    return found


class _Facts:
    """What decides whether these people may be reminded on a day. A fixed number of queries."""

    def __init__(self, people: Sequence[Preferences], on: datetime.date, now: datetime.datetime) -> None:
        users = [one.user for one in people]
        keys = [one.pk for one in users]
        self.on = on
        self._work = worklist.for_people(users, on=on)
        self._stands_in = reminders.stands_in_for(users)
        self._suppressed = suppressed_among(one.email for one in users)
        self._full = without_room((one.email for one in users), on=now)
        self._nudged = NudgedPerson.objects.last_days(keys, after=on - WEEK)
        digests = PlannedDigest.objects.filter(user__in=keys).sent_or_on_their_way()
        self._reminded = digests.before(on + datetime.timedelta(days=1))

    def of(self, one: Preferences, keys: AbstractSet[Key]) -> tuple[list[Item], object]:
        """The items that the person may be reminded of, and why of none; one of them is empty."""
        why = self._person_rests(one)
        if why:
            return [], why
        work = self._work[one.user_id]
        asked = [item for item in work.waiting if item.key in keys and item not in work.deadlines]
        called = reminders.calls_for_a_digest(work, self._stands_in[one.user_id])
        items = [item for item in asked if item in called]
        return items, "" if items else _why_not(asked, work)

    def _person_rests(self, one: Preferences) -> object:
        user = one.user
        if not user.is_active:
            return _("Has no account any more")
        if one.digest == Digest.NEVER or one.unsubscribed_at:
            return _("Chose to get no reminders")
        if one.snoozed_until and not reminders.may_be_reminded(one, on=self.on):
            day = date_in_words(one.snoozed_until)
            return _("Asked for no reminders before %(day)s") % {"day": day}
        if user.email.lower() in self._suppressed:
            return _("Emails to this address do not arrive")
        if last := self._nudged.get(user.pk):
            return _("Was already reminded by a curator on %(day)s") % {"day": date_in_words(last)}
        earlier = self._reminded.get(user.pk, Earlier())
        if earlier.last and earlier.last > self.on - WEEK:
            return _("Got the usual reminder on %(day)s") % {"day": date_in_words(earlier.last)}
        if user.email.lower() in self._full:
            return _("Has got as many emails today as one person may get")
        return ""


def _why_not(asked: list[Item], work: Worklist) -> object:
    """Why a person is not reminded of these items, which are on their list."""
    if not asked:
        return _("Nothing of this waits for them")
    if all(work.snoozed_until(item) for item in asked):
        return _("Paused the reminders of this")
    if all(work.is_anothers(item) or work.snoozed_until(item) for item in asked):
        return _("A colleague reports on this")
    return _("Is the alternate, and the focal point is asked first")


@transaction.atomic
def send(*, keys: AbstractSet[Key], by, reason: str, expected: str, now: datetime.datetime | None = None) -> Nudge:
    """Queue a mail to everybody whom the preview with the fingerprint ``expected`` named.

    Raises ``NotPermitted``, ``ReasonRequired``, ``NobodyToNudge``, and ``PreviewOutdated`` where others would get mails
    by now, as after a second press of the button. Side effects: a message and a notification a person; the act is kept.
    """
    now = now or timezone.now()
    if not is_curator(as_now(by)):
        raise NotPermitted
    if not reason.strip():
        raise ReasonRequired
    # Nobody else nudges, plans or takes a day for these people before this transaction ends.
    reminders.lock(one.user_id for one in _people({organisation for _commitment, organisation in keys}))
    found = preview(keys, now=now)
    if found.fingerprint != expected:
        raise PreviewOutdated
    if not found.recipients:
        raise NobodyToNudge
    nudge = Nudge.objects.create(by=by, at=now, reason=reason.strip())
    messages = queue.enqueue_all(_draft(one, nudge, now) for one in found.recipients)
    _keep(nudge, found.recipients, {message.user_id: message for message in messages})
    alerts.after_nudge(nudge, found.recipients)
    return nudge


def _draft(one: Recipient, nudge: Nudge, now: datetime.datetime) -> queue.Draft:
    return queue.Draft(
        key=f"{NUDGE}|{one.user.pk}|{one.on.isoformat()}",
        kind=NUDGE,
        recipient=one.user.email,
        user=one.user,
        language=one.preferences.language,
        payload={"nudge": nudge.pk, "items": one.keys},
        not_before=max(reminders.morning(one.preferences, one.on), now),
        expires_at=now + KEPT_FOR,
    )


def _keep(nudge: Nudge, recipients: list[Recipient], messages: dict) -> None:
    people = NudgedPerson.objects.bulk_create(
        NudgedPerson(nudge=nudge, user=one.user, on=one.on, message=messages.get(one.user.pk)) for one in recipients
    )
    NudgedItem.objects.bulk_create(
        NudgedItem(person=person, commitment_id=commitment, organisation_id=organisation)
        for person, one in zip(people, recipients, strict=True)
        for commitment, organisation in one.keys
    )


def last_by_organisation(organisations: Iterable[int]) -> dict[int, datetime.date]:
    """The last day on which a curator reminded somebody of each of these organisations. One query."""
    rows = NudgedItem.objects.filter(organisation__in=list(organisations)).order_by("person__on")
    return dict(rows.values_list("organisation_id", "person__on"))
