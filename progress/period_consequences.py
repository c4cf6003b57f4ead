"""Whom a period asks and reminds: shown before it is opened, closed, extended or moved otherwise. Reads only."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Preferences
from names.phrases import listed
from outbox.suppression import suppressed_among
from progress.coverage import of_period
from progress.models import ReportingPeriod
from progress.reminders import may_be_reminded
from stakeholders.models import Membership, Organisation
from stakeholders.permissions import REPORTING_ROLES


@dataclass(frozen=True)
class AskedOrganisation:
    """One organisation with how many reports are still missing and how many of them are being written, and who of its
    people gets reminders by mail and who does not.
    """

    organisation: Organisation
    missing: int
    under_way: int
    people: dict[int, str]
    unreminded: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Consequences:
    """Everybody who is asked, by name; and for moved days, who is asked anew, and who was asked and is not any more."""

    asked: list[AskedOrganisation] = field(default_factory=list)
    no_longer: list[AskedOrganisation] = field(default_factory=list)
    before: int = 0  # how many reports are missing by the days until now

    @property
    def reports(self) -> int:
        return sum(one.missing for one in self.asked)

    @property
    def more(self) -> int:
        """How many more reports are expected than by the days until now."""
        return self.reports - self.before

    @property
    def under_way(self) -> int:
        return sum(one.under_way for one in self.asked)

    @property
    def people(self) -> int:
        """How many people get mails; who belongs to two organisations gets one all the same."""
        return len({key for one in self.asked for key in one.people})

    @property
    def unreminded(self) -> int:
        """How many of those asked get none."""
        return len({key for one in self.asked for key in one.unreminded})

    @property
    def unheard(self) -> int:
        """How many organisations are asked of which nobody gets a mail."""
        return sum(not one.people for one in self.asked)


def of_asking(period: ReportingPeriod, *, on: datetime.date) -> Consequences:
    """Whom ``period`` asks while it is open, as its days are (also unsaved ones). Its queries do not grow."""
    rows = [row for row in of_period(period, Organisation.objects.public()) if row.missing]
    reminded, not_reminded = _people([row.organisation.pk for row in rows], on=on)
    return Consequences(
        [
            AskedOrganisation(
                row.organisation,
                row.missing,
                row.under_way,
                reminded[row.organisation.pk],
                not_reminded[row.organisation.pk],
            )
            for row in rows
        ]
    )


def of_moving(before: ReportingPeriod, after: ReportingPeriod, *, on: datetime.date) -> Consequences:
    """Whom the moved days ask, and whom the old ones asked alone."""
    until_now, then = of_asking(before, on=on), of_asking(after, on=on).asked
    keys = {one.organisation.pk for one in then}
    gone = [one for one in until_now.asked if one.organisation.pk not in keys]
    return Consequences(then, gone, before=until_now.reports)


ByOrganisation = dict[int, dict[int, str]]


def _people(organisations: list[int], *, on: datetime.date) -> tuple[ByOrganisation, ByOrganisation]:
    """Keys and names of those who report for each organisation: who gets reminders, and who does not."""
    members = Membership.objects.active().filter(organisation__in=organisations, role__in=REPORTING_ROLES)
    members = members.select_related("user").order_by("user__name", "pk")
    wanted = Preferences.objects.filter(user__in=members.order_by().values("user")).select_related("user")
    suppressed = suppressed_among(one.user.email for one in wanted)
    reminded = {
        one.user_id for one in wanted if may_be_reminded(one, on=on) and one.user.email.lower() not in suppressed
    }
    found: ByOrganisation = defaultdict(dict)
    others: ByOrganisation = defaultdict(dict)
    for member in members:
        where = found if member.user_id in reminded else others
        where[member.organisation_id][member.user_id] = member.user.name
    return found, others


HEADINGS = (
    _("Organisation"),
    _("Expected to report"),
    _("Not yet submitted"),
    _("In preparation"),
    _("Reminded by email"),
    _("Not reminded by email"),
)


def table(found: Consequences) -> list[list[Any]]:
    """The same as rows under ``HEADINGS``, to take away."""
    rows = [(one, _("Yes")) for one in found.asked] + [(one, _("No longer")) for one in found.no_longer]
    return [
        [
            one.organisation.name,
            str(is_asked),
            one.missing,
            one.under_way,
            listed(one.people.values()),
            listed(one.unreminded.values()),
        ]
        for one, is_asked in rows
    ]
