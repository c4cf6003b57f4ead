"""A meter: how much of a whole is done. The number stands beside it in the page as text."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .about import NOTHING_SAID, About
from .drawing import Drawing, Sheet
from .palette import WASH
from .words import number

BAR_HEIGHT = 10


@dataclass(frozen=True, slots=True)
class Meter:
    """``value`` out of ``maximum``; ``title`` says of what. Values beyond the ends are drawn at the ends."""

    name: str
    title: str
    value: float
    maximum: float = 100
    key: str = "accent"
    about: About = NOTHING_SAID

    @property
    def share(self) -> float:
        """The part of the whole, from 0 to 1."""
        return min(max(self.value / self.maximum, 0), 1) if self.maximum > 0 else 0.0

    @property
    def description(self) -> str:
        """The value and the whole in words."""
        return _("%(value)s of %(maximum)s") % {"value": number(self.value), "maximum": number(self.maximum)}

    def table(self) -> tuple[list[str], list[list[str]]]:
        """The meter as a table of one row."""
        return [self.title, _("Value"), _("Maximum")], [[self.title, number(self.value), number(self.maximum)]]

    def draw_on(self, sheet: Sheet, y: float) -> float:
        """The bar, from ``y`` down, in a file with its number above; returns the ``y`` below it."""
        if sheet.standalone:
            sheet.text(0, y + 12, self.description, bold=True)
            y += 22
        sheet.rect(0, y, sheet.width, BAR_HEIGHT, WASH, cls="chart-wash")
        if self.share:
            sheet.rect(0, y, sheet.width * self.share, BAR_HEIGHT, self.key)
        sheet.line(0, y + 9.5, sheet.width, y + 9.5, "axis")
        return y + BAR_HEIGHT


def draw_meter(meter: Meter, *, width: int = 240, rtl: bool = False) -> Drawing:
    """The meter for a table's cell, ``width`` by 10 pixels."""
    sheet = Sheet(meter.name, width, rtl)
    return sheet.finish(meter.draw_on(sheet, 0), meter.title, meter.description)
