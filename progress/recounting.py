"""Every tally worked out again from the standings: all days of all scopes, in the database and in bounded memory.

The moves of ``progress.tallies`` are made here once more by one statement of SQL, from the same rules written another
way: that both agree is what ``rebuild`` proves.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby, islice

from django.db import connection, transaction

from progress.cells import AGEING, EVIDENCE, FRESH, HEALTH, NEVER, NUMBER, STALE, STATUS
from progress.freshness import ages_on, stales_on
from progress.models import PublicVersion, Standing, Tally
from progress.overdue import ENDED
from progress.scopes import AGGREGATE, ANSWERS, HISTORIED, PAIRS, REPORTED, has_history
from progress.tallies import Counts, by_status
from stakeholders.models import Visibility

Span = tuple[datetime.date, datetime.date | None, Counts, Counts]  # since, until, cells, reports
SCOPES_AT_A_TIME = 200


# --- The statement ------------------------------------------------------------------------------------
# It holds the names of the project's own tables and columns and dates of its own, nothing of anybody else's.


def _dialect() -> dict[str, str]:
    """What the two databases call differently."""
    if connection.vendor == "postgresql":
        return {
            "each": "jsonb_array_elements_text({}) AS {}(value)",
            "members": "jsonb_each_text({}) AS {}(key, value)",
            "day": "CAST({} AS date)",
            "after": "({} + 1)",
            "before": "({} - 1)",
        }
    return {
        "each": "json_each({}) AS {}",
        "members": "json_each({}) AS {}",
        "day": "{}",
        "after": "date({}, '+1 day')",
        "before": "date({}, '-1 day')",
    }


def _digit(column: str, values: tuple[str, ...]) -> str:
    cases = [f"WHEN '{value}' THEN '{place}'" for place, value in enumerate(values)]
    return f"CASE {column} {' '.join(cases)} END"


def _is_one_of(column: str, kinds: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"{column} = '{k}'" if k == "all" else f"{column} LIKE '{k}:%%'" for k in kinds) + ")"


def _days(tongue: dict[str, str]) -> str:
    """When a status last reported on each day there is begins to age, and when it is stale."""
    reported = Standing.objects.exclude(reported_on=None).order_by().values_list("reported_on", flat=True).distinct()
    rows = [(day, ages_on(day), stales_on(day)) for day in reported] or [(datetime.date.min,) * 3]
    values = ", ".join("('" + "', '".join(day.isoformat() for day in row) + "')" for row in rows)
    columns = ", ".join(tongue["day"].format(f"column{n}") for n in (1, 2, 3))
    return f"days(day, ages_on, stales_on) AS (SELECT {columns} FROM (VALUES {values}) AS given)"  # noqa: S608


def _spans(tongue: dict[str, str]) -> str:
    """The standings with their first digits and the days on which they turn."""
    first = " || ".join(
        (_digit("s.implementation_status", STATUS), _digit("s.health", HEALTH), _digit("s.evidence_strength", EVIDENCE))
    )
    ended = ", ".join(f"'{status.value}'" for status in ENDED)
    return f"""spans AS (
        SELECT s.scopes, s.report_cells, s.visibility, s.since, s.until, {first} AS first, s.reported_on,
               days.ages_on, days.stales_on,
               CASE WHEN s.implementation_status IN ({ended}) THEN NULL ELSE {tongue["after"].format("s.due_on")} END
               AS late_on
        FROM {Standing._meta.db_table} AS s LEFT JOIN days ON days.day = s.reported_on)"""  # noqa: S608


def _cell(day: str) -> str:
    return f"""first || CASE WHEN reported_on IS NULL THEN '{NEVER}' WHEN {day} >= stales_on THEN '{STALE}'
        WHEN {day} >= ages_on THEN '{AGEING}' ELSE '{FRESH}' END
        || CASE WHEN late_on IS NOT NULL AND {day} >= late_on THEN '1' ELSE '0' END"""


def _moves(tongue: dict[str, str], on: str) -> str:
    """Each time a standing enters a cell (1) or leaves one (-1): begun 0, aged 1, stale 2, late 3, ended 4."""
    inside = "day > since AND (until IS NULL OR day < until)"
    # The day of growing late is counted once when it is the day of growing old as well.
    alone = "(ages_on IS NULL OR (day <> ages_on AND day <> stales_on))"
    seen = f"CASE sign WHEN 1 THEN day ELSE {tongue['before'].format('day')} END"
    return f"""turns AS (
        SELECT spans.*, kinds.column1 AS kind, CASE kinds.column1 WHEN 0 THEN since WHEN 1 THEN ages_on
               WHEN 2 THEN stales_on WHEN 3 THEN late_on ELSE until END AS day
        FROM spans CROSS JOIN (VALUES (0), (1), (2), (3), (4)) AS kinds),
    seen AS (
        SELECT turns.*, signs.column1 AS sign, {seen.replace("sign", "signs.column1")} AS seen_on
        FROM turns CROSS JOIN (VALUES (1), (-1)) AS signs
        WHERE day <= {on} AND (kind IN (0, 4) OR ({inside} AND (kind <> 3 OR {alone})))
              AND NOT (kind = 0 AND signs.column1 = -1) AND NOT (kind = 4 AND signs.column1 = 1)),
    moves AS (SELECT scopes, visibility, day, sign, {_cell("seen_on")} AS cell FROM seen),
    ends AS (
        SELECT scopes, report_cells, visibility, since AS day, 1 AS sign FROM spans
        UNION ALL SELECT scopes, report_cells, visibility, until, -1 FROM spans WHERE until <= {on})"""  # noqa: S608


PUBLIC = f"visibility = '{Visibility.PUBLIC.value}'"


def _parts(tongue: dict[str, str], on: str) -> Iterator[str]:
    """What is counted: of cells (c) and of reports (r), by scope and day."""
    each, members = tongue["each"], tongue["members"]
    one, other = each.format("scopes", "one"), each.format("scopes", "other")
    of_one = _is_one_of("one.value", HISTORIED)
    yield f"SELECT one.value AS scope, day, 'c' AS what, cell AS code, sign AS n FROM moves CROSS JOIN {one} WHERE {PUBLIC} AND {of_one}"  # noqa: S608, E501
    hidden = f"visibility = '{Visibility.AGGREGATE.value}'"
    yield f"SELECT '{AGGREGATE}', day, 'c', cell, sign FROM moves WHERE {hidden}"  # noqa: S608
    now = f"FROM spans CROSS JOIN {one}"
    cell = f"{on}, 'c', {_cell(on)}, 1"
    is_now = f"until IS NULL AND {PUBLIC}"
    yield f"SELECT one.value, {cell} {now} WHERE {is_now} AND one.value LIKE 'organisation:%%'"
    for a, b in PAIRS:
        which = f"one.value LIKE '{a}:%%' AND other.value LIKE '{b}:%%'"
        yield f"SELECT one.value || '+' || other.value, {cell} {now} CROSS JOIN {other} WHERE {is_now} AND {which}"
    for a, b in ANSWERS:
        key = f"'answered:' || substr(one.value, {len(a) + 2}) || '+' || other.value"
        which = f"one.value LIKE '{a}:%%' AND other.value LIKE '{b}:%%'"
        yield f"SELECT {key}, day, 'c', '{NUMBER}', sign FROM ends CROSS JOIN {one} CROSS JOIN {other} WHERE {PUBLIC} AND {which}"  # noqa: S608, E501
    stated = f"ends CROSS JOIN {one} CROSS JOIN {members.format('report_cells', 'stated')}"
    count = "sign * CAST(stated.value AS integer)"
    yield f"SELECT one.value, day, 'r', stated.key, {count} FROM {stated} WHERE {PUBLIC} AND {_is_one_of('one.value', REPORTED)}"  # noqa: S608, E501


def _statement(on: datetime.date) -> str:
    tongue = _dialect()
    day = tongue["day"].format(f"'{on.isoformat()}'")
    parts = " UNION ALL ".join(_parts(tongue, day))
    return f"""
        WITH {_days(tongue)}, {_spans(tongue)}, {_moves(tongue, day)}
        SELECT scope, day, what, code, SUM(n) FROM ({parts}) AS counted
        GROUP BY scope, day, what, code HAVING SUM(n) <> 0 ORDER BY scope, day
    """  # noqa: S608


# --- What it says, as rows --------------------------------------------------------------------------------


def _day(value: datetime.date | str) -> datetime.date:
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)


def _true(on: datetime.date) -> Iterator[tuple[str, list[Span]]]:
    """Every scope with the rows that it must have."""
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(_statement(on), [])
        rows = iter(lambda: cursor.fetchmany(5000), [])
        each = (row for chunk in rows for row in chunk)
        for scope, moves in groupby(each, key=lambda row: row[0]):
            cells: Counts = {}
            reports: Counts = {}
            states = []
            for day, codes in groupby(moves, key=lambda row: row[1]):
                cells, reports = dict(cells), dict(reports)
                for _scope, _at, what, code, n in codes:
                    counts = cells if what == "c" else reports
                    counts[code] = counts.get(code, 0) + int(n)
                    if not counts[code]:
                        del counts[code]
                states.append((_day(day), cells, reports))
            ends = [state[0] for state in states[1:]] + [None]
            yield scope, [(since, until, *counts) for (since, *counts), until in zip(states, ends, strict=True)]


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


@transaction.atomic
def recount(*, on: datetime.date) -> int:
    """Bring every tally to what the standings say, up to the day ``on``; return how many rows were wrong.

    Call with the row of ``PublicVersion`` locked: a publication in between would be counted twice. Side effect: the
    open tallies are true of ``on``, or of the later day that they were already.
    """
    version = PublicVersion.objects.get(pk=1)
    on = max(on, version.counted_on or on)
    wrong, seen = 0, set()
    with closing(_true(on)) as scopes:
        while some := dict(islice(scopes, SCOPES_AT_A_TIME)):
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
