"""Reporting periods: planned, opened, extended and closed by curators."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outbox.models import SuppressedAddress
from progress.errors import NotPermitted, WrongState
from progress.models import PeriodState, ProgressReport, ReportingPeriod, ReviewState
from progress.obligations import Obligations, handed_in
from stakeholders.changes import as_now, record, refuse_stale
from stakeholders.models import Membership, Organisation, Role
from stakeholders.permissions import REPORTING_ROLES

# From which states a period may be moved to which: opened, closed, and opened again.
MOVES = {
    PeriodState.OPEN: frozenset({PeriodState.PLANNED, PeriodState.CLOSED}),
    PeriodState.CLOSED: frozenset({PeriodState.OPEN}),
}

FIELDS = ("name", "starts_on", "ends_on", "due_on")
BEING_WRITTEN = (ReviewState.DRAFT, ReviewState.RETURNED)


def _require_curator(by) -> None:
    person = as_now(by)
    if not (person.is_active and person.is_curator):
        raise NotPermitted(_("Only curators manage the reporting periods."))


@transaction.atomic
def save(
    *,
    period: ReportingPeriod,
    by,
    version: int | None = None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> ReportingPeriod:
    """Store a new period or changed days of one. ``version`` is the one that the person saw; None asks nothing.

    The state is never changed here (``move``). Raises ``Conflict``, or ValidationError naming the fields. Side effects:
    a history row. The same again writes nothing.
    """
    _require_curator(by)
    stored = ReportingPeriod.objects.filter(pk=period.pk).first()
    if stored and all(getattr(stored, name) == getattr(period, name) for name in FIELDS):
        return stored
    others = ReportingPeriod.objects.exclude(pk=period.pk)
    if period.pk is not None:
        current = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
        refuse_stale(current, version)
        period.state, period.version = current.state, current.version + 1
    period.full_clean()
    if others.filter(starts_on__lte=period.ends_on, ends_on__gte=period.starts_on).exists():
        raise ValidationError({"starts_on": _("These days overlap with another period.")})
    record(period, by=by, at=at or timezone.now(), reason=reason)
    return period


@transaction.atomic
def move(
    *,
    period: ReportingPeriod,
    to: str,
    by,
    version: int | None = None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> ReportingPeriod:
    """Open, close or reopen a period. Opening it makes its reports due; closing it ends its reminders.

    ``version`` is the one whose consequences the person was shown; None asks nothing. Raises ``Conflict``,
    ``WrongState``, ``NotPermitted``.
    """
    _require_curator(by)
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    refuse_stale(period, version)
    if period.state not in MOVES.get(PeriodState(to), ()):
        raise WrongState(_("The period has changed, so this can no longer be done."))
    period.state = to
    period.version += 1
    record(period, by=by, at=at or timezone.now(), reason=reason)
    return period


@dataclass(frozen=True)
class Coverage:
    """How many of an organisation's open commitments have been reported on in a period."""

    organisation: Organisation
    asked: int
    reported: int
    under_way: int
    has_focal_point: bool
    unreachable: int = 0  # people who report for it and to whom mail does not arrive

    @property
    def missing(self) -> int:
        return max(self.asked - self.reported, 0)


def coverage(period: ReportingPeriod, organisations) -> list[Coverage]:
    """Who has reported for ``period`` and who has not; by name, never ranked. ``organisations`` is a QuerySet.

    Asked for is every commitment that is still open and that the period asks about, and every one that a report of
    the period was handed in on (that report may have closed it).
    """
    organisations = list(organisations.order_by("name", "pk"))
    keys = {organisation.pk for organisation in organisations}
    asked: dict[int, set[int]] = {key: set() for key in keys}
    for commitment, organisation in Obligations(organisations).asked([period]):
        asked[organisation].add(commitment)
    reports = period.reports.filter(organisation__in=keys)
    done = _by_organisation(handed_in(reports))
    under_way = _by_organisation(reports.filter(review_state__in=BEING_WRITTEN))
    served, unreachable = _with_focal_point(keys), _unreachable(keys)
    rows = []
    for one in organisations:
        reported = done[one.pk]
        if everything := asked[one.pk] | reported:
            counts = (len(everything), len(reported), len(under_way[one.pk]))
            rows.append(Coverage(one, *counts, has_focal_point=one.pk in served, unreachable=unreachable[one.pk]))
    return rows


def _by_organisation(reports: QuerySet[ProgressReport]) -> dict[int, set[int]]:
    """The commitments that each organisation has one of these reports on."""
    found: dict[int, set[int]] = defaultdict(set)
    for organisation, commitment in reports.values_list("organisation_id", "commitment_id"):
        found[organisation].add(commitment)
    return found


def _unreachable(keys: set[int]) -> Counter[int]:
    """How many of those who report for each organisation have an address to which mail does not arrive."""
    members = Membership.objects.active().filter(organisation__in=keys, role__in=REPORTING_ROLES)
    found = members.filter(user__email__in=SuppressedAddress.objects.values("address"))
    return Counter(found.values_list("organisation_id", flat=True))


def _with_focal_point(keys: set[int]) -> set[int]:
    focal_points = Membership.objects.active().filter(organisation__in=keys, role=Role.FOCAL_POINT)
    return set(focal_points.values_list("organisation_id", flat=True))
