"""Charts in pages: the figure with its table and downloads, and bare bars and meters for table cells."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from charts import (
    NARROW,
    WIDE,
    Chart,
    Lines,
    Matrix,
    Meter,
    Series,
    TileGrid,
    draw,
    draw_bar,
    draw_meter,
    draw_swatch,
    draw_track,
)
from charts.png import can_draw_png
from dashboard.chart_data import CHARTS
from dashboard.milestones import Span, span_of, track_of
from dashboard.navigation import localised
from stakeholders.models import Commitment, Milestone

register = template.Library()


@register.inclusion_tag("components/chart.html", name="chart")
def chart_tag(chart: Chart, address: str = "", query: str = "", level: int = 3) -> dict[str, Any]:
    """The chart as a figure: its finding as the heading, its source, its table.

    ``address`` is that of the stand-alone chart without ending (``/charts/areas``) and ``query`` the filters
    (``status=completed``); with them comes a line of what can be taken away. ``level`` is the heading's, 2 or 3.
    """
    rtl = get_language_bidi()
    return {
        "chart": chart,
        "level": level,
        "wide": draw(chart, width=WIDE, rtl=rtl).markup,
        "narrow": draw(chart, width=NARROW, rtl=rtl).markup,
        "table": _table(chart),
        "key": _key(chart),
        "last_day": len(chart.days) - 1 if isinstance(chart, Lines) else 0,
        "downloads": _downloads(address, query) if address else [],
        "embed": _embed(chart.name, query) if address else "",
    }


@register.inclusion_tag("components/chart_take.html")
def take_chart(name: str, query: str = "") -> dict[str, Any]:
    """What can be taken away of a chart that the page itself draws as HTML, under the filters of ``query``."""
    title = CHARTS[name].title
    return {"title": title, "downloads": _downloads(f"/charts/{name}", query), "embed": _embed(name, query)}


def _embed(name: str, query: str) -> str:
    """Where the code to frame the chart elsewhere stands: a page, which knows no ``lang`` of the files."""
    filters = "&".join(pair for pair in query.split("&") if pair and not pair.startswith("lang="))
    return _with(localised("/data/"), filters) + f"#embed-{name}"


def _with(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def _downloads(address: str, query: str) -> list[tuple[str, str]]:
    """Where the chart can be had as a file, and what of; PNG only where the site can draw it."""
    kinds = ["csv", "svg", "png", "zip"] if can_draw_png() else ["csv", "svg", "zip"]
    return [(_with(f"{address}.{kind}", query), kind.upper()) for kind in kinds]


def _table(chart: Chart) -> dict[str, Any]:
    """The chart's table. Over time each day leads to the page of that day, and says what happened until then."""
    columns, rows = chart.table()
    pages, happened = (chart.pages, chart.happened) if isinstance(chart, Lines) else ((), [])
    return {
        "columns": columns,
        "numeric": not isinstance(chart, (TileGrid, Matrix)),
        "has_events": any(happened),
        "rows": [
            {
                "name": name,
                "cells": list(zip(columns[1:], cells, strict=True)),
                "page": pages[place] if pages else "",
                "events": happened[place] if happened else [],
            }
            for place, (name, *cells) in enumerate(rows)
        ],
    }


def _key(chart: Chart) -> list[dict[str, Any]]:
    """What each area means, with its last value; only of charts whose areas a reader can take out."""
    if not isinstance(chart, Lines) or not chart.is_stacked:
        return []
    _columns, rows = chart.table()
    return [
        {"series": series, "swatch": draw_swatch(series.key), "value": value}
        for series, value in zip(chart.series, rows[-1][1:], strict=True)
    ]


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


@register.simple_tag
def milestones_span(commitment: Commitment, milestones: Iterable[Milestone], on: datetime.date) -> Span | None:
    """The days that the milestones' rows share; None where there is no line to draw."""
    return span_of(commitment, milestones, on)


@register.inclusion_tag("components/meter.html")
def milestone_track(milestone: Milestone, span: Span | None) -> dict[str, Any]:
    """A milestone on the timeline; its days must stand beside it. Nothing without a ``span``."""
    if span is None:
        return {}
    return {"drawing": draw_track(track_of(milestone, span), rtl=get_language_bidi()).markup}
