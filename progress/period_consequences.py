"""Whom a period asks and reminds: shown before it is opened, closed or moved. Reads only."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from accounts.models import Preferences
from progress.models import ReportingPeriod
from progress.periods import coverage
from progress.reminders import may_be_reminded
from stakeholders.models import Membership, Organisation
from stakeholders.permissions import REPORTING_ROLES


@dataclass(frozen=True)
class AskedOrganisation:
    """One organisation with how many reports are still missing, and who of its people gets reminders by mail."""

    organisation: Organisation
    missing: int
    people: dict[int, str]


@dataclass(frozen=True)
class Consequences:
    """Everybody who is asked, by name; and for moved days, who was asked until now and is not any more."""

    asked: list[AskedOrganisation] = field(default_factory=list)
    no_longer: list[AskedOrganisation] = field(default_factory=list)

    @property
    def reports(self) -> int:
        return sum(one.missing for one in self.asked)

    @property
    def people(self) -> int:
        """How many people get mails; who belongs to two organisations gets one all the same."""
        return len({key for one in self.asked for key in one.people})


def of_asking(period: ReportingPeriod, *, on: datetime.date) -> Consequences:
    """Whom ``period`` asks while it is open, as its days are (also unsaved ones). Its queries do not grow."""
    rows = [row for row in coverage(period, Organisation.objects.public()) if row.missing]
    people = _people([row.organisation.pk for row in rows], on=on)
    return Consequences([AskedOrganisation(row.organisation, row.missing, people[row.organisation.pk]) for row in rows])


def of_moving(before: ReportingPeriod, after: ReportingPeriod, *, on: datetime.date) -> Consequences:
    """Whom the moved days ask, and whom the old ones asked alone."""
    until_now, then = of_asking(before, on=on).asked, of_asking(after, on=on).asked
    keys = {one.organisation.pk for one in then}
    return Consequences(then, [one for one in until_now if one.organisation.pk not in keys])


def _people(organisations: list[int], *, on: datetime.date) -> dict[int, dict[int, str]]:
    """Keys and names of those who report for each organisation and get reminders."""
    members = Membership.objects.active().filter(organisation__in=organisations, role__in=REPORTING_ROLES)
    members = members.select_related("user").order_by("user__name", "pk")
    wanted = Preferences.objects.filter(user__in=members.order_by().values("user")).select_related("user")
    reminded = {one.user_id for one in wanted if may_be_reminded(one, on=on)}
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for member in members:
        if member.user_id in reminded:
            found[member.organisation_id][member.user_id] = member.user.name
    return found
