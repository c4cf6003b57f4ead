"""Publishing while the site is measured: how long it takes, and how long the first request after it does."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from types import TracebackType

import psycopg2

from benchmarks.load import Load, ask, load_of
from benchmarks.serving import ROOT, environment

TIMES = 60


@dataclass(frozen=True)
class Beside:
    """Publications and the plain saves made by turns with them."""

    publish: Load
    plain: Load

    @classmethod
    def of(cls, pairs: list[tuple[float, float]]) -> Beside:
        """From milliseconds of both."""
        verbs, saves = ([each / 1000 for each in times] for times in zip(*pairs, strict=True))
        return cls(load_of(verbs, sum(verbs)), load_of(saves, sum(saves)))


class Publisher:
    """A process that publishes confirmations in a sample, one after the other, when it is told to."""

    def __init__(self, database: str) -> None:
        self.database = database

    def __enter__(self) -> Publisher:
        self._var = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.publishing", str(TIMES)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env=environment(self.database, self._var.name, 0),
        )  # fmt: skip
        times = json.loads(self._line())
        self.first, self.later = Beside.of(times["first"]), Beside.of(times["later"])
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate()
        self._var.cleanup()

    def _line(self) -> str:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            sys.exit("Publishing failed: there may be no more commitments to confirm in the sample.")
        return line

    def first_after(self, port: int, path: str, *, count: int) -> Load:
        """The first request for ``path`` after each of ``count`` publications."""
        times = []
        for _ in range(count):
            assert self._process.stdin
            self._process.stdin.write("\n")
            self._process.stdin.flush()
            self._line()
            times.append(ask(port, path)[0])
        return load_of(times, sum(times))

    def items(self) -> list[str]:
        """Pages of one thing each: a commitment, a report, the organisation with the most commitments."""
        public = "c.state = 'published' AND c.visibility = 'public'"
        with psycopg2.connect(self.database) as connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT min(c.id) FROM stakeholders_commitment c WHERE {public}")
            commitment = cursor.fetchone()[0]
            cursor.execute(
                "SELECT min(r.id) FROM progress_progressreport r JOIN stakeholders_commitment c "
                f"ON c.id = r.commitment_id WHERE r.review_state = 'published' AND {public}"
            )
            report = cursor.fetchone()[0]
        return [f"/commitments/{commitment}/", f"/reports/{report}/", "/organisations/sample-1/"]
