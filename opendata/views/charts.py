"""Charts as files of their own, with the same filters as the pages, and framed on other sites."""

from __future__ import annotations

import csv

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.views.decorators.clickjacking import xframe_options_exempt

from charts import Chart, draw
from charts.png import NOT_AVAILABLE, can_draw_png, png
from dashboard.caching import published_data, published_page
from dashboard.chart_data import CHARTS
from dashboard.filters import DashboardFilters, Selection, read
from dashboard.language_negotiation import PARAMETER
from dashboard.views.errors import service_unavailable
from opendata.chart_tables import TABLES
from opendata.exports.cells import csv_cell
from opendata.exports.writers import BYTE_ORDER_MARK


def _chart(name: str, selection: Selection) -> Chart:
    if name not in CHARTS:
        raise Http404
    chart = CHARTS[name].chart(selection)
    if chart is None:
        raise Http404
    return chart


@published_data
def chart(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """``/charts/<name>.svg``, ``.png`` or ``.csv``"""
    filters = read(request, DashboardFilters, also=(PARAMETER,))
    if kind == "csv":
        return _table(name, filters.selection)
    found = _chart(name, filters.selection)
    drawing = draw(found, rtl=get_language_bidi(), standalone=True)
    if kind == "svg":
        return _file(drawing.svg, "image/svg+xml; charset=utf-8")
    if not can_draw_png():
        return service_unavailable(request, reason=str(NOT_AVAILABLE))
    return _file(png(drawing), "image/png")


def _file(content: str | bytes, content_type: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type)


def _table(name: str, selection: Selection) -> HttpResponse:
    """The chart's numbers, with what the reader chose. Raises Http404 where there is no such chart."""
    found = TABLES[name](selection) if name in TABLES else None
    if found is None:
        raise Http404
    columns, rows = found
    response = _file(BYTE_ORDER_MARK, "text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(response)
    writer.writerow(columns)
    writer.writerows([[csv_cell(cell) for cell in row] for row in rows])
    return response


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "form-action": [NONE]})
@published_page
def embed(request: HttpRequest, name: str) -> HttpResponse:
    """``/embed/<name>/``: one chart for a frame on another site: no cookie, and a script that only tells its height."""
    filters = read(request, DashboardFilters)
    found = _chart(name, filters.selection)
    context = {
        "name": name,
        "chart": found,
        "selection": filters.selection,
        "source_address": filters.selection.address("/"),
    }
    return render(request, "opendata/embed.html", context)
