"""The reports that wait for a curator: how long, which comes next, and who may decide on one.

A fixed number of queries, however many wait.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.models import User
from progress import permissions
from progress.models import ProgressReport, ReviewClaim, ReviewState
from progress.models.report import ProgressReportQuerySet
from stakeholders.models import Membership

SHOWN_BEFORE, SHOWN_AFTER = 3, 12
# From how many days on a report has waited too long, which the pages mark.
LONG = 14
NAMES_SHOWN = 5


def waiting(user: User) -> ProgressReportQuerySet:
    """What waits, as ``user`` may see it, longest first."""
    return ProgressReport.objects.visible_to(user).awaiting_review()


def reviewable(user: User) -> ProgressReportQuerySet:
    """Of these, what ``user`` may decide on: the rows for which ``permissions.can_review`` says yes."""
    belonged = Membership.objects.filter(user=user, organisation=OuterRef("organisation"))
    belonged = belonged.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=OuterRef("created_at")))
    own = Q(author=user) | Q(submitted_by=user) | Q(signed_off_by__isnull=False, signed_off_by=user)
    return waiting(user).exclude(own).exclude(Exists(belonged))


def _after(report: ProgressReport) -> Q:
    return Q(submitted_at__gt=report.submitted_at) | Q(submitted_at=report.submitted_at, pk__gt=report.pk)


def next_for(user: User, after: ProgressReport, *, at: datetime.datetime) -> ProgressReport | None:
    """The next report for ``user``: the one behind ``after`` that nobody else has open, or the first of all."""
    others = ReviewClaim.objects.live(at=at).exclude(curator=user)
    free = reviewable(user).exclude(pk=after.pk).exclude(pk__in=others.values("report"))
    return free.filter(_after(after)).first() or free.first()


@dataclass(frozen=True)
class Waiting:
    """One report of the queue beside the one that is read; ``claim`` says who has it open."""

    report: ProgressReport
    days: int
    claim: ReviewClaim | None
    is_here: bool = False

    @property
    def is_late(self) -> bool:
        """Has it waited too long?"""
        return self.days >= LONG


@dataclass(frozen=True)
class Column:
    """The queue beside a report: how many wait, for how many days the oldest has, how many one holds; the nearest."""

    count: int
    oldest: int
    held: int
    rows: list[Waiting]


def days_since(moment: datetime.datetime | None, at: datetime.datetime) -> int:
    """For how many whole days something has waited."""
    return max(0, (at - moment).days) if moment else 0


def claims_of_waiting(*, at: datetime.datetime) -> dict[int, ReviewClaim]:
    """Who has which report open, by the report's key. One query; a curator holds a few."""
    return ReviewClaim.objects.live(at=at).select_related("curator").in_bulk()


def with_claims(reports: QuerySet[ProgressReport], *, at: datetime.datetime, here: int = 0) -> list[Waiting]:
    """These reports with how long each has waited and who has it open. Two queries."""
    rows = list(reports.select_related("commitment", "organisation"))
    claims = ReviewClaim.objects.live(at=at).filter(report__in=rows).select_related("curator").in_bulk()
    return [Waiting(one, days_since(one.submitted_at, at), claims.get(one.pk), one.pk == here) for one in rows]


def column(user: User, report: ProgressReport, *, at: datetime.datetime) -> Column:
    """The queue around ``report``, or its beginning where that does not wait."""
    queue = waiting(user)
    facts = queue.aggregate(count=Count("pk"), oldest=Min("submitted_at"))
    held = ReviewClaim.objects.live(at=at).filter(curator=user, report__review_state=ReviewState.SUBMITTED).count()
    return Column(facts["count"], days_since(facts["oldest"], at), held, _around(queue, report, at=at))


def _around(queue: ProgressReportQuerySet, report: ProgressReport, *, at: datetime.datetime) -> list[Waiting]:
    if report.review_state != ReviewState.SUBMITTED:
        return with_claims(queue[: SHOWN_BEFORE + SHOWN_AFTER], at=at)
    after = queue.filter(_after(report))[:SHOWN_AFTER]
    before = queue.exclude(_after(report)).exclude(pk=report.pk).reverse()[:SHOWN_BEFORE]
    keys = [report.pk, *(one.pk for one in after), *(one.pk for one in before)]
    return with_claims(queue.filter(pk__in=keys), at=at, here=report.pk)


def others_who_may(report: ProgressReport) -> list[User]:
    """Curators who had no hand in the report: who may decide where one may not oneself. Two queries, a few names."""
    curators = User.objects.filter(is_curator=True, is_active=True).prefetch_related("memberships")
    return [one for one in curators if permissions.can_review(one, report)][:NAMES_SHOWN]
