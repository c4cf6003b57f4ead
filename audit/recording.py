"""What a source says happened, and writing it: one statement, in the transaction of whoever did it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Required, TypedDict

from audit.models import Entry
from audit.ways import way_now
from search.folding import tokens

LONGEST_LABEL = 300
PERSON_SIGN = "\ue000"  # of private use
LONGEST_REASON = 4000  # characters that are looked through for words


class Thing(TypedDict, total=False):
    """What an entry is of, where several entries of one row say the same: ``Said(…, **thing)``."""

    kind: Required[str]
    key: Required[Any]
    label: str
    organisation: int | None
    restricted: bool


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing that happened, as a row of another app tells it (the columns of ``Entry``).

    ``source`` names the row, and the step where a row tells of several.
    """

    source: str
    at: datetime.datetime
    by: int | None
    action: str
    kind: str
    key: Any = ""
    label: str = ""
    about: int | None = None
    organisation: int | None = None
    reason: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    restricted: bool = False
    #: Where the row itself says by which way it came.
    way: str = ""

    def entry(self, way: str) -> Entry:
        """The row for it, not saved."""
        label, reason = self.label[:LONGEST_LABEL], self.reason.strip()
        return Entry(
            source=self.source,
            at=self.at,
            by_id=self.by,
            about_id=self.about,
            way=self.way or way,
            action=self.action,
            kind=self.kind,
            key=str(self.key),
            label=label,
            organisation=self.organisation,
            reason=reason,
            changes=dict(self.changes),
            restricted=self.restricted,
            words=[*tokens(f"{label} {reason[:LONGEST_REASON]}"), *person_words(self.by, self.about)],
        )


def person_words(*people: int | None) -> list[str]:
    """The words by which the entries of a person are found, whether they did it or it was done to them: both in one
    look at the index. They begin with a sign that no text has.
    """
    return [f"{PERSON_SIGN}{key}" for key in dict.fromkeys(people) if key]


def record(happened: Iterable[Said], *, way: str | None = None) -> None:
    """Write what happened; what is in the log already stays as it is. ``way`` None is that of the request."""
    rows = [said.entry(way_now() if way is None else way) for said in happened]
    if rows:
        Entry.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
