"""A report beside the last published one, row by row: what changed with both texts, then what stayed as it was."""

from __future__ import annotations

from dataclasses import dataclass

from progress import comparison
from progress.comparison import Change
from progress.models import ProgressReport, ReportKind


@dataclass(frozen=True)
class Same:
    """A field that says what it said before."""

    label: str
    value: str


@dataclass(frozen=True)
class SideBySide:
    """The rows of both kinds; ``fresh`` where there is nothing to read the report against."""

    changes: list[Change]
    same: list[Same]
    fresh: bool


def rows(previous: ProgressReport | None, report: ProgressReport) -> SideBySide:
    """All that a report says in its fields, as it differs from ``previous`` or not."""
    changes = comparison.changes(previous, report)
    changed = {one.name for one in changes}
    names = [name for name in (*comparison.VALUE_FIELDS, *comparison.TEXT_FIELDS) if name not in changed]
    values = [(comparison.label_of(name), comparison.as_words(report, name)) for name in names]
    if report.kind != ReportKind.NO_CHANGE:
        figures = comparison.indicators(report)
        values += [(name, text) for name, text in figures.items() if f"indicator:{name}" not in changed]
    same = [Same(label, value) for label, value in values if value]
    return SideBySide(changes, same, fresh=previous is None)
