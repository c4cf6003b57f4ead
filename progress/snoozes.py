"""Put reminders of one item off for a while, for one person."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from progress import permissions
from progress.errors import NotPermitted, Refused
from progress.models import Snooze
from progress.obligations import Key
from stakeholders.models import Commitment, Organisation

LONGEST = datetime.timedelta(days=60)


class OutOfRange(Refused):
    """A day to come, and not too far away."""

    message = _("Choose a day after today and within the next 60 days.")


@transaction.atomic
def snooze(
    *, commitment: Commitment, organisation: Organisation, by: User, until: datetime.date, on: datetime.date
) -> Snooze:
    """Remind ``by`` of the item again from the day ``until`` on; ``on`` is their today.

    Raises ``NotPermitted`` for whoever does not report for the organisation, ``OutOfRange`` for a day that has come or
    is more than ``LONGEST`` away. A second time replaces the day.
    """
    if not permissions.can_start_report(by, organisation, commitment):
        raise NotPermitted
    if not on < until <= on + LONGEST:
        raise OutOfRange
    row, _created = Snooze.objects.update_or_create(
        user=by, commitment=commitment, organisation=organisation, defaults={"until": until}
    )
    return row


@transaction.atomic
def wake(*, commitment: Commitment, organisation: Organisation, by: User) -> None:
    """Remind ``by`` of the item again from now on; nothing happens when it was not snoozed."""
    Snooze.objects.filter(user=by, commitment=commitment, organisation=organisation).delete()


def snoozed_by(people: Iterable[int], *, on: datetime.date) -> dict[int, dict[Key, datetime.date]]:
    """What each of these people (by key) has put off beyond ``on``, and until when. One query."""
    found: dict[int, dict[Key, datetime.date]] = defaultdict(dict)
    rows = Snooze.objects.active(on=on).filter(user__in=people)
    for user, commitment, organisation, until in rows.values_list(
        "user_id", "commitment_id", "organisation_id", "until"
    ):
        found[user][commitment, organisation] = until
    return found
