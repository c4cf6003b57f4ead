"""What would become of every row of a file: planned batch by batch, kept row by row, and added up to all of them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from imports import jobs
from imports.batches import batches
from imports.bounds import BATCH
from imports.kinds import KINDS
from imports.kinds.base import Planned, Planner, Problem, Read
from imports.models import Import, ImportRow, ImportState, Outcome
from imports.reading import Reader
from imports.settings import LAST, Settings
from imports.tables import Choices, rows

Known = dict[str, tuple[int, int]]  # by key the row that counts, and what stands for what it says


def preview(upload: Import) -> None:
    """Plan every row and keep what was found; the site's own data stay as they are. A cancelled one ends in between."""
    kind, settings = KINDS[upload.kind], Settings.from_json(upload.settings)
    upload.rows.all().delete()
    planner, counting, known = kind.planner(upload, settings), Counting(), {}
    if settings.duplicates == LAST or settings.preferred:
        with upload.file.open("rb") as file:
            known = _which_count(upload, _read(upload, file, settings), planner, settings)
    with upload.file.open("rb") as file:
        for planned in plan_all(_read(upload, file, settings), planner, known):
            counting.add(planned)
            ImportRow.objects.bulk_create([_kept(upload, one) for one in planned])
            jobs.tell(upload, counting.rows)
    with transaction.atomic():
        jobs.finish(upload, ImportState.PREVIEWED, **counting.as_columns())


def _read(upload: Import, file: Any, settings: Settings) -> Iterator[Read]:
    reader = Reader(KINDS[upload.kind], settings, upload.found["columns"])
    return reader.read(rows(file, file_name=upload.file_name, choices=Choices(**upload.choices)))


class Counting:
    """Adds up what was planned, and stands for it: two plans have one fingerprint when they would do the same."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.losses = self.loss_rows = self.rows = 0
        self._digest = hashlib.sha256()

    def add(self, planned: Iterable[Planned]) -> None:
        for one in planned:
            self.rows += 1
            self.outcomes[one.outcome.value] += 1
            self.losses += one.lost
            self.loss_rows += bool(one.lost)
            said = [one.row.number, one.outcome.value, one.differences]
            self._digest.update(json.dumps(said, sort_keys=True, default=str).encode())

    @property
    def fingerprint(self) -> str:
        return self._digest.hexdigest()

    def as_columns(self) -> dict[str, Any]:
        counts = {outcome.value: self.outcomes[outcome.value] for outcome in Outcome}
        return {
            "counts": counts | {"rows": self.rows},
            "losses": self.losses,
            "loss_rows": self.loss_rows,
            "fingerprint": self.fingerprint,
        }


def _which_count(upload: Import, read: Iterable[Read], planner: Planner, settings: Settings) -> Known:
    """By key the row that counts where it is not the first: the last, or the one that somebody chose."""
    known: Known = {}
    for batch in batches(read, BATCH):
        for row in batch:
            key = planner.key_of(row)
            chosen = key in known and known[key][0] in settings.preferred
            if row.number in settings.preferred or (settings.duplicates == LAST and not chosen):
                known[key] = (row.number, _said(row))
            else:
                known.setdefault(key, (row.number, _said(row)))
        jobs.tell(upload, 0)
    return known


def _said(row: Read) -> int:
    return hash(json.dumps(row.values, sort_keys=True))


def plan_all(read: Iterable[Read], planner: Planner, known: Known) -> Iterator[list[Planned]]:
    """Plan rows some at a time. Of those with one key the one that is ``known`` counts, else the first; the others are
    its duplicates.
    """
    for batch in batches(read, BATCH):
        alone, duplicates = [], {}
        for row in batch:
            said, key = _said(row), planner.key_of(row)
            number, counts = known.setdefault(key, (row.number, said)) if key else (row.number, said)
            if number == row.number:
                alone.append(row)
            else:
                duplicates[row.number] = (number, counts == said)
        planned = {one.row.number: one for one in planner.plan(alone)}
        yield [planned.get(row.number) or _duplicate(row, *duplicates[row.number]) for row in batch]


def _duplicate(row: Read, number: int, is_equal: bool) -> Planned:
    if is_equal:
        reason = _("The same as row %(number)s.") % {"number": number}
    else:
        reason = _("It has the key of row %(number)s and says something else. Row %(number)s counts.") % {
            "number": number
        }
    title = str(row.values.get("title") or row.values.get("name") or "")
    problem = Problem("", "", "", reason)
    return Planned(row, Outcome.DUPLICATE, title, problems=[problem], duplicate_of=number)


def _kept(upload: Import, planned: Planned) -> ImportRow:
    return ImportRow(
        upload=upload,
        number=planned.row.number,
        outcome=planned.outcome,
        title=planned.title,
        data=planned.row.values,
        differences=planned.differences,
        problems=[[one.field, one.column, one.value, one.reason] for one in planned.problems],
        duplicate_of=planned.duplicate_of,
    )
