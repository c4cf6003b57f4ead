"""How many commitments stand alike: from the stored tallies when they hold the answer, else counted anew.

Either way the cost is one query for any number of scopes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Q, Sum

from dashboard.filters import NO_REPORT, Selection
from dashboard.filters.conditions import condition, freshness_case
from dashboard.filters.scopes import counts_in, in_scopes
from progress.freshness import Freshness
from progress.models import EvidenceStrength, Health, Tally
from stakeholders.models import ImplementationStatus, Visibility

STATUSES = (*ImplementationStatus.values, NO_REPORT)
DIMENSIONS = ("implementation_status", "health", "evidence_strength", "fresh")


def _zeros(values: Iterable[str]) -> dict[str, int]:
    return dict.fromkeys(values, 0)


@dataclass
class Breakdown:
    """Commitments counted four ways; each way adds up to ``total``, health only over those with a report."""

    total: int = 0
    status: dict[str, int] = field(default_factory=lambda: _zeros(STATUSES))
    health: dict[str, int] = field(default_factory=lambda: _zeros(Health.values))
    freshness: dict[str, int] = field(default_factory=lambda: _zeros(Freshness.values))
    evidence: dict[str, int] = field(default_factory=lambda: _zeros(EvidenceStrength.values))

    def add(self, status: str, health: str, evidence: str, fresh: str, count: int) -> None:
        """Count ``count`` more commitments that stand so."""
        self.total += count
        self.status[status or NO_REPORT] += count
        if health:
            self.health[health] += count
        self.evidence[evidence] += count
        self.freshness[fresh] += count

    @property
    def current(self) -> int:
        """Those whose last report is neither stale nor missing."""
        return self.freshness[Freshness.FRESH] + self.freshness[Freshness.AGEING]


Row = tuple[str, str, str, str, str, int]  # scope, then the four dimensions, then how many


def breakdowns(selection: Selection, scopes: list[str]) -> dict[str, Breakdown]:
    """A breakdown of the chosen commitments for each of ``scopes`` (``all`` is the whole selection). One query."""
    found = {scope: Breakdown() for scope in scopes}
    rows = _ready(selection, scopes) if _tallies_hold(selection, scopes) else _counted(selection, scopes)
    for scope, status, health, evidence, fresh, count in rows:
        found[scope].add(status, health, evidence, fresh, count)
    return found


PLACES = ("all", "edition", "area", "cross-cutting")


def _tallies_hold(selection: Selection, scopes: list[str]) -> bool:
    """True when the tallies know every scope *within* the selection, not only by itself.

    Areas and recommendations that are shown lie inside the edition or area that was chosen, so their own tallies are
    right under it; what an organisation did inside an area no tally knows.
    """
    whole = selection.tally_scope()
    if whole is None:
        return False
    parts = {scope.partition(":")[0] for scope in scopes if scope not in ("all", whole)}
    return whole == "all" or not parts or (whole.partition(":")[0] in PLACES and "organisation" not in parts)


def _on_cells(selection: Selection) -> Q:
    """The filters that a tally can answer, on its columns; a cell without a report has the day 0001-01-01."""
    chosen = dict(selection.chosen)
    fresh = chosen.pop("freshness", None)
    asked = condition(chosen, selection.on)
    return asked & Q(fresh__in=fresh) if fresh else asked


def _ready(selection: Selection, scopes: list[str]) -> Iterator[Row]:
    whole = selection.tally_scope() or "all"
    places = ("edition", "area", "recommendation", "organisation")
    cells = (
        Tally.objects.annotate(fresh=freshness_case(selection.on))
        .filter(
            _on_cells(selection.without(*places)),
            scope__in={whole if scope == "all" else scope for scope in scopes},
            visibility=Visibility.PUBLIC,
        )
        .order_by()
        .values_list("scope", *DIMENSIONS)
        .annotate(n=Sum("commitments"))
    )
    for scope, *rest in cells:
        for asked in scopes:
            if asked == scope or (asked == "all" and scope == whole):
                yield (asked, *rest)


def _counted(selection: Selection, scopes: list[str]) -> Iterator[Row]:
    narrower = [scope for scope in scopes if scope != "all"]
    rows = selection.standings()
    if "all" not in scopes:
        rows = rows.filter(in_scopes(narrower))
    groups = (
        rows.annotate(fresh=freshness_case(selection.on))
        .order_by()
        .values_list(*DIMENSIONS)
        .annotate(n=Count("pk"), **counts_in(narrower))
    )
    for status, health, evidence, fresh, total, *counts in groups:
        for scope, count in [("all", total), *zip(narrower, counts, strict=True)]:
            if count and scope in scopes:
                yield scope, status, health, evidence, fresh, count
