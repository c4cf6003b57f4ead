"""How many commitments stand alike: from the ledger when it holds the answer, else counted one by one.

Either way the cost is one query for any number of scopes.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import BooleanField, Case, Count, QuerySet, Value, When

from dashboard.filters import NO_REPORT, Selection
from dashboard.filters.conditions import freshness_case
from dashboard.filters.scopes import counts_in, in_scopes
from ledger.counting import counts
from ledger.states import State
from progress.freshness import Freshness
from progress.models import CommitmentStatus, EvidenceStrength, Health
from progress.overdue import ENDED, is_overdue
from stakeholders.models import ImplementationStatus

from . import bounded
from .precomputed import key_for, states_under

STATUSES = (*ImplementationStatus.values, NO_REPORT)
MANY = 30  # scopes, from which on it is quicker to read the rows than to have them counted
DIMENSIONS = ("implementation_status", "health", "evidence_strength", "fresh", "late")


# What each count begins with.
NO_STATUS, NO_HEALTH, NO_FRESHNESS, NO_EVIDENCE = (
    dict.fromkeys(values, 0) for values in (STATUSES, Health.values, Freshness.values, EvidenceStrength.values)
)


class Look(NamedTuple):
    """How a commitment stands, as far as its square shows it. ``status`` is empty without a report."""

    status: str
    is_silent: bool
    is_overdue: bool


@dataclass
class Breakdown:
    """Commitments counted six ways; each way adds up to ``total``, health only over open ones with a report."""

    total: int = 0
    status: dict[str, int] = field(default_factory=NO_STATUS.copy)
    health: dict[str, int] = field(default_factory=NO_HEALTH.copy)
    freshness: dict[str, int] = field(default_factory=NO_FRESHNESS.copy)
    evidence: dict[str, int] = field(default_factory=NO_EVIDENCE.copy)
    overdue: int = 0
    silent: int = 0  # open, and last reported on twelve months ago or more
    looks: Counter[Look] = field(default_factory=Counter)

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
        silent = fresh == Freshness.STALE and status not in ENDED
        if silent:
            self.silent += count
        self.looks[Look(status, silent, late)] += count

    @property
    def ended(self) -> int:
        """Those that came to another end than being completed."""
        return self.status[ImplementationStatus.WITHDRAWN] + self.status[ImplementationStatus.SUPERSEDED]

    @property
    def current(self) -> int:
        """Those whose last report is neither stale nor missing."""
        return self.freshness[Freshness.FRESH] + self.freshness[Freshness.AGEING]


def of_states(counted: Mapping[State, int]) -> Breakdown:
    """What the ledger counts in a scope as a breakdown."""
    found = Breakdown()
    for state, n in counted.items():
        found.add(*state, n)
    return found


def breakdowns(selection: Selection, scopes: list[str]) -> dict[str, Breakdown]:
    """A breakdown of the chosen commitments for each of ``scopes`` (``all`` is the whole selection). One query."""
    if (precomputed := _precomputed(selection, scopes)) is not None:
        return precomputed
    found = {scope: Breakdown() for scope in scopes}
    for scope, status, health, evidence, fresh, late, count in _counted(selection.statuses(), selection.on, scopes):
        found[scope].add(status, health, evidence, fresh, late, count)
    return found


def _precomputed(selection: Selection, scopes: list[str]) -> dict[str, Breakdown] | None:
    """What the ledger counts of each of ``scopes`` under the filters; None when it does not hold all of them."""
    keys = {scope: key for scope in scopes if (key := key_for(scope, selection))}
    if len(keys) < len(scopes):
        return None
    found = counts(keys.values(), on=selection.on, **states_under(selection.chosen))
    return {scope: of_states(found.get(key, {})) for scope, key in keys.items()}


Row = tuple[str, str, str, str, str, bool, int]  # scope, then the five dimensions, then how many


def _counted(statuses: QuerySet[CommitmentStatus], on: datetime.date, scopes: list[str]) -> Iterator[Row]:
    narrower = [scope for scope in scopes if scope != "all"]
    late = Case(When(is_overdue(on), then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = statuses.annotate(fresh=freshness_case(on), late=late).order_by()
    if "all" not in scopes:
        rows = rows.filter(in_scopes(narrower))
    if len(scopes) > MANY:
        yield from _counted_row_by_row(rows, scopes)
        return
    groups = rows.values_list(*DIMENSIONS).annotate(n=Count("pk"), **counts_in(narrower))
    for status, health, evidence, fresh, is_late, total, *numbers in groups:
        for scope, count in [("all", total), *zip(narrower, numbers, strict=True)]:
            if count and scope in scopes:
                yield scope, status, health, evidence, fresh, is_late, count


def _counted_row_by_row(rows: QuerySet[CommitmentStatus], scopes: list[str]) -> Iterator[Row]:
    """The same for very many scopes, such as organisations in a file: the database would ask each row about each."""
    wanted = set(scopes)
    for keys, *values in rows.values_list("scopes", *DIMENSIONS).iterator(chunk_size=5000):
        for scope in wanted.intersection(keys):
            yield (scope, *values, 1)


@dataclass(frozen=True)
class Counted:
    """``all`` as ``breakdowns`` has it, and at least the total of each other scope.

    Where the ledger did not hold the answer, only the first rows were counted: ``more`` says whether there are others.
    """

    scopes: dict[str, Breakdown]
    more: bool = False


def for_facets(selection: Selection, scopes: list[str]) -> Counted:
    """The chosen commitments counted for the facets of a list. One query."""
    if (precomputed := _precomputed(selection, scopes)) is not None:
        return Counted(precomputed)
    found = {scope: Breakdown() for scope in ["all", *scopes]}
    few = CommitmentStatus.objects.filter(pk__in=bounded.first(selection.statuses().values("pk")))
    for scope, status, health, evidence, fresh, late, count in _counted(few, selection.on, list(found)):
        found[scope].add(status, health, evidence, fresh, late, count)
    return Counted(found, selection.is_cut or found["all"].total > bounded.MOST)
