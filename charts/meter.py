"""A meter: how much of a whole is done. The number stands beside it in the page as text."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .drawing import Drawing, Sheet
from .palette import WASH
from .words import number


@dataclass(frozen=True, slots=True)
class Meter:
    """``value`` out of ``maximum``; ``title`` says of what. Values beyond the ends are drawn at the ends."""

    name: str
    title: str
    value: float
    maximum: float = 100
    key: str = "accent"

    @property
    def share(self) -> float:
        """The part of the whole, from 0 to 1."""
        return min(max(self.value / self.maximum, 0), 1) if self.maximum > 0 else 0.0


def draw_meter(meter: Meter, *, width: int = 240, rtl: bool = False) -> Drawing:
    """The meter, ``width`` by 10 pixels."""
    sheet = Sheet(meter.name, width, rtl)
    sheet.rect(0, 0, width, 10, WASH, cls="chart-wash")
    if meter.share:
        sheet.rect(0, 0, width * meter.share, 10, meter.key)
    sheet.line(0, 9.5, width, 9.5, "axis")
    text = _("%(value)s of %(maximum)s") % {"value": number(meter.value), "maximum": number(meter.maximum)}
    return sheet.finish(10, meter.title, text)
