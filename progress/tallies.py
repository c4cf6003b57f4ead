"""Moving the ready counts along with the standings, and with the days.

A standing that begins or ends, and one that grows old or late as days pass, moves one commitment from a cell to
another from a certain day on. Such moves are posted here; the rows of ``progress.models.Tally`` from that day on change
by them. ``progress.counting`` reads them; ``progress.recounting`` works all of them out again.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from django.db.models import Q

from progress import tally_rows
from progress.cells import NUMBER, STATUS, Facts, turns
from progress.freshness import ageing_cutoff, stale_cutoff
from progress.models import PublicVersion, Standing
from progress.overdue import ENDED
from progress.scopes import counts_reports, only_counts, tally_keys
from progress.tally_rows import Shift
from stakeholders.models import Visibility

Counts = dict[str, int]
TURNING = ("visibility", "implementation_status", "health", "evidence_strength", "reported_on", "due_on", "scopes")


@dataclass
class Move:
    """What changes in a scope on one day."""

    cells: Counter[str] = field(default_factory=Counter)
    reports: Counter[str] = field(default_factory=Counter)


Scopes = tuple[str, ...]
Days = dict[datetime.date, Move]
# Nearly all scopes that count a standing move alike: what moves is kept once for all of them.
Moves = dict[Scopes, Days]


class Counted(NamedTuple):
    """Every scope that counts a standing, by what it counts of it."""

    with_reports: Scopes  # how it stands, and what its reports state
    standing: Scopes  # how it stands
    numbered: Scopes  # that it is there


def no_moves() -> Moves:
    """An empty collection to add moves to."""
    return defaultdict(lambda: defaultdict(Move))


def counted_in(facts: Facts) -> Counted:
    """The scopes that count a standing with these facts."""
    return _counted_in(tuple(facts["scopes"]), facts["visibility"])


@lru_cache(maxsize=4096)
def _counted_in(scopes: Scopes, visibility: str) -> Counted:
    keys = tally_keys(scopes, is_public=visibility == Visibility.PUBLIC)
    numbered = tuple(filter(only_counts, keys))
    with_reports = tuple(filter(counts_reports, keys))
    others = {*numbered, *with_reports}
    return Counted(with_reports, tuple(key for key in keys if key not in others), numbered)


def stood(moves: Moves, facts: Facts, *, since: datetime.date, until: datetime.date, times: int = 1) -> None:
    """Add what a standing with ``facts`` brings from ``since`` on, seen up to the day ``until``; -1 takes it away."""
    counted, before = counted_in(facts), ""
    moves[counted.with_reports][since].reports.update({cell: n * times for cell, n in facts["report_cells"].items()})
    moves[counted.numbered][since].cells[NUMBER] += times
    for day, cell in turns(facts, since=since, until=until):
        for scopes in (counted.with_reports, counted.standing):
            _turn(moves[scopes][day], before, cell, times)
        before = cell


def _turn(move: Move, before: str, cell: str, times: int = 1) -> None:
    """Commitments that enter ``cell``, from ``before`` unless that is empty."""
    move.cells[cell] += times
    if before:
        move.cells[before] -= times


def alike(moves: Moves, *, among: Container[str] | None = None) -> Iterator[tuple[list[str], Days]]:
    """Scopes that move alike, with what moves in each of them on which day; every scope once. ``among``: only these."""
    sources: dict[str, list[int]] = defaultdict(list)
    for number, scopes in enumerate(moves):
        for scope in scopes:
            if among is None or scope in among:
                sources[scope].append(number)
    together: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for scope, numbers in sources.items():
        together[tuple(numbers)].append(scope)
    every = list(moves.values())
    for same, some in together.items():
        yield some, _added([every[number] for number in same])


def _added(some: Sequence[Days]) -> Days:
    if len(some) == 1:
        return some[0]
    found: Days = defaultdict(Move)
    for days in some:
        for day, move in days.items():
            found[day].cells.update(move.cells)
            found[day].reports.update(move.reports)
    return found


def by_status(cells: Counts) -> Counts:
    """Cells added up by status."""
    found: Counter[str] = Counter()
    for cell, count in cells.items():
        if cell != NUMBER:
            found[STATUS[int(cell[0])]] += count
    return dict(sorted(found.items()))


def post(moves: Moves) -> None:
    """Write the moves; call with the public version locked. What they cost, see ``tally_rows.add``, is by the day."""
    shifts: dict[datetime.date, list[Shift]] = defaultdict(list)
    for scopes, days in alike(moves):
        for day, move in days.items():
            cells, reports = _without_zeros(move.cells), _without_zeros(move.reports)
            # A commitment that leaves a cell and comes back has not moved.
            if cells or reports:
                shifts[day].append(Shift(scopes, cells, reports, _without_zeros(by_status(cells))))
    for day in sorted(shifts):
        tally_rows.add(day, shifts[day])


def _without_zeros(counts: Mapping[str, int]) -> Counts:
    return {key: n for key, n in counts.items() if n}


# --- As the days pass -----------------------------------------------------------------------------------


def turning(after: datetime.date, upto: datetime.date) -> Q:
    """Open standings whose freshness or lateness changes on one of the days behind ``after`` up to ``upto``."""
    aged = Q(reported_on__gt=ageing_cutoff(after), reported_on__lte=ageing_cutoff(upto))
    stale = Q(reported_on__gt=stale_cutoff(after), reported_on__lte=stale_cutoff(upto))
    late = Q(due_on__gte=after, due_on__lt=upto) & ~Q(implementation_status__in=ENDED)
    return Q(until__isnull=True) & (aged | stale | late)


def turned(after: datetime.date, upto: datetime.date) -> Moves:
    """What the days behind ``after`` up to ``upto`` move by themselves."""
    moves = no_moves()
    rows = Standing.objects.filter(turning(after, upto)).order_by()
    for row in rows.values(*TURNING).iterator(chunk_size=2000):
        counted = counted_in(row)
        course = list(turns(row, since=after, until=upto))
        for (_day, before), (day, cell) in pairwise(course):
            # A scope at a time: there are fewer of them than ways in which standings are counted together.
            for scope in chain(counted.with_reports, counted.standing):
                _turn(moves[(scope,)][day], before, cell)
    return moves


def settle(counted_on: datetime.date | None, *, on: datetime.date) -> datetime.date | None:
    """Bring every open tally from ``counted_on`` to the day ``on``, with a row for each day on which one changed.

    Call with the public version locked, which says how far the counts are. Returns how far they are then: does nothing
    when they are as far already, or are left to a loader (None).
    """
    if counted_on is None or counted_on >= on:
        return counted_on
    post(turned(counted_on, on))
    PublicVersion.objects.filter(pk=1).update(counted_on=on)
    return on
