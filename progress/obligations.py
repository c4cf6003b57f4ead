"""Is a commitment open, and is a report on it asked of an organisation, and by when: for a period, or for a round of
a regular one.

The only place that knows. The list of what waits, reminders, new drafts and coverage ask here, so that none of them can
disagree (docs/decisions/progress-obligations.md). What is asked depends on the day, which is always passed in.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from progress.computed_fields import leading_report
from progress.models import ProgressReport, ReportingPeriod, ReviewState
from progress.models.period import AskedKey
from progress.models.report import LATEST_FIRST
from progress.overdue import ENDED
from stakeholders.models import (
    Commitment,
    CommitmentState,
    ImplementationStatus,
    JointOrganisation,
    Organisation,
)
from stakeholders.rounds import Round, rounds_of

Key = tuple[int, int]  # of a commitment and an organisation
# What a report is asked for: both have a name, ``starts_on``, ``ends_on``, ``due_on`` and an ``asked_key``.
Asked = ReportingPeriod | Round

# What ends the asking. Of a regular commitment "completed" says that this round is done: the work goes on.
GIVEN_UP = (ImplementationStatus.WITHDRAWN, ImplementationStatus.SUPERSEDED)
ANSWERS = Q(period__isnull=False) | Q(round_ends_on__isnull=False)


class LastReport(NamedTuple):
    """What an organisation's last current report on a commitment says of it."""

    commitment_id: int
    organisation_id: int
    implementation_status: str
    health: str
    percent: int | None
    covers_until: datetime.date

    @property
    def is_under_way(self) -> bool:
        """Is work still to come by it, so that its outlook matters?"""
        return self.implementation_status not in ENDED


def last_reports(commitments: QuerySet[Commitment]) -> dict[int, list[LastReport]]:
    """The last current report of each organisation on these commitments, the latest first. One query."""
    reports = ProgressReport.objects.current().filter(commitment__in=commitments.values("pk"))
    place = Window(RowNumber(), partition_by=[F("commitment"), F("organisation")], order_by=list(LATEST_FIRST))
    found: dict[int, list[LastReport]] = defaultdict(list)
    for row in reports.annotate(place=place).filter(place=1).latest_first().values_list(*LastReport._fields):
        found[row[0]].append(LastReport(*row))
    return found


def handed_in(reports: QuerySet[ProgressReport]) -> QuerySet[ProgressReport]:
    """Those that answer what was asked: with the curators, or published and not corrected since."""
    answering = Q(review_state=ReviewState.SUBMITTED) | Q(
        review_state=ReviewState.PUBLISHED, superseded_at__isnull=True
    )
    return reports.filter(answering)


def is_open(commitment: Commitment, reports: Sequence[LastReport]) -> bool:
    """Is the work as a whole still going on, by the status that everybody sees?"""
    leading = leading_report(reports, lead=commitment.lead_organisation_id)
    return leading is None or leading.implementation_status not in ENDED


def is_open_for(commitment: Commitment, organisation: int, reports: Sequence[LastReport]) -> bool:
    """Is more to be reported by the organisation of this key, which carries the commitment?

    Each is asked for its own report until its own last one, or the lead's, said that the work has ended.
    """
    releasing, ends = (organisation, commitment.lead_organisation_id), GIVEN_UP if commitment.is_regular else ENDED
    return not any(one.organisation_id in releasing and one.implementation_status in ends for one in reports)


def live(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Those that reports can be asked for at all: published, and led by an organisation in use."""
    published = Q(state=CommitmentState.PUBLISHED, lead_organisation__archived_at__isnull=True)
    return commitments.filter(published)


class Obligations:
    """What is asked of these organisations, on one ``commitment`` or on all; of an archived one, nothing. With a
    ``period``, for this one alone. ``fields`` are what is read of the commitments; all where there are none.

    Four queries, however many organisations and commitments.
    """

    def __init__(
        self,
        organisations: Iterable[Organisation],
        *,
        commitment: Commitment | None = None,
        period: ReportingPeriod | None = None,
        fields: Sequence[str] = (),
    ) -> None:
        self.organisations = {one.pk: one for one in organisations if one.archived_at is None}
        carried = live(Commitment.objects.of_organisations(self.organisations.values()))
        answers = ProgressReport.objects.filter(organisation__in=self.organisations)
        if commitment is not None:
            carried, answers = carried.filter(pk=commitment.pk), answers.filter(commitment=commitment)
        if period is not None:
            answers = answers.filter(period=period)
        self.commitments = {one.pk: one for one in carried.only(*fields).order_by("title", "pk")}
        self._joint: dict[int, list[int]] = defaultdict(list)
        joint = JointOrganisation.objects.filter(commitment__in=carried.values("pk")).order_by("pk")
        for one, organisation in joint.values_list("commitment_id", "organisation_id"):
            self._joint[one].append(organisation)
        self._reports = last_reports(carried)
        self._answered: dict[Key, set[AskedKey]] = defaultdict(set)
        columns = ("commitment_id", "organisation_id", "period_id", "round_ends_on")
        for *key, of_period, round_ends_on in handed_in(answers).filter(ANSWERS).values_list(*columns):
            self._answered[key[0], key[1]].add(round_ends_on or of_period)

    def open_as_a_whole(self) -> list[Commitment]:
        """The commitments whose work is still going on, by title."""
        return [one for one in self.commitments.values() if is_open(one, self._reports.get(one.pk, ()))]

    def open_for_each(self) -> list[tuple[Commitment, Organisation]]:
        """Who of these organisations has more to report on which commitment, by its title."""
        return [
            (commitment, self.organisations[key])
            for commitment in self.commitments.values()
            for key in (commitment.lead_organisation_id, *self._joint[commitment.pk])
            if key in self.organisations and is_open_for(commitment, key, self._reports.get(commitment.pk, ()))
        ]

    def has_published(self, commitment: Commitment, organisation: Organisation) -> bool:
        """Is there a current report of the organisation's own?"""
        return self.last_report(commitment.pk, organisation.pk) is not None

    def last_report(self, commitment: int, organisation: int) -> LastReport | None:
        """The organisation's own last current report on the commitment (both by key); None without one."""
        reports = self._reports.get(commitment, ())
        return next((one for one in reports if one.organisation_id == organisation), None)

    def is_answered(self, commitment: Commitment, organisation: Organisation, asked: Asked) -> bool:
        """Did the organisation hand in a report on the commitment for this period or round?"""
        return asked.asked_key in self._answered.get((commitment.pk, organisation.pk), ())

    def asked(self, periods: Iterable[ReportingPeriod]) -> dict[Key, list[ReportingPeriod]]:
        """By commitment and organisation, for which of ``periods`` a report is still asked, in their order."""
        periods = list(periods)
        found: dict[Key, list[ReportingPeriod]] = {}
        for commitment, organisation in self.open_for_each():
            open_ones = [
                period
                for period in periods
                if period.asks_about(commitment) and not self.is_answered(commitment, organisation, period)
            ]
            if open_ones:
                found[commitment.pk, organisation.pk] = open_ones
        return found

    def rounds_asked(self, *, on: datetime.date) -> dict[Key, list[Round]]:
        """By regular commitment and organisation, for which rounds a report is asked on ``on``, in their order."""
        found: dict[Key, list[Round]] = {}
        for commitment, organisation in self.open_for_each():
            open_ones = [
                one
                for one in rounds_of(commitment, begun_by=on)
                if one.is_asked(on=on) and not self.is_answered(commitment, organisation, one)
            ]
            if open_ones:
                found[commitment.pk, organisation.pk] = open_ones
        return found

    def asked_on(self, day: datetime.date) -> dict[Key, list[Asked]]:
        """By commitment and organisation, for what a report is asked on ``day``, what is due first first. One query."""
        found: dict[Key, list[Asked]] = {key: [*those] for key, those in self.asked(periods_asking(on=day)).items()}
        return found | {key: [*those] for key, those in self.rounds_asked(on=day).items()}


def periods_asking(*, on: datetime.date) -> QuerySet[ReportingPeriod]:
    """The open periods that have begun by ``on``, the one due first before the others."""
    return ReportingPeriod.objects.asking().filter(starts_on__lte=on)


def asked_of(commitment: Commitment, organisation: Organisation, *, on: datetime.date) -> list[Asked]:
    """For what a report on the commitment is asked of the organisation on ``on``, what is due first first."""
    asked = Obligations([organisation], commitment=commitment).asked_on(on)
    return asked.get((commitment.pk, organisation.pk), [])
