"""A row of cells, read into what the fields of its kind say. Every cell that cannot be read is named with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from imports.kinds.base import Field, Kind, Problem, Read, Shape, Vocabulary
from imports.settings import EMPTY, Settings
from imports.tables import Row
from imports.values import choices, dates, numbers, parts, text
from names import single_line
from opendata.exports.cells import neutral
from progress.evidence import check_link

_WITH_DATE = re.compile(r"(?P<title>.*\S)\s*[(（](?P<date>[^()]*\d[^()]*)[)）]", re.DOTALL)


class Reader:
    """Reads the rows of one file as its settings say. Keeps what it worked out of a value, for the next row."""

    def __init__(self, kind: Kind, settings: Settings, columns: Iterable[str]) -> None:
        self.kind, self.settings = kind, settings
        places = {name: place for place, name in enumerate(columns)}
        self.fields = [
            (one, places.get(settings.columns.get(one.name, "")))
            for one in kind.fields
            if settings.columns.get(one.name) in places or one.name in settings.defaults
        ]
        self._codes: dict[tuple[str, str], str | None] = {}
        self._vocabularies: dict[str, Vocabulary] = {}

    def read(self, rows: Iterable[Row]) -> Iterator[Read]:
        for row in rows:
            yield self._row(row)

    def _row(self, row: Row) -> Read:
        read = Read(row.number, {}, [Problem("", "", "", problem) for problem in row.problems])
        for field, place in self.fields:
            cell = _plain(text.tidy(row.cells[place])) if place is not None else ""
            said = cell.strip() or self.settings.defaults.get(field.name, "")
            column = self.settings.columns.get(field.name, "") if cell.strip() else ""
            try:
                read.values[field.name] = self._value(field, said)
            except (ValueError, ValidationError) as error:
                reason = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
                read.problems.append(Problem(field.name, column, said[:200], reason))
        self._require(read)
        return read

    def _require(self, read: Read) -> None:
        wrong = {problem.field for problem in read.problems}
        for field in self.kind.fields:
            if field.required and field.name not in wrong and read.values.get(field.name) in (None, "", []):
                column = self.settings.columns.get(field.name, "")
                read.problems.append(Problem(field.name, column, "", _("This is empty, and every row needs it.")))

    def _value(self, field: Field, said: str) -> Any:
        return READERS[field.shape](self, field, said)

    # --- By shape -----------------------------------------------------------------------------------

    def _line(self, field: Field, said: str) -> str:
        line = re.sub(r"\s*[\n\t]\s*", " ", said)
        single_line(line)
        return _short_enough(line, field.most)

    def _text(self, field: Field, said: str) -> str:
        return _short_enough(said, field.most)

    def _choice(self, field: Field, said: str) -> str:
        if not said:
            return ""
        code = self._code(field, said)
        if code is None:
            raise ValueError(_("This is none of our values. Say under “Values” what it is."))
        return code

    def _choices(self, field: Field, said: str) -> list[str]:
        found = [self._choice(field, part) for part in self._parts(said)]
        return list(dict.fromkeys(code for code in found if code))

    def _names(self, field: Field, said: str) -> list[str]:
        found = [self._line(field, part) for part in self._parts(said)]
        return list(dict.fromkeys(found))

    def _link(self, field: Field, said: str) -> str:
        """One web address; people leave out what begins it."""
        if not said:
            return ""
        return _short_enough(check_link(said if ":" in said else f"https://{said}"), field.most)

    def _links(self, field: Field, said: str) -> list[str]:
        found = []
        for part in self._parts(said):
            found.append(check_link(part))
            _short_enough(part, field.most)
        return list(dict.fromkeys(found))

    def _date(self, field: Field, said: str) -> str:
        if not said:
            return ""
        day, precision = dates.parse_date(said, day_first=self.settings.day_first)
        return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[str(precision)]]

    def _milestones(self, field: Field, said: str) -> list[str]:
        """Each as its title and, where one is behind it in parentheses, its date as exact as it is known."""
        found = []
        for part in self._parts(said):
            if match := _WITH_DATE.fullmatch(part):
                found.append(f"{self._line(field, match['title'])} ({self._date(field, match['date'])})")
            else:
                found.append(self._line(field, part))
        return list(dict.fromkeys(found))

    def _number(self, field: Field, said: str) -> str:
        return (
            format(numbers.parse_number(said, decimal_mark=self.settings.decimal_mark).normalize(), "f") if said else ""
        )

    def _parts(self, said: str) -> list[str]:
        return [part for part in parts.split_values(said, self.settings.separator or None) if part]

    def _code(self, field: Field, said: str) -> str | None:
        """What a text of the file is with us: as somebody said, else by its likeness to our labels."""
        if decided := self.settings.values.get(field.name, {}).get(said):
            return "" if decided == EMPTY else decided
        key = (field.name, said)
        if key not in self._codes:
            self._codes[key] = choices.match_value(said, self.vocabulary(field))
        return self._codes[key]

    def vocabulary(self, field: Field) -> Vocabulary:
        if field.name not in self._vocabularies:
            self._vocabularies[field.name] = field.vocabulary() if field.vocabulary else {}
        return self._vocabularies[field.name]


def _plain(cell: str) -> str:
    """A cell without the apostrophe that our own files set before what a spreadsheet would take for a formula."""
    return cell[1:] if neutral(cell[1:]) == cell else cell


def _short_enough(said: str, most: int) -> str:
    if len(said) > most:
        raise ValueError(_("This has %(count)s characters. The most is %(most)s.") % {"count": len(said), "most": most})
    return said


READERS: Mapping[Shape, Callable[[Reader, Field, str], Any]] = {
    Shape.LINE: Reader._line,
    Shape.TEXT: Reader._text,
    Shape.CHOICE: Reader._choice,
    Shape.CHOICES: Reader._choices,
    Shape.NAMES: Reader._names,
    Shape.LINK: Reader._link,
    Shape.LINKS: Reader._links,
    Shape.DATE: Reader._date,
    Shape.MILESTONES: Reader._milestones,
    Shape.NUMBER: Reader._number,
}
