"""JSON that remembers where everything stands, so that an error can name the line and the field.

The standard library's decoder keeps no positions, accepts ``NaN`` and lets a repeated key win in silence. This one
reads the same language (RFC 8259), refuses those two, and keeps the place of each value.
"""

from __future__ import annotations

import bisect
import codecs
import re
from dataclasses import dataclass, field
from decimal import Decimal
from json.decoder import JSONDecodeError
from json.decoder import scanstring as _scan_string  # type: ignore[attr-defined]  # not in the stubs
from typing import Any

from django.utils.translation import gettext as _

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 20
MAX_DIGITS = 40

Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_FOREIGN_MARKS = [
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
]


@dataclass(frozen=True, slots=True)
class FileError:
    """One thing that is wrong in a file: where (line and column from 1, field path) and what."""

    message: str
    field: str = ""
    line: int | None = None
    column: int | None = None

    @property
    def place(self) -> str:
        """``line 57, recommendations[3].obligation``; empty when the error is about the whole file."""
        parts = []
        if self.line is not None:
            parts.append(_("line %(line)d") % {"line": self.line})
        if self.column is not None and not self.field:
            parts.append(_("column %(column)d") % {"column": self.column})
        if self.field:
            parts.append(self.field)
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class FileRefusedError(Exception):
    """The file cannot be used; ``errors`` lists everything that was found wrong."""

    def __init__(self, errors: list[FileError]) -> None:
        self.errors = errors
        super().__init__("\n".join(str(error) for error in errors))


def field_name(path: Path) -> str:
    """``("recommendations", 3, "obligation")`` as ``recommendations[3].obligation``."""
    name = ""
    for part in path:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def text_of(data: bytes) -> str:
    """The bytes of a file as text. Raise FileRefusedError unless they are UTF-8 of a bearable size."""
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // (1024 * 1024)
        raise FileRefusedError([FileError(_("The file is larger than %(limit)d MB.") % {"limit": limit})])
    for mark, encoding in _FOREIGN_MARKS:
        if data.startswith(mark):
            message = _("The file is written in %(encoding)s. Save it as UTF-8 and try again.")
            raise FileRefusedError([FileError(message % {"encoding": encoding})])
    if data.startswith(codecs.BOM_UTF8):
        message = _("The file begins with a byte-order mark. Save it as UTF-8 without one and try again.")
        raise FileRefusedError([FileError(message)])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        message = _("The file is not UTF-8 from here on. Save it as UTF-8 and try again.")
        raise FileRefusedError([FileError(message, line=line, column=column)]) from error


@dataclass(slots=True)
class Positioned:
    """A decoded document: plain values, and the (line, column) at which each of them starts."""

    value: Any
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def error(self, path: Path, message: str) -> FileError:
        """An error at a path; where the path itself does not exist (a missing field), at what holds it."""
        known = path
        while known and known not in self.places:
            known = known[:-1]
        line, column = self.places.get(known, (1, 1))
        return FileError(message, field=field_name(path), line=line, column=column)


def decode(text: str) -> Positioned:
    """Read a JSON text. Raise FileRefusedError with line and column at the first thing that is not JSON."""
    return _Reader(text).document()


class _Reader:
    """One pass over the text; ``at`` is where the next character is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.places: dict[Path, tuple[int, int]] = {}
        self.line_starts = [0] + [match.end() for match in re.finditer("\n", text)]

    def document(self) -> Positioned:
        value = self.value(())
        self.skip_space()
        if self.at < len(self.text):
            raise self.refused(_("The document has ended, but text follows."))
        return Positioned(value, self.places)

    def place(self, at: int) -> tuple[int, int]:
        line = bisect.bisect_right(self.line_starts, at)
        return line, at - self.line_starts[line - 1] + 1

    def refused(self, message: str, at: int | None = None) -> FileRefusedError:
        line, column = self.place(self.at if at is None else at)
        return FileRefusedError([FileError(message, line=line, column=column)])

    def skip_space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def peek(self) -> str:
        self.skip_space()
        return self.text[self.at : self.at + 1]

    def expect(self, character: str) -> None:
        if self.peek() != character:
            found = self.text[self.at : self.at + 1]
            if not found:
                raise self.refused(_("The file ends where “%(expected)s” is expected.") % {"expected": character})
            message = _("“%(expected)s” is expected here, not “%(found)s”.")
            raise self.refused(message % {"expected": character, "found": found})
        self.at += 1

    def value(self, path: Path) -> Any:
        first = self.peek()
        if len(path) > MAX_DEPTH:
            raise self.refused(_("The document is nested deeper than %(depth)d levels.") % {"depth": MAX_DEPTH})
        self.places[path] = self.place(self.at)
        if first == "{":
            return self.object(path)
        if first == "[":
            return self.array(path)
        if first == '"':
            return self.string()
        return self.word_or_number()

    def object(self, path: Path) -> dict[str, Any]:
        self.expect("{")
        members: dict[str, Any] = {}
        if self.peek() == "}":
            self.at += 1
            return members
        while True:
            self.skip_space()
            key_at = self.at
            if self.peek() != '"':
                raise self.refused(_("A field's name in double quotation marks is expected here."))
            key = self.string()
            if key in members:
                raise self.refused(_("The field “%(field)s” appears here a second time.") % {"field": key}, key_at)
            self.expect(":")
            members[key] = self.value((*path, key))
            if self.peek() != ",":
                self.expect("}")
                return members
            self.at += 1

    def array(self, path: Path) -> list[Any]:
        self.expect("[")
        items: list[Any] = []
        if self.peek() == "]":
            self.at += 1
            return items
        while True:
            items.append(self.value((*path, len(items))))
            if self.peek() != ",":
                self.expect("]")
                return items
            self.at += 1

    def string(self) -> str:
        try:
            value, self.at = _scan_string(self.text, self.at + 1, True)
        except JSONDecodeError as error:
            raise self.refused(_("The text in quotation marks is broken here."), error.pos) from error
        return value

    def word_or_number(self) -> bool | int | Decimal | None:
        for word, value in _WORDS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        match = _NUMBER.match(self.text, self.at)
        if not match:
            raise self.refused(_("A value is expected here: a text in quotation marks, a number, true, false or null."))
        if len(match[0]) > MAX_DIGITS:
            raise self.refused(_("The number has more than %(digits)d digits.") % {"digits": MAX_DIGITS})
        self.at = match.end()
        return Decimal(match[0]) if match[1] or match[2] else int(match[0])
