"""The tables of docs/performance.md: what was measured, each beside its floor, and what must hold."""

from __future__ import annotations

import datetime
import os
import platform
from dataclasses import dataclass
from pathlib import Path

from benchmarks.exporting import Export
from benchmarks.load import Load
from benchmarks.publications import Beside

REPORT = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- make bench writes from here -->", "<!-- to here -->"


@dataclass(frozen=True)
class Figures:
    """Everything measured at one size. ``bare`` is an empty Django project under four clients, ``floor`` the empty view
    behind the site's own middleware, ``floor_alone`` that under one client; ``warm`` are ratios to the empty view.
    """

    bare: Load
    floor: Load
    warm: dict[str, float]
    unseen: Load
    past: Load
    search: Load
    floor_alone: Load
    fresh: dict[str, Load]
    publications: Beside
    first_publications: Beside
    export: Export
    memory: float


Row = tuple[str, list[str]]


def _warm(found: dict[str, Figures]) -> list[Row]:
    paths: dict[str, None] = {}
    for figures in found.values():
        paths |= dict.fromkeys(figures.warm)
    rows = [
        ("empty view, requests a second", [f"{one.floor.per_second:.0f}" for one in found.values()]),
        ("empty project, requests a second", [f"{one.bare.per_second:.0f}" for one in found.values()]),
    ]
    for path in paths:
        cells = [_against_both(one, path) if path in one.warm else "" for one in found.values()]
        rows.append((f"`{path}`", cells))
    return rows


def _against_both(one: Figures, path: str) -> str:
    ratio = one.warm[path]
    return f"{ratio:.2f} / {ratio * one.floor.per_second / one.bare.per_second:.2f}"


def _milliseconds(load: Load) -> str:
    return f"{load.p50:.1f} / {load.p95:.1f}"


def _single(found: dict[str, Figures]) -> list[Row]:
    values = list(found.values())
    rows: list[Row] = [("empty view", [_milliseconds(one.floor_alone) for one in values])]
    for path in values[0].fresh:
        rows.append((f"`{path}`, first after a publication", [_milliseconds(one.fresh[path]) for one in values]))
    return [
        *rows,
        ("a list under two to five filters, never seen before", [_milliseconds(one.unseen) for one in values]),
        ("the dashboard on a past day, mostly filtered", [_milliseconds(one.past) for one in values]),
        ("a search for one or two words", [_milliseconds(one.search) for one in values]),
        *_beside("publish a report (the verb)", [one.publications for one in values]),
        *_beside("the first publications of the run", [one.first_publications for one in values]),
    ]


def _beside(name: str, found: list[Beside]) -> list[Row]:
    return [
        (name, [_milliseconds(one.publish) for one in found]),
        ("plain saves with a row of history, by turns with them", [_milliseconds(one.plain) for one in found]),
        ("half of the answers, against a plain save’s", [f"{one.publish.p50 / one.plain.p50:.2f}" for one in found]),
    ]


def _export(found: dict[str, Figures]) -> list[Row]:
    values = [one.export for one in found.values()]
    return [
        ("rows", [f"{one.rows:,}" for one in values]),
        ("rows a second, against COPY’s own", [f"{one.per_second / one.copied_per_second:.2f}" for one in values]),
        (
            "against COPY in one process, as the download is made",
            [f"{one.per_second / one.copied_in_one_process:.2f}" for one in values],
        ),
        ("first byte, ms", [f"{one.first_byte:.0f}" for one in values]),
        ("growth of the web tree, MB", [f"{one.growth:.0f}" for one in values]),
        ("another page meanwhile, times as long", [f"{one.beside.p50 / one.alone.p50:.1f}" for one in values]),
        ("the web tree in the end, MB", [f"{one.memory:.0f}" for one in found.values()]),
    ]


def _table(heading: str, sizes: list[str], rows: list[Row]) -> list[str]:
    return [
        f"| {heading} | {' | '.join(sizes)} |",
        f"|---|{'--:|' * len(sizes)}",
        *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows),
        "",
    ]


def tables(found: dict[str, Figures], on: datetime.date) -> str:
    """The measured part of the page."""
    sizes = list(found)
    lines = [
        f"Measured on {on.isoformat()}: PostgreSQL, gunicorn with two workers, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}.",
        "",
        *_table("warm, four clients: against the empty view / an empty Django project", sizes, _warm(found)),
        *_table("one client, milliseconds (half / 95% of the answers)", sizes, _single(found)),
        *_table("`/data/reports.csv`", sizes, _export(found)),
    ]
    return "\n".join(lines)


def write(found: dict[str, Figures]) -> str:
    """Put the tables between the marks of docs/performance.md, and give them back."""
    text = tables(found, datetime.datetime.now(datetime.UTC).date())
    before, _begin, rest = REPORT.read_text().partition(BEGIN)
    _old, _end, after = rest.partition(END)
    REPORT.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}")
    return text
