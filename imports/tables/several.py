"""Signs that a sheet holds more than one table. They are said; nothing is left out because of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from names.numbers import in_figures
from names.phrases import listed
from office_files.cells import column_letters

from .headings import Headings, filled, is_words


class Signs:
    """Sees the rows of a table one by one."""

    def __init__(self, headings: Headings) -> None:
        self._texts = headings.texts
        self._unnamed = {place for place, text in enumerate(self._texts) if not text}
        self._above: Sequence[str] = ()
        self._maybe = self.another = 0  # rows that may be, and that seem to be, the headings of another table

    def see(self, number: int, cells: Sequence[str], *, is_after_blank: bool) -> None:
        """Words below a blank row, with figures above that and below, look like headings."""
        if self._unnamed:
            self._unnamed.difference_update(filled(cells))
        if self._maybe and not is_words(cells):
            self.another = self.another or self._maybe
        is_maybe = is_after_blank and len(filled(cells)) > 1 and is_words(cells) and not is_words(self._above)
        self._maybe = number if is_maybe else 0
        self._above = cells

    def repeats_headings(self, cells: Sequence[str]) -> bool:
        """Whether a row says what the headings say."""
        return cells[0].split() == self._texts[0].split() and [" ".join(cell.split()) for cell in cells] == list(
            self._texts
        )

    def notes(self) -> Iterator[str]:
        if self.another:
            text = _("Row %(row)s looks like the headings of another table. All rows are read as one table.")
            yield text % {"row": in_figures(self.another)}
        if self._unnamed:
            text = _(
                "A column without heading or values stands between others: %(names)s. If these are two tables, "
                "save each as a file of its own."
            )
            yield text % {"names": listed(column_letters(place) for place in sorted(self._unnamed))}
