"""What each chart of the site is drawn from, by name: on pages, as files, embedded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from charts import Bar, Chart, Lines, Series, StackedBars, Tile, TileGrid
from dashboard.editions import named
from dashboard.filters import NO_REPORT, Selection
from dashboard.statistics import STATUSES, AreaRow, Summary, TrendPoint, summary, trend
from dashboard.statistics.countries import countries
from dashboard.texts import cross_cutting
from stakeholders.models import ImplementationStatus


def STATUS_SERIES() -> tuple[Series, ...]:  # noqa: N802
    """The statuses in their order, labelled in the reader's language; no report yet comes last and grey."""
    labels = dict(ImplementationStatus.choices) | {NO_REPORT: _("No report yet")}
    return tuple(Series("none" if key == NO_REPORT else key, str(labels[key])) for key in STATUSES)


def source(selection: Selection) -> str:
    """The line under every chart: whose word this is, of which day and, where there are several, of which edition."""
    words = _("reports of the organisations themselves, as of %(day)s") % {"day": date_format(selection.on)}
    return " · ".join(filter(None, (named(selection), words)))


def completed_of(completed: int, total: int) -> str:
    """The finding in words, the same wherever it is said."""
    text = ngettext(
        "%(completed)s of %(total)s public commitment is reported as completed",
        "%(completed)s of %(total)s public commitments are reported as completed",
        total,
    )
    return text % {
        "completed": number_format(completed, force_grouping=True),
        "total": number_format(total, force_grouping=True),
    }


def _area_name(row: AreaRow, *, of_several: bool) -> str:
    """An area's name, with that of its edition where a chart shows those of several."""
    name = str(row.area.texts["name"]) if row.area else cross_cutting()
    return f"{name} ({row.edition.texts['title']})" if of_several else name


def areas_chart(selection: Selection, found: Summary | None = None) -> StackedBars:
    """Commitments by status in each area, areas in the order of the source."""
    found = found or summary(selection)
    of_several = len({row.edition.pk for row in found.areas}) > 1
    bars = tuple(
        Bar(_area_name(row, of_several=of_several), tuple(row.commitments.status.values())) for row in found.areas
    )
    title = completed_of(found.commitments.status["completed"], found.commitments.total)
    return StackedBars(
        "areas", title, STATUS_SERIES(), bars, source(selection), unit=_("Commitments"), bars_are=_("Area")
    )


def status_chart(selection: Selection) -> StackedBars:
    """All commitments by status, one bar."""
    counts = summary(selection).commitments
    bar = Bar(_("Public commitments"), tuple(counts.status.values()))
    title = completed_of(counts.status["completed"], counts.total)
    return StackedBars("status", title, STATUS_SERIES(), (bar,), source(selection), unit=_("Commitments"))


def trend_chart(selection: Selection, points: list[TrendPoint] | None = None) -> Lines | None:
    """Commitments by status at the end of each month; None where the filters allow no look back."""
    points = trend(selection) if points is None else points
    if points is None:
        return None
    # A status that no commitment ever had would only be one more line along the bottom.
    used = [key for key in STATUSES if any(point.status[key] for point in points)]
    series = tuple(one for one, key in zip(STATUS_SERIES(), STATUSES, strict=True) if key in used)
    values = tuple(tuple(point.status[key] for point in points) for key in used)
    title = _trend_title(points)
    days = tuple(point.day for point in points)
    return Lines("trend", title, days, series, values, source(selection), unit=_("Commitments"))


def _trend_title(points: list[TrendPoint]) -> str:
    if not points:
        return _("Nothing has been recorded yet")
    first, last = points[0], points[-1]
    text = ngettext(
        "%(count)s commitment is reported as completed; %(before)s was in %(month)s",
        "%(count)s commitments are reported as completed; %(before)s were in %(month)s",
        last.status["completed"],
    )
    return text % {
        "count": number_format(last.status["completed"], force_grouping=True),
        "before": number_format(first.status["completed"], force_grouping=True),
        "month": date_format(first.day, "YEAR_MONTH_FORMAT"),
    }


def countries_chart(selection: Selection) -> TileGrid:
    """Countries in which at least one organisation has made a public commitment, and those without one yet."""
    rows = countries(selection)
    answered = sum(row.commitments > 0 for row in rows)
    title = ngettext(
        "Organisations of %(answered)s of %(count)s country taking part have made public commitments",
        "Organisations of %(answered)s of %(count)s countries taking part have made public commitments",
        len(rows),
    ) % {"answered": answered, "count": len(rows)}
    series = (Series("accent", _("At least one public commitment")), Series("none", _("None yet")))
    tiles = tuple(
        Tile(row.country.code, row.country.name, row.country.get_region_display(), _key(row.commitments))
        for row in rows
    )
    return TileGrid("countries", title, series, tiles, source(selection))


def _key(commitments: int) -> str:
    return "accent" if commitments else "none"


@dataclass(frozen=True)
class NamedChart:
    """A chart that has an address of its own."""

    title: Any
    chart: Callable[[Selection], Chart | None]


CHARTS: dict[str, NamedChart] = {
    "areas": NamedChart(gettext_lazy("Commitments by status in each response area"), areas_chart),
    "status": NamedChart(gettext_lazy("Commitments by status"), status_chart),
    "trend": NamedChart(gettext_lazy("Commitments by status over time"), trend_chart),
    "countries": NamedChart(gettext_lazy("Countries with public commitments"), countries_chart),
}
