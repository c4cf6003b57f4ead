"""How many commitments stand alike: from the stored tallies when they hold the answer, else counted anew.

Either way the cost is one query for any number of scopes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, Case, Count, QuerySet, Value, When

from dashboard.filters import NO_REPORT, Selection
from dashboard.filters.conditions import freshness_case
from dashboard.filters.scopes import counts_in, in_scopes
from progress.freshness import Freshness
from progress.models import EvidenceStrength, Health, Standing
from progress.overdue import is_overdue
from stakeholders.models import ImplementationStatus

from . import bounded
from .cells import DIGITS, Cells
from .ready import NOTHING, key_for, ready_counts

STATUSES = (*ImplementationStatus.values, NO_REPORT)
DIMENSIONS = ("implementation_status", "health", "evidence_strength", "fresh", "late")


# What each count begins with.
NO_STATUS, NO_HEALTH, NO_FRESHNESS, NO_EVIDENCE = (
    dict.fromkeys(values, 0) for values in (STATUSES, Health.values, Freshness.values, EvidenceStrength.values)
)


@dataclass
class Breakdown:
    """Commitments counted five ways; each way adds up to ``total``, health only over open ones with a report."""

    total: int = 0
    status: dict[str, int] = field(default_factory=NO_STATUS.copy)
    health: dict[str, int] = field(default_factory=NO_HEALTH.copy)
    freshness: dict[str, int] = field(default_factory=NO_FRESHNESS.copy)
    evidence: dict[str, int] = field(default_factory=NO_EVIDENCE.copy)
    overdue: int = 0

    def add(self, status: str, health: str, evidence: str, fresh: str, late: bool, count: int) -> None:
        """Count ``count`` more commitments that stand so."""
        self.total += count
        self.status[status or NO_REPORT] += count
        if health:
            self.health[health] += count
        self.evidence[evidence] += count
        self.freshness[fresh] += count
        if late:
            self.overdue += count

    @property
    def current(self) -> int:
        """Those whose last report is neither stale nor missing."""
        return self.freshness[Freshness.FRESH] + self.freshness[Freshness.AGEING]


def of_cells(cells: Cells) -> Breakdown:
    """Stored cells as a breakdown."""
    by = _summed(cells.digits, cells.places.tobytes(), cells.numbers.tobytes())
    status, health = {**by["status"]}, {**by["health"]}
    without_report, _healthless = status.pop(""), health.pop("")
    return Breakdown(
        total=cells.total,
        status={**status, NO_REPORT: without_report},
        health=health,
        freshness={**by["freshness"]},
        evidence={**by["evidence"]},
        overdue=by["overdue"][True],
    )


@lru_cache(maxsize=128)
def _summed(digits: int, places: bytes, numbers: bytes) -> Mapping[str, Mapping[Any, int]]:
    """Cells added up by each dimension. Kept for the same numbers: a publication leaves most scopes as they were, and
    adding up hundreds of cells is a tenth of a page.
    """
    cells = Cells.in_bytes(digits, places, numbers)
    return {name: cells.by(name) for name in DIGITS}


def breakdowns(selection: Selection, scopes: list[str]) -> dict[str, Breakdown]:
    """A breakdown of the chosen commitments for each of ``scopes`` (``all`` is the whole selection). One query."""
    if (ready := _ready(selection, scopes)) is not None:
        return {scope: of_cells(cells) for scope, cells in ready.items()}
    found = {scope: Breakdown() for scope in scopes}
    for scope, status, health, evidence, fresh, late, count in _counted(selection.standings(), selection.on, scopes):
        found[scope].add(status, health, evidence, fresh, late, count)
    return found


def _ready(selection: Selection, scopes: list[str]) -> dict[str, Cells] | None:
    """The stored cells of each of ``scopes`` that lie under the filters; None when they are not stored. One query."""
    keys = {scope: key for scope in scopes if (key := key_for(scope, selection))}
    if len(keys) < len(scopes):
        return None
    ready = ready_counts(keys.values(), selection.as_of, selection.on)
    return {scope: ready.get(key, NOTHING).cells.under(selection.chosen) for scope, key in keys.items()}


Row = tuple[str, str, str, str, str, bool, int]  # scope, then the five dimensions, then how many


def _counted(standings: QuerySet[Standing], on: datetime.date, scopes: list[str]) -> Iterator[Row]:
    narrower = [scope for scope in scopes if scope != "all"]
    late = Case(When(is_overdue(on), then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = standings.annotate(fresh=freshness_case(on), late=late).order_by()
    if "all" not in scopes:
        rows = rows.filter(in_scopes(narrower))
    groups = rows.values_list(*DIMENSIONS).annotate(n=Count("pk"), **counts_in(narrower))
    for status, health, evidence, fresh, is_late, total, *counts in groups:
        for scope, count in [("all", total), *zip(narrower, counts, strict=True)]:
            if count and scope in scopes:
                yield scope, status, health, evidence, fresh, is_late, count


@dataclass(frozen=True)
class Counted:
    """``all`` as ``breakdowns`` has it, and the total alone of each other scope.

    Where no stored count held the answer only the first rows were counted: ``more`` says whether there are others.
    """

    scopes: dict[str, Breakdown]
    more: bool = False


def for_facets(selection: Selection, scopes: list[str]) -> Counted:
    """The chosen commitments counted for the facets of a list. One query."""
    if (ready := _ready(selection, scopes)) is not None:
        return Counted(
            {scope: of_cells(cells) if scope == "all" else Breakdown(cells.total) for scope, cells in ready.items()}
        )
    found = {scope: Breakdown() for scope in ["all", *scopes]}
    few = Standing.objects.filter(pk__in=bounded.first(selection.standings().values("pk")))
    for scope, status, health, evidence, fresh, late, count in _counted(few, selection.on, list(found)):
        found[scope].add(status, health, evidence, fresh, late, count)
    return Counted(found, selection.is_cut or found["all"].total > bounded.MOST)
