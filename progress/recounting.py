"""Every tally worked out again from the standings: all days of all scopes, in the database and in bounded memory.

The moves of ``progress.tallies`` are made here once more in SQL, from the same rules written another way: that both
agree is what ``rebuild`` proves.
"""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from itertools import groupby, product
from typing import Any

from django.db import connection, transaction

from progress.cells import AGEING, EVIDENCE, FRESH, HEALTH, NEVER, NUMBER, STALE, STATUS
from progress.freshness import ages_on, stales_on
from progress.models import PublicVersion, Standing, Tally
from progress.overdue import ENDED
from progress.scopes import AGGREGATE, counts_reports, has_history, only_counts, pair, tally_keys
from progress.tallies import Counts, by_status
from recommendations.models import ActorType, Edition, Recommendation, ResponseArea
from stakeholders.models import Organisation, Visibility

Span = tuple[datetime.date, datetime.date | None, Counts, Counts]  # since, until, cells, reports
ROWS_AT_A_TIME = 1000  # of tallies that are compared and written together


# --- The statement ------------------------------------------------------------------------------------
# It holds the names of the project's own tables and columns, keys and dates of its own, nothing of anybody else's.
# ruff: noqa: S608


def _dialect() -> dict[str, str]:
    """What the two databases call differently."""
    if connection.vendor == "postgresql":
        return {
            "day": "CAST({} AS date)",
            "after": "({} + 1)",
            "before": "({} - 1)",
            "holds": "s.scopes ? '{}'",
        }
    return {
        "day": "{}",
        "after": "date({}, '+1 day')",
        "before": "date({}, '-1 day')",
        "holds": "EXISTS (SELECT 1 FROM json_each(s.scopes) AS key WHERE key.value = '{}')",
    }


def _digit(column: str, values: tuple[str, ...]) -> str:
    cases = [f"WHEN '{value}' THEN '{place}'" for place, value in enumerate(values)]
    return f"CASE {column} {' '.join(cases)} END"


def _days(tongue: dict[str, str]) -> str:
    """When a status last reported on each day there is begins to age, and when it is stale."""
    reported = Standing.objects.exclude(reported_on=None).order_by().values_list("reported_on", flat=True).distinct()
    rows = [(day, ages_on(day), stales_on(day)) for day in reported if day] or [(datetime.date.min,) * 3]
    values = ", ".join("('" + "', '".join(day.isoformat() for day in row) + "')" for row in rows)
    columns = ", ".join(tongue["day"].format(f"column{n}") for n in (1, 2, 3))
    return f"days(day, ages_on, stales_on) AS (SELECT {columns} FROM (VALUES {values}) AS given)"


def _spans(tongue: dict[str, str], which: str) -> str:
    """The standings that fulfil a condition, with their first digits and the days on which they turn."""
    first = " || ".join(
        (_digit("s.implementation_status", STATUS), _digit("s.health", HEALTH), _digit("s.evidence_strength", EVIDENCE))
    )
    ended = ", ".join(f"'{status.value}'" for status in ENDED)
    return f"""spans AS (
        SELECT s.scopes, s.report_cells, s.visibility, s.since, s.until, {first} AS first, s.reported_on,
               days.ages_on, days.stales_on,
               CASE WHEN s.implementation_status IN ({ended}) THEN NULL ELSE {tongue["after"].format("s.due_on")} END
               AS late_on
        FROM {Standing._meta.db_table} AS s LEFT JOIN days ON days.day = s.reported_on
        WHERE {which})"""


def _cell(day: str) -> str:
    return f"""first || CASE WHEN reported_on IS NULL THEN '{NEVER}' WHEN {day} >= stales_on THEN '{STALE}'
        WHEN {day} >= ages_on THEN '{AGEING}' ELSE '{FRESH}' END
        || CASE WHEN late_on IS NOT NULL AND {day} >= late_on THEN '1' ELSE '0' END"""


def _moves(tongue: dict[str, str], on: str) -> str:
    """Each time a standing enters a cell (1) or leaves one (-1): begun 0, aged 1, stale 2, late 3, ended 4."""
    inside = "day > since AND (until IS NULL OR day < until)"
    # The day of growing late is counted once when it is the day of growing old as well.
    alone = "(ages_on IS NULL OR (day <> ages_on AND day <> stales_on))"
    return f"""turns AS (
        SELECT spans.*, kinds.column1 AS kind, CASE kinds.column1 WHEN 0 THEN since WHEN 1 THEN ages_on
               WHEN 2 THEN stales_on WHEN 3 THEN late_on ELSE until END AS day
        FROM spans CROSS JOIN (VALUES (0), (1), (2), (3), (4)) AS kinds),
    seen AS (
        SELECT turns.*, signs.column1 AS sign,
               CASE signs.column1 WHEN 1 THEN day ELSE {tongue["before"].format("day")} END AS seen_on
        FROM turns CROSS JOIN (VALUES (1), (-1)) AS signs
        WHERE day <= {on} AND (kind IN (0, 4) OR ({inside} AND (kind <> 3 OR {alone})))
              AND NOT (kind = 0 AND signs.column1 = -1) AND NOT (kind = 4 AND signs.column1 = 1)),
    moves AS (SELECT day, sign, {_cell("seen_on")} AS cell FROM seen)"""


def _ends(on: str) -> str:
    """Each time a standing begins (1) or ends (-1)."""
    columns = "scopes, report_cells"
    return f"""ends AS (
        SELECT {columns}, since AS day, 1 AS sign FROM spans
        UNION ALL SELECT {columns}, until, -1 FROM spans WHERE until <= {on})"""


PUBLIC = f"s.visibility = '{Visibility.PUBLIC.value}'"
HIDDEN = f"s.visibility = '{Visibility.AGGREGATE.value}'"


def _of_one(key: str, on: str, tongue: dict[str, str]) -> str:
    """The whole past of one scope: its cells (c) and what the reports on its commitments state (r), by day."""
    which = HIDDEN if key == AGGREGATE else PUBLIC
    if key not in (AGGREGATE, "all"):
        which += "".join(f" AND {tongue['holds'].format(one)}" for one in key.split("+"))
    ctes = [_days(tongue), _spans(tongue, which), _moves(tongue, on)]
    parts = ["SELECT day, 'c' AS what, cell AS code, SUM(sign) FROM moves GROUP BY day, cell HAVING SUM(sign) <> 0"]
    if counts_reports(key):
        ctes.append(_ends(on))
        # The objects are taken apart behind the database: it would hold on to memory for each one of them.
        stated = "CAST(report_cells AS text)"
        parts.append(f"SELECT day, 'r', {stated}, SUM(sign) FROM ends GROUP BY day, {stated} HAVING SUM(sign) <> 0")
    return f"WITH {', '.join(ctes)} {' UNION ALL '.join(parts)} ORDER BY 1"


def _of_carriers(on: str, tongue: dict[str, str]) -> str:
    """How many commitments began and ended to be counted in just these scopes, by day."""
    ctes = [_days(tongue), _spans(tongue, PUBLIC), _ends(on)]
    scopes = "CAST(scopes AS text)"
    return f"""WITH {", ".join(ctes)} SELECT {scopes}, day, SUM(sign) FROM ends
        GROUP BY {scopes}, day HAVING SUM(sign) <> 0"""


def _of_now(on: str, tongue: dict[str, str]) -> str:
    """How many commitments stand alike now in just these scopes."""
    ctes, scopes = [_days(tongue), _spans(tongue, f"s.until IS NULL AND {PUBLIC}")], "CAST(scopes AS text)"
    return f"WITH {', '.join(ctes)} SELECT {scopes}, {_cell(on)}, COUNT(*) FROM spans GROUP BY 1, 2"


def historied() -> list[str]:
    """Every scope with a past that anything may be counted in."""
    editions = Edition.objects.values_list("pk", flat=True)
    places = [f"{kind}:{pk}" for pk in editions for kind in ("edition", "cross-cutting")]
    places += [f"area:{pk}" for pk in ResponseArea.objects.values_list("pk", flat=True)]
    places += [f"recommendation:{pk}" for pk in Recommendation.objects.values_list("pk", flat=True)]
    actors = [f"actor:{value}" for value in ActorType.values]
    keys = ["all", AGGREGATE, *places, *actors, *(pair(*both) for both in product(places, actors))]
    used = Organisation.objects.exclude(country=None).order_by().values_list("country", flat=True).distinct()
    stored = Tally.objects.filter(scope__startswith="country:").order_by().values_list("scope", flat=True).distinct()
    return [*keys, *sorted({*(f"country:{code}" for code in used), *(key for key in stored if "+" not in key)})]


# --- What it says, as rows --------------------------------------------------------------------------------


def _day(value: datetime.date | str) -> datetime.date:
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)


def _rows(statement: str) -> Iterator[tuple]:
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(statement, [])
        while chunk := cursor.fetchmany(5000):
            yield from chunk


@lru_cache(maxsize=20_000)
def _stated(text: str) -> tuple[tuple[str, int], ...]:
    return tuple(json.loads(text).items())


def _add(counts: Counts, code: str, number: int) -> None:
    counts[code] = counts.get(code, 0) + number
    if not counts[code]:
        del counts[code]


def _spans_of(moves: Iterable[tuple]) -> list[Span]:
    """The rows that follow from moves (day, what, code, number) in the order of their days."""
    cells: Counts = {}
    reports: Counts = {}
    states: list[tuple[datetime.date, Counts, Counts]] = []
    for day, codes in groupby(moves, key=lambda row: row[0]):
        cells, reports = dict(cells), dict(reports)
        for _at, what, code, number in codes:
            if what == "c":
                _add(cells, code, int(number))
            else:
                for stated, times in _stated(code):
                    _add(reports, stated, times * int(number))
        # What changes on one day may take itself back: what one report more says, another says no longer.
        if (cells, reports) != (states[-1][1:] if states else ({}, {})):
            states.append((_day(day), cells, reports))
    ends = [*(since for since, _cells, _reports in states[1:]), None]
    return [(since, until, counted, stated) for (since, counted, stated), until in zip(states, ends, strict=False)]


def _true(on: datetime.date) -> Iterator[tuple[str, list[Span]]]:
    """Every scope with the rows that it must have; those with a past one by one, as each of them may be large."""
    tongue = _dialect()
    day = tongue["day"].format(f"'{on.isoformat()}'")
    for key in historied():
        if spans := _spans_of(_rows(_of_one(key, day, tongue))):
            yield key, spans
    yield from _answers(day, tongue)
    yield from _now(day, tongue, on)


def _answers(day: str, tongue: dict[str, str]) -> Iterator[tuple[str, list[Span]]]:
    """Who answered which recommendation: the number of commitments, by day."""
    counts: dict[str, dict[Any, int]] = defaultdict(lambda: defaultdict(int))
    for scopes, at, number in _rows(_of_carriers(day, tongue)):
        for key in filter(only_counts, tally_keys(json.loads(scopes), is_public=True)):
            counts[key][at] += int(number)
    for key, by_day in counts.items():
        yield key, _spans_of((at, "c", NUMBER, number) for at, number in sorted(by_day.items()) if number)


def _now(day: str, tongue: dict[str, str], on: datetime.date) -> Iterator[tuple[str, list[Span]]]:
    """How things stand now, in the scopes without a past: organisations, and most pairs."""
    counts: dict[str, Counts] = defaultdict(dict)
    for scopes, cell, number in _rows(_of_now(day, tongue)):
        for key in tally_keys(json.loads(scopes), is_public=True):
            if not has_history(key):
                _add(counts[key], cell, int(number))
    for key, cells in counts.items():
        yield key, [(on, None, cells, {})]


def _stored(scopes: list[str]) -> dict[str, list[Span]]:
    """The rows there are, without those that only repeat the one before: two changes may take each other back."""
    found: dict[str, list[Span]] = {scope: [] for scope in scopes}
    rows = Tally.objects.filter(scope__in=scopes).order_by("scope", "since")
    for row in rows.iterator():
        spans = found[row.scope]
        before = spans[-1] if spans else (None, row.since, {}, {})
        if before[2:] == (row.cells, row.reports) and before[1] == row.since:
            if spans:
                spans[-1] = (spans[-1][0], row.until, row.cells, row.reports)
        else:
            spans.append((row.since, row.until, row.cells, row.reports))
    return found


def _wrong(scope: str, true: list[Span], stored: list[Span]) -> int:
    """How many rows differ; of what has no history only the counts matter."""
    if not has_history(scope):
        return int([span[2:] for span in true] != [span[2:] for span in stored])
    here, there = {span[0]: span for span in true}, {span[0]: span for span in stored}
    return sum(here.get(day) != there.get(day) for day in {*here, *there})


def _write(true: dict[str, list[Span]]) -> None:
    Tally.objects.filter(scope__in=true).delete()
    Tally.objects.bulk_create(
        (
            Tally(scope=scope, since=since, until=until, cells=cells, reports=reports, by_status=by_status(cells))
            for scope, spans in true.items()
            for since, until, cells, reports in spans
        ),
        batch_size=500,
    )


def _some(scopes: Iterator[tuple[str, list[Span]]]) -> Iterator[dict[str, list[Span]]]:
    """Scopes in lots of some ``ROWS_AT_A_TIME`` rows: one with a long past is a lot of its own."""
    lot: dict[str, list[Span]] = {}
    rows = 0
    for scope, spans in scopes:
        lot[scope] = spans
        rows += len(spans)
        if rows >= ROWS_AT_A_TIME:
            yield lot
            lot, rows = {}, 0
    if lot:
        yield lot


@transaction.atomic
def recount(*, on: datetime.date) -> int:
    """Bring every tally to what the standings say, up to the day ``on``; return how many rows were wrong.

    Call with the row of ``PublicVersion`` locked: a publication in between would be counted twice. Side effect: the
    open tallies are true of ``on``, or of the later day that they were already.
    """
    version = PublicVersion.objects.get(pk=1)
    on = max(on, version.counted_on or on)
    wrong = 0
    seen: set[str] = set()
    for some in _some(_true(on)):
        stored = _stored(list(some))
        found = {scope: n for scope in some if (n := _wrong(scope, some[scope], stored[scope]))}
        if found:
            _write({scope: some[scope] for scope in found})
        wrong += sum(found.values())
        seen |= some.keys()
    PublicVersion.objects.filter(pk=1).update(counted_on=on)
    return wrong + _drop_all_but(seen)


def _drop_all_but(scopes: set[str]) -> int:
    """Take away rows of scopes that nothing is counted in; return how many of them counted something."""
    there = Tally.objects.order_by().values_list("pk", "scope", "cells", "reports")
    rows = [(pk, bool(cells or reports)) for pk, scope, cells, reports in there.iterator() if scope not in scopes]
    for start in range(0, len(rows), 500):
        Tally.objects.filter(pk__in=[pk for pk, _ in rows[start : start + 500]]).delete()
    return sum(counted for _, counted in rows)
