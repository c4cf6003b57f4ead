"""Reporting periods: planned, opened, extended and closed by curators."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from progress.errors import NotPermitted, WrongState
from progress.models import PeriodState, ReportingPeriod, ReviewState
from progress.worklist import open_commitments
from stakeholders.models import Organisation

# From which states a period may be moved to which: opened, closed, and opened again.
MOVES = {
    PeriodState.OPEN: frozenset({PeriodState.PLANNED, PeriodState.CLOSED}),
    PeriodState.CLOSED: frozenset({PeriodState.OPEN}),
}


def _require_curator(by) -> None:
    person = get_user_model().objects.get(pk=by.pk)
    if not (person.is_active and person.is_curator):
        raise NotPermitted(_("Only curators keep the reporting periods."))


@transaction.atomic
def save(*, period: ReportingPeriod, by, reason: str = "") -> ReportingPeriod:
    """Store a new period or changed dates. Raises ValidationError naming the fields. Side effects: a history row."""
    _require_curator(by)
    others = ReportingPeriod.objects.exclude(pk=period.pk)
    period.full_clean()
    if others.filter(starts_on__lte=period.ends_on, ends_on__gte=period.starts_on).exists():
        raise ValidationError({"starts_on": _("These days overlap with another period.")})
    period._history_user = by
    period._change_reason = reason[:100]
    period.save()
    return period


@transaction.atomic
def move(*, period: ReportingPeriod, to: str, by, reason: str = "") -> ReportingPeriod:
    """Open, close or reopen a period. Opening it makes its reports due; closing it ends its reminders."""
    _require_curator(by)
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    if period.state not in MOVES.get(PeriodState(to), ()):
        raise WrongState(_("The period is no longer in a state in which this can be done."))
    period.state = to
    period._history_user = by
    period._change_reason = reason[:100]
    period.save()
    return period


@dataclass(frozen=True)
class Coverage:
    """How many of an organisation's open commitments have been reported on in a period."""

    organisation: Organisation
    asked: int
    reported: int
    under_way: int
    has_focal_point: bool

    @property
    def missing(self) -> int:
        return max(self.asked - self.reported, 0)


def coverage(period: ReportingPeriod, organisations) -> list[Coverage]:
    """Who has reported for ``period`` and who has not; by name, never ranked. ``organisations`` is a QuerySet."""
    organisations = list(organisations.order_by("name", "pk"))
    keys = {organisation.pk for organisation in organisations}
    asked: dict[int, int] = dict.fromkeys(keys, 0)
    for commitment in open_commitments(organisations):
        carriers = {commitment.lead_organisation_id, *(link.organisation_id for link in commitment.joint_links.all())}
        for key in carriers & keys:
            asked[key] += 1
    done = _reports_by_organisation(period, keys)
    served = set(
        Organisation.objects.filter(
            pk__in=keys,
            memberships__role="focal_point",
            memberships__ended_at__isnull=True,
            memberships__user__is_active=True,
        ).values_list("pk", flat=True)
    )
    return [
        Coverage(one, asked[one.pk], *done.get(one.pk, (0, 0)), has_focal_point=one.pk in served)
        for one in organisations
        if asked[one.pk] or one.pk in done
    ]


def _reports_by_organisation(period: ReportingPeriod, keys: set[int]) -> dict[int, tuple[int, int]]:
    handed_in = Q(review_state__in=[ReviewState.SUBMITTED, ReviewState.PUBLISHED])
    being_written = Q(review_state__in=[ReviewState.DRAFT, ReviewState.RETURNED])
    rows = (
        period.reports.filter(organisation__in=keys)
        .values("organisation")
        .annotate(
            reported=Count("commitment", filter=handed_in, distinct=True),
            under_way=Count("commitment", filter=being_written, distinct=True),
        )
    )
    return {row["organisation"]: (row["reported"], row["under_way"]) for row in rows}
