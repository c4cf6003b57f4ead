"""Which rounds of regular commitments were kept, and which round a report may answer.

The public page, files, the API and coverage ask here, so that none of them can disagree. When rounds begin and end is
worked out in ``stakeholders.rounds``, and what is asked of whom by now in ``progress.obligations``.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.days import site_day
from progress.computed_fields import leading_report
from progress.errors import NotARound, RoundAnswered
from progress.models import ProgressReport
from progress.obligations import GIVEN_UP, handed_in, live
from stakeholders.models import Commitment, JointOrganisation, Organisation, Repeats
from stakeholders.rounds import Round, ending_on, rounds_of

# How many rounds a report may be chosen for: the latest that nobody has answered.
OFFERED = 60


class RoundState(models.TextChoices):
    """What the public knows of one round on a day."""

    KEPT = "kept", pgettext_lazy("round of a commitment", "Kept")
    LATE = "late", pgettext_lazy("round of a commitment", "Kept late")
    MISSED = "missed", pgettext_lazy("round of a commitment", "Missed")
    DUE = "due", pgettext_lazy("round of a commitment", "Report due")
    TO_COME = "to_come", pgettext_lazy("round of a commitment", "Under way")


@dataclass(frozen=True)
class Standing:
    """One round of a commitment as it stands on a day, and the report that answers it, if any."""

    round: Round
    state: RoundState
    report_id: int | None = None

    @property
    def label(self) -> str | Promise:
        return self.state.label


@dataclass(frozen=True)
class Tally:
    """How many rounds were kept, how many of those late, and how many were missed."""

    kept: int
    late: int
    missed: int


class _Report(NamedTuple):
    """What a published report says of rounds."""

    pk: int
    commitment_id: int
    organisation_id: int
    round_ends_on: datetime.date | None
    submitted_at: datetime.datetime
    covers_until: datetime.date
    implementation_status: str
    superseded_at: datetime.datetime | None


def tally(standings: Iterable[Standing]) -> Tally:
    """The numbers of these rounds."""
    found = Counter(one.state for one in standings)
    return Tally(found[RoundState.KEPT] + found[RoundState.LATE], found[RoundState.LATE], found[RoundState.MISSED])


def standings(
    commitments: Iterable[Commitment],
    *,
    on: datetime.date,
    before: datetime.datetime | None = None,
    begun_by: datetime.date | None = None,
) -> dict[int, list[Standing]]:
    """How the rounds of the regular ones among ``commitments`` stand on ``on``, the first round first, by their keys:
    those that have begun by then, or by the later day ``begun_by``.

    A round is kept by a published report of the organisation that leads the commitment, or led it then; a partner's own
    report is the partner's. It is kept late where the first report for it was submitted after the day. ``before``: as
    reports stood just before that moment, else now. Two queries, none where nothing is regular.
    """
    regular = [one for one in commitments if one.is_regular or one.earlier_rhythms]
    reports = _published([one.pk for one in regular], before=before)
    return {one.pk: _of(one, reports[one.pk], on=on, before=before, begun_by=begun_by or on) for one in regular}


def _published(keys: Sequence[int], *, before: datetime.datetime | None) -> dict[int, list[_Report]]:
    """The published reports on these commitments that no partner wrote, the latest first, corrected ones included."""
    found: dict[int, list[_Report]] = defaultdict(list)
    if not keys:
        return found
    links = JointOrganisation.objects.filter(commitment__in=keys).values_list("commitment_id", "organisation_id")
    partners = set(links)
    reports = ProgressReport.objects.published_by(before) if before else ProgressReport.objects.published()
    for row in reports.filter(commitment__in=keys).latest_first().values_list(*_Report._fields):
        report = _Report(*row)
        if (report.commitment_id, report.organisation_id) not in partners:
            found[report.commitment_id].append(report)
    return found


def _of(
    commitment: Commitment,
    reports: list[_Report],
    *,
    on: datetime.date,
    before: datetime.datetime | None,
    begun_by: datetime.date,
) -> list[Standing]:
    current = [one for one in reports if one.superseded_at is None or (before and one.superseded_at >= before)]
    answered = {one.round_ends_on: one.pk for one in reversed(current) if one.round_ends_on}
    first_submitted: dict[Any, datetime.date] = {}
    for report in reports:
        day = site_day(report.submitted_at)
        first_submitted[report.round_ends_on] = min(first_submitted.get(report.round_ends_on, day), day)
    leading = leading_report(current, lead=commitment.lead_organisation_id)
    given_up_on = leading.covers_until if leading and leading.implementation_status in GIVEN_UP else None
    found = []
    for one in rounds_of(commitment, begun_by=begun_by):
        if one.ends_on in answered:
            in_time = first_submitted[one.ends_on] <= one.due_on
            state = RoundState.KEPT if in_time else RoundState.LATE
            found.append(Standing(one, state, answered[one.ends_on]))
        elif given_up_on is None or one.due_on < given_up_on:
            found.append(Standing(one, _unanswered(one, on=on)))
    return found


def _unanswered(one: Round, *, on: datetime.date) -> RoundState:
    if on <= one.ends_on:
        return RoundState.TO_COME
    return RoundState.DUE if on <= one.due_on else RoundState.MISSED


@dataclass(frozen=True)
class RoundCoverage:
    """How a regular commitment was kept by the organisation that leads it."""

    commitment: Commitment
    tally: Tally
    due: Round | None  # for which a report is still to come in time


def coverage(organisations: models.QuerySet[Organisation], *, on: datetime.date) -> list[RoundCoverage]:
    """The regular commitments that these organisations lead, by organisation and title. A handful of queries."""
    repeating = live(Commitment.objects.exclude(repeats=Repeats.ONCE)).filter(lead_organisation__in=organisations)
    commitments = list(repeating.select_related("lead_organisation").order_by("lead_organisation__name", "title", "pk"))
    found = standings(commitments, on=on)
    return [
        RoundCoverage(
            one,
            tally(found[one.pk]),
            next((row.round for row in reversed(found[one.pk]) if row.state == RoundState.DUE), None),
        )
        for one in commitments
    ]


# --- What a report may answer -----------------------------------------------------------------------------


def _answered_by_others(report: ProgressReport) -> set[datetime.date | None]:
    """The rounds that other reports of the organisation answer: with the curators, or published and in force."""
    own = [key for key in (report.pk, report.supersedes_id) if key]
    reports = report.commitment.reports.filter(organisation=report.organisation, round_ends_on__isnull=False)
    return set(handed_in(reports).exclude(pk__in=own).values_list("round_ends_on", flat=True))


def offered(report: ProgressReport, *, on: datetime.date) -> list[Round]:
    """The rounds that the report may answer, the latest first: begun, and answered by no other report."""
    answered = _answered_by_others(report)
    begun = rounds_of(report.commitment, begun_by=on)
    return [one for one in reversed(begun) if one.ends_on not in answered][:OFFERED]


def refuse_wrong(report: ProgressReport, day: datetime.date | None, *, on: datetime.date) -> None:
    """Raise ``NotARound`` or ``RoundAnswered`` unless the report may answer the round that ends on ``day``, if any.

    A correction may keep the round of what it corrects, come what may of the rhythm. At most one query.
    """
    if day is None or (report.supersedes is not None and report.supersedes.round_ends_on == day):
        return
    found = ending_on(report.commitment, day)
    if found is None or found.starts_on > on:
        raise NotARound
    if day in _answered_by_others(report):
        raise RoundAnswered
