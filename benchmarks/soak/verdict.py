"""What a soak found, in a table, and what of it is wrong."""

from __future__ import annotations

import datetime
import os
import platform
from collections import Counter
from dataclasses import dataclass

from benchmarks.soak.growth import Growth
from benchmarks.soak.readers import Readers


def server_errors(seen: Counter[int]) -> int:
    """How many answers say that the site failed."""
    return sum(count for status, count in seen.items() if status >= 500)


@dataclass(frozen=True)
class Soaked:
    """All that was counted. ``seen`` and ``turns`` are of the people who signed in."""

    uncached: Readers
    cached: Readers
    seen: Counter[int]
    turns: Counter[str]
    growths: list[Growth]
    errors: list[str]

    def wrong(self) -> list[str]:
        """Each thing that must not be, in words; empty when all is well."""
        answers = self.uncached.seen + self.cached.seen + self.seen
        found = [f"{server_errors(answers)} answers of 500 or more"] if server_errors(answers) else []
        found += [f"no answer: {lost}" for lost in [*self.uncached.lost, *self.cached.lost][:5]]
        found += [f"{count}× {turn}" for turn, count in self.turns.items() if "failed" in turn]
        found += [f"not one {turn} was done" for turn, count in self.turns.items() if not count]
        found += [f"{one.name} grew by {one.by:.1f} (allowed: {one.allowed:.1f})" for one in self._grown()]
        return found + [f"in a log: {line[:300]}" for line in self.errors[:5]]

    def text(self, minutes: float) -> str:
        """The tables, and the verdict under them."""
        day = datetime.datetime.now(datetime.UTC).date().isoformat()
        head = f"{minutes:g} minutes on {day}: {os.cpu_count()} cores, Python {platform.python_version()}."
        rows = [self._row("never seen", self.uncached), self._row("kept by nginx", self.cached)]
        done = ", ".join(f"{count} {turn.replace('_', ' ')}" for turn, count in sorted(self.turns.items()))
        statuses = ", ".join(f"{count} × {status}" for status, count in sorted(self.seen.items()))
        wrong = self.wrong()
        return "\n".join([
            head, "",
            "| readers | asked a second | answered | half / 95% within, ms | left out | statuses |",
            "|---|--:|--:|--:|--:|---|", *rows, "",
            f"People: {done} ({statuses}).", "",
            "| what may not grow | level | growth | allowed |", "|---|--:|--:|--:|",
            *(f"| {one.name} | {one.level:,.0f} | {one.by:+.1f} | {one.allowed:.1f} |" for one in self._shown()), "",
            "\n".join(f"- {one}" for one in wrong) or "Nothing is wrong.", "",
        ])  # fmt: skip

    def _grown(self) -> list[Growth]:
        return [one for one in self.growths if one.is_too_much]

    def _shown(self) -> list[Growth]:
        """Everything but tables that stayed as they were."""
        return [one for one in self.growths if not one.name.startswith("rows of") or abs(one.by) >= 1]

    def _row(self, name: str, readers: Readers) -> str:
        load = readers.load()
        statuses = ", ".join(f"{count} × {status}" for status, count in sorted(readers.seen.items()))
        return (
            f"| {name} | {readers.per_second:.1f} | {load.per_second:.1f} | {load.p50:.0f} / {load.p95:.0f} | "
            f"{readers.left_out} | {statuses} |"
        )
