"""Charts as files of their own, with the same filters as the pages, and framed on other sites."""

from __future__ import annotations

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt

from charts import Chart
from charts.png import NOT_AVAILABLE, can_draw_png, png
from dashboard.caching import published_data, published_page
from dashboard.chart_data import CHARTS, chart_to_take
from dashboard.filters import DashboardFilters, Selection, read
from dashboard.language_negotiation import PARAMETER
from dashboard.views.errors import service_unavailable
from opendata.chart_files import archive, picture, table_as_csv


def _chart(name: str, filters: DashboardFilters) -> Chart:
    if name not in CHARTS:
        raise Http404
    chart = chart_to_take(name, filters)
    if chart is None:
        raise Http404
    return chart


@published_data
def chart(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """``/charts/<name>.svg``, ``.png``, ``.csv``, or ``.zip`` with all of them"""
    filters = read(request, DashboardFilters, also=(PARAMETER,))
    if kind == "csv":
        return _table(name, filters.selection)
    found = _chart(name, filters)
    if kind == "zip":
        return _file(archive(name, found, filters.selection), "application/zip", f"{name}.zip")
    if kind == "svg":
        return _file(picture(found).svg, "image/svg+xml; charset=utf-8")
    if not can_draw_png():
        return service_unavailable(request, reason=str(NOT_AVAILABLE))
    return _file(png(picture(found)), "image/png")


def _file(content: str | bytes, content_type: str, save_as: str = "") -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{save_as}"'} if save_as else {}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _table(name: str, selection: Selection) -> HttpResponse:
    """The chart's numbers, with what the reader chose. Raises Http404 where there is no such chart."""
    content = table_as_csv(name, selection)
    if content is None:
        raise Http404
    return _file(content, "text/csv; charset=utf-8", f"{name}.csv")


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "form-action": [NONE]})
@published_page
def embed(request: HttpRequest, name: str) -> HttpResponse:
    """``/embed/<name>/``: one chart for a frame on another site: no cookie, and a script that only tells its height."""
    filters = read(request, DashboardFilters)
    found = _chart(name, filters)
    context = {
        "name": name,
        "chart": found,
        "selection": filters.selection,
        "source_address": filters.selection.address("/"),
    }
    return render(request, "opendata/embed.html", context)
