"""What happened in public within some days: reports, corrections and retractions, and new commitments.

``between`` is light and asks a fixed number of queries, so that a planner can look through it for everybody;
``items`` reads what a mail says of the few commitments that concern one person.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard.reports import public_reports, public_retractions
from following.filters import Followed
from progress.models import CommitmentStatus, ProgressReport
from stakeholders.models import Commitment, ImplementationStatus


class What(TextChoices):
    """The kinds of news."""

    COMMITMENT = "commitment"
    REPORT = "report"
    CORRECTION = "correction"
    RETRACTION = "retraction"


@dataclass(frozen=True)
class Change:
    """One thing that happened to a commitment; ``report`` is the key of the report, if it is about one."""

    commitment: int
    what: What
    at: datetime.datetime
    report: int | None = None


@dataclass(frozen=True)
class Item:
    """One commitment with what is new about it, oldest first, and its status before and after (``""``: no report)."""

    commitment: Commitment
    news: list[tuple[Change, ProgressReport | None]]
    before: str
    after: str
    through: list[str] = field(default_factory=list)  # the names of what is followed

    @property
    def has_moved(self) -> bool:
        """Has its status changed?"""
        return self.before != self.after

    @property
    def before_in_words(self) -> str:
        return _in_words(self.before)

    @property
    def after_in_words(self) -> str:
        return _in_words(self.after)


def _in_words(status: str) -> str:
    return str(ImplementationStatus(status).label) if status else _("No report yet")


def start_of(day: datetime.date) -> datetime.datetime:
    """The first moment of ``day`` for the site."""
    return datetime.datetime.combine(day, datetime.time.min, timezone.get_default_timezone())


@dataclass(frozen=True)
class News:
    """All that happened in some days, oldest first, and what each commitment concerned counts in."""

    changes: list[Change]
    scopes: dict[int, frozenset[str]]

    @cached_property
    def _by_key(self) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self.changes:
            for key in self.scopes[change.commitment]:
                found[key].append(change)
        return found

    def about(self, scopes: list[list[str]], *, since: datetime.datetime) -> Iterator[Change]:
        """The changes since then of commitments that count in at least one key of each list."""
        first, *others = scopes or [[]]
        candidates = chain.from_iterable(self._by_key.get(key, ()) for key in first) if scopes else self.changes
        for change in candidates:
            if change.at >= since and all(self.scopes[change.commitment].intersection(keys) for keys in others):
                yield change


def between(since: datetime.date, until: datetime.date) -> News:
    """The news from the day ``since`` on and before ``until``. Four queries."""
    found = _changes(since=since, until=until)
    return News(found, _scopes_of({change.commitment for change in found}))


def _changes(*, since: datetime.date, until: datetime.date) -> list[Change]:
    span = (start_of(since), start_of(until))
    reports = public_reports(None).filter(published_at__gte=span[0], published_at__lt=span[1])
    retracted = public_retractions().filter(retracted_at__gte=span[0], retracted_at__lt=span[1])
    new = Commitment.objects.public().filter(published_at__gte=span[0], published_at__lt=span[1])
    found = [
        Change(commitment, What.CORRECTION if corrects else What.REPORT, at, pk)
        for commitment, at, pk, corrects in reports.order_by().values_list(
            "commitment_id", "published_at", "pk", "supersedes_id"
        )
        if at
    ]
    withdrawn = retracted.order_by().values_list("commitment_id", "retracted_at", "pk")
    found += [Change(commitment, What.RETRACTION, at, pk) for commitment, at, pk in withdrawn if at]
    found += [Change(pk, What.COMMITMENT, at) for pk, at in new.order_by().values_list("pk", "published_at") if at]
    return sorted(found, key=lambda one: one.at)


def _scopes_of(keys: set[int]) -> dict[int, frozenset[str]]:
    """What each commitment counts in now, itself included."""
    rows = CommitmentStatus.objects.as_of(None).public().filter(commitment_id__in=keys).order_by()
    found = {key: frozenset(scopes) for key, scopes in rows.values_list("commitment_id", "scopes")}
    return {key: found.get(key, frozenset()) | {f"commitment:{key}"} for key in keys}


def chosen_by(one: Followed, among: set[int], *, since: datetime.date) -> set[int]:
    """Those of the commitments that this selection holds now, or held before: who follows what is under way hears that
    it was completed. Two queries, or none where their scopes have told it already.
    """
    if one.is_told_by_scopes or not among:
        return among
    now = one.selection.statuses().filter(commitment_id__in=among)
    rows = CommitmentStatus.objects.as_of(day_before(since)).public().filter(commitment_id__in=among)
    before = one.filters.filter_queryset(rows)
    return {*now.values_list("commitment_id", flat=True), *before.values_list("commitment_id", flat=True)}


def day_before(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=1)


def items(found: Iterable[Change], *, since: datetime.date) -> list[Item]:
    """What a mail says of these changes, by commitment, the latest first. Four queries."""
    by_commitment: dict[int, list[Change]] = defaultdict(list)
    for change in found:
        by_commitment[change.commitment].append(change)
    rows = Commitment.objects.public().select_related("lead_organisation").in_bulk(by_commitment)
    reports = ProgressReport.objects.select_related("organisation").in_bulk(
        [change.report for some in by_commitment.values() for change in some if change.report]
    )
    before, after = _statuses(by_commitment, day_before(since)), _statuses(by_commitment, None)
    return [
        Item(
            commitment=rows[key],
            news=[(change, reports.get(change.report or 0)) for change in some],
            before=before.get(key, ""),
            after=after.get(key, ""),
        )
        for key, some in sorted(by_commitment.items(), key=lambda pair: pair[1][-1].at, reverse=True)
        if key in rows
    ]


def _statuses(commitments: Iterable[int], day: datetime.date | None) -> dict[int, str]:
    rows = CommitmentStatus.objects.as_of(day).public().filter(commitment_id__in=list(commitments)).order_by()
    return dict(rows.values_list("commitment_id", "implementation_status"))
