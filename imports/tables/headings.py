"""Where the headings of a table are, and what its columns are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from names.numbers import in_figures
from office_files.cells import column_letters

from .bounds import MAX_COLUMNS
from .shapes import Line, TableRefusedError

Ranges = Iterable[tuple[int, int, int, int]]
_FIGURE = re.compile(r"^\W*\d[\d\W]*$")
MOST_IN_A_NAME = 200


@dataclass(frozen=True)
class Headings:
    """The rows of the headings (one, but for merged ones), and the columns' names, each only once."""

    first: int
    last: int
    texts: tuple[str, ...]  # as they are
    columns: tuple[str, ...]  # each once


def find_headings(head: Sequence[Line], chosen: int, merged: Ranges) -> Headings:
    """The headings in the first rows of a table that are not blank; ``chosen`` is the number of a row, or 0."""
    line = _chosen(head, chosen) if chosen else _likeliest(head)
    last = max([line.number, *(bottom + 1 for top, left, bottom, _r in merged if top + 1 == line.number)])
    if last - line.number > 10:  # no headings are that high: it is a column of one value
        last = line.number
    texts = _joined([one for one in head if line.number <= one.number <= last], merged)
    width = max((place + 1 for one in head if one.number >= line.number for place in filled(one.cells)), default=0)
    names = _trimmed(texts, min(width, len(line.cells)))
    if not any(names):
        raise TableRefusedError(_no_table())
    if len(names) > MAX_COLUMNS:
        text = _("The table has %(count)s columns. The limit is %(max)s. Leave out those that are not needed.")
        raise TableRefusedError(text % {"count": in_figures(len(names)), "max": in_figures(MAX_COLUMNS)})
    return Headings(line.number, last, tuple(names), tuple(_each_once(names)))


def _no_table() -> str:
    return _("There is no table in the file. It needs a row of headings.")


def filled(cells: Sequence[str]) -> list[int]:
    """The places of those that hold something."""
    return [place for place, cell in enumerate(cells) if cell and not cell.isspace()]


def is_words(cells: Sequence[str]) -> bool:
    """Whether none of them is a figure or a date in digits."""
    return not any(_FIGURE.search(cell) for cell in cells)


def _chosen(head: Sequence[Line], number: int) -> Line:
    for line in head:
        if line.number == number:
            return line
    text = _("Row %(row)s holds no headings. Choose another row near the beginning of the table.")
    raise TableRefusedError(text % {"row": in_figures(number)})


def _likeliest(head: Sequence[Line]) -> Line:
    """The first row that is more than half as full as the fullest rows are: a title fills one cell or two."""
    if not head:
        raise TableRefusedError(_no_table())
    counts = Counter(len(filled(line.cells)) for line in head)
    full = max((filled for filled, rows in counts.items() if rows > 1), default=max(counts))
    place = next((place for place, line in enumerate(head) if 2 * len(filled(line.cells)) > full), 0)
    below = head[place + 1] if len(head) > place + 2 else None
    if below and len(filled(below.cells)) > len(filled(head[place].cells)) and is_words(below.cells):
        return below  # the row above names groups of columns
    return head[place]


def _joined(lines: Sequence[Line], merged: Ranges) -> list[str]:
    """One text a column: of headings over several rows those of the upper row first."""
    if len(lines) == 1:
        return [" ".join(cell.split()) for cell in lines[0].cells]
    by_row = {line.number: list(line.cells) for line in lines}
    for top, left, bottom, right in merged:
        cells = by_row.get(top + 1)
        if cells and bottom < lines[-1].number:
            for place in range(left, min(right + 1, len(cells))):
                cells[place] = cells[left]
    return [" ".join(" ".join(parts).split()) for parts in zip(*by_row.values(), strict=True)]


def _trimmed(texts: Sequence[str], width: int) -> list[str]:
    """As many as there are columns: blank headings behind the last one count where something stands below them."""
    named = max((place + 1 for place, text in enumerate(texts) if text), default=0)
    names = [text.strip("\ufeff")[:MOST_IN_A_NAME] for text in texts[: max(named, width)]]
    return names + [""] * (max(named, width) - len(names))


def _each_once(names: Sequence[str]) -> list[str]:
    """Blank ones by their letter, repeated ones with a number; saved mappings know columns by these names."""
    taken, found = set(filter(None, names)), []
    seen: set[str] = set()
    for place, name in enumerate(names):
        name = name or f"Column {column_letters(place)}"
        unique, count = name, 1
        while unique in seen or (count > 1 and unique in taken):
            count += 1
            unique = f"{name} ({count})"
        seen.add(unique)
        found.append(unique)
    return found


def notes_on(headings: Headings, head: Sequence[Line]) -> list[str]:
    """What was left out above the headings."""
    above = sum(line.number < headings.first for line in head)
    if not above:
        return []
    return [
        ngettext(
            "%(count)s row above the headings was left out.", "%(count)s rows above the headings were left out.", above
        )
        % {"count": in_figures(above)}
    ]
