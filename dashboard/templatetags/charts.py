"""Charts in pages: the figure with its table and downloads, and bare bars and meters for table cells."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from charts import NARROW, WIDE, Chart, Meter, Series, draw, draw_bar, draw_meter
from charts.png import can_draw_png

register = template.Library()


@register.inclusion_tag("components/chart.html", name="chart")
def chart_tag(chart: Chart, address: str = "", query: str = "", level: int = 3) -> dict[str, Any]:
    """The chart as a figure: its finding as the heading, its source, its table.

    ``address`` is that of the stand-alone chart without ending (``/charts/areas``) and ``query`` the filters
    (``status=completed``); with them come links to SVG, PNG (where the site can draw it) and CSV. ``level`` is the
    heading's, 2 or 3.
    """
    rtl = get_language_bidi()
    columns, rows = chart.table()
    kinds = ["svg", "png", "csv"] if can_draw_png() else ["svg", "csv"]
    downloads = [(f"{address}.{kind}" + (f"?{query}" if query else ""), kind.upper()) for kind in kinds]
    return {
        "chart": chart,
        "level": level,
        "wide": draw(chart, width=WIDE, rtl=rtl).markup,
        "narrow": draw(chart, width=NARROW, rtl=rtl).markup,
        "columns": columns,
        "rows": rows,
        "downloads": downloads if address else [],
    }


@register.simple_tag
def bar(series: Sequence[Series], values: Sequence[int], whole: int = 0) -> SafeString:
    """A bare stacked bar for a table's cell; the numbers must stand beside it."""
    return draw_bar(tuple(series), tuple(values), whole=whole, rtl=get_language_bidi())


@register.inclusion_tag("components/meter.html")
def meter(name: str, title: str, value: float | None, maximum: float = 100, key: str = "accent") -> dict[str, Any]:
    """A meter; the number must stand beside it. ``None`` gives nothing."""
    if value is None:
        return {}
    return {"drawing": draw_meter(Meter(name, title, value, maximum, key), rtl=get_language_bidi()).markup}
