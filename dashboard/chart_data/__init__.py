"""What each chart of the site is drawn from, by name: on pages, as files, embedded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from charts import Bar, Chart, Lines, Series, StackedBars, Tile, TileGrid
from dashboard.chart_data.about import about, area_name, of_commitments
from dashboard.chart_data.notes import notes
from dashboard.chart_data.one_by_one import gaps_chart, units_chart
from dashboard.filters import NO_REPORT, PublicFilters, Selection
from dashboard.filters.presenting import chips
from dashboard.findings.trend_title import trend_title
from dashboard.shown import with_filters
from dashboard.statistics import Summary, TrendPoint, summary, trend
from dashboard.statistics.countries import countries
from names.numbers import in_figures
from names.phrases import listed
from recommendations.models import Word
from recommendations.models.vocabulary import area_in_short, in_a_phrase
from stakeholders.models import ImplementationStatus

# What is open or done, from the bottom of the chart over time up. What was given up is drawn only when it is asked for.
STACK = (ImplementationStatus.COMPLETED, ImplementationStatus.IN_PROGRESS, ImplementationStatus.NOT_STARTED, NO_REPORT)
ENDED = (ImplementationStatus.WITHDRAWN, ImplementationStatus.SUPERSEDED)
# The order of squares, bars and keys: done, under way, to begin, unknown, given up.
DRAWN = (*STACK, *ENDED)


def STATUS_SERIES() -> tuple[Series, ...]:  # noqa: N802
    """The statuses in the order in which they are drawn, labelled in the reader's language."""
    labels = dict(ImplementationStatus.choices) | {NO_REPORT: _("No report yet")}
    return tuple(Series("none" if key == NO_REPORT else key, str(labels[key])) for key in DRAWN)


def status_values(status: Mapping[str, int]) -> tuple[int, ...]:
    """Counts by status in the order of ``STATUS_SERIES``."""
    return tuple(status[key] for key in DRAWN)


def completed_of(completed: int, total: int) -> str:
    """The finding in words, the same wherever it is said."""
    text = ngettext(
        "%(completed)s of %(total)s public commitment is reported as completed",
        "%(completed)s of %(total)s public commitments are reported as completed",
        total,
    )
    return text % {
        "completed": in_figures(completed),
        "total": in_figures(total),
    }


def areas_chart(selection: Selection, found: Summary | None = None) -> StackedBars:
    """Commitments by status in each area, areas in the order of the source."""
    found = found or summary(selection)
    of_several = len({row.edition.pk for row in found.areas}) > 1
    bars = tuple(
        Bar(area_name(row.area, row.edition if of_several else None), status_values(row.commitments.status))
        for row in found.areas
    )
    title = completed_of(found.commitments.status["completed"], found.commitments.total)
    base = of_commitments(found.commitments.total, sum(bar.total for bar in bars))
    text = about(selection, _("Public commitments by what their organisations last reported"), base)
    return StackedBars(
        "areas", title, STATUS_SERIES(), bars, text, unit=_("Commitments"), bars_are=str(area_in_short())
    )


def status_chart(selection: Selection, found: Summary | None = None) -> StackedBars:
    """All commitments by status, one bar."""
    counts = (found or summary(selection)).commitments
    bar = Bar(_("Public commitments"), status_values(counts.status))
    title = completed_of(counts.status["completed"], counts.total)
    subtitle = _("Public commitments by what their organisations last reported")
    text = about(selection, subtitle, of_commitments(counts.total))
    return StackedBars("status", title, STATUS_SERIES(), (bar,), text, unit=_("Commitments"))


def trend_chart(selection: Selection, points: list[TrendPoint] | None = None) -> Lines | None:
    """Open and completed commitments at the end of each month; None where the filters allow no look back."""
    points = trend(selection) if points is None else points
    if points is None:
        return None
    labels = dict(zip(DRAWN, STATUS_SERIES(), strict=True))
    shown = [*STACK, *(status for status in ENDED if status in selection.chosen.get("status", ()))]
    # A status that no commitment ever had would only be one more line along the bottom.
    used = [status for status in shown if any(point.status[status] for point in points)]
    days = tuple(point.day for point in points)
    return Lines(
        "trend",
        trend_title(points),
        days,
        tuple(labels[status] for status in used),
        tuple(tuple(point.status[status] for point in points) for status in used),
        about(
            selection,
            _("Public commitments by what their organisations last reported, month by month"),
            _trend_base(points[-1], used) if points else "",
        ),
        stacked=True,
        unit=_("Commitments"),
        notes=notes(selection, days),
        pages=tuple(selection.address("/", as_of=day.isoformat()) for day in days),
    )


def _trend_base(last: TrendPoint, used: list[str]) -> str:
    """How many are drawn on the last day, and how many of that day are not."""
    drawn = sum(last.status[status] for status in used)
    left_out = last.total - drawn
    base = of_commitments(drawn)
    if not left_out:
        return base
    text = ngettext(
        "%(base)s; %(number)s withdrawn or superseded is not shown",
        "%(base)s; %(number)s withdrawn or superseded are not shown",
        left_out,
    )
    return text % {"base": base, "number": in_figures(left_out)}


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
    base = ngettext("n = %(count)s country taking part", "n = %(count)s countries taking part", len(rows)) % {
        "count": len(rows)
    }
    subtitle = _("A tile for each country with an organisation on this site, by region and name")
    return TileGrid("countries", title, series, tiles, about(selection, subtitle, base, "/gaps/"))


def _key(commitments: int) -> str:
    return "accent" if commitments else "none"


def _titled_by_status_and_area() -> str:
    return _("Commitments by status and %(name)s") % {"name": in_a_phrase(Word.RESPONSE_AREA)}


def _titled_one_by_one() -> str:
    return _("Every commitment, by %(name)s") % {"name": in_a_phrase(Word.RESPONSE_AREA)}


_by_status_and_area = lazy(_titled_by_status_and_area, str)
_one_by_one_by_area = lazy(_titled_one_by_one, str)


@dataclass(frozen=True)
class NamedChart:
    """A chart that has an address of its own. ``method`` says how its numbers are made."""

    title: Any
    chart: Callable[[Selection], Chart | None]
    method: Any


CHARTS: dict[str, NamedChart] = {
    "areas": NamedChart(
        _by_status_and_area(),
        areas_chart,
        gettext_lazy(
            "Each public commitment is counted once in every response area with a recommendation that it contributes "
            "to, with the status of its latest published report on the day. A commitment without a published report "
            "is counted as “No report yet”."
        ),
    ),
    "status": NamedChart(
        gettext_lazy("Commitments by status"),
        status_chart,
        gettext_lazy(
            "Each public commitment is counted once, with the status of its latest published report on the day. A "
            "commitment without a published report is counted as “No report yet”."
        ),
    ),
    "trend": NamedChart(
        gettext_lazy("Commitments by status over time"),
        trend_chart,
        gettext_lazy(
            "For the last day of each month, and for the day of the chart, each commitment that was public then is "
            "counted once, with the status of its latest report published by then. The picture shows open and "
            "completed commitments; the table also holds those that were withdrawn or superseded."
        ),
    ),
    "units": NamedChart(
        _one_by_one_by_area(),
        units_chart,
        gettext_lazy(
            "A square is a public commitment. It is drawn in every response area with a recommendation that it "
            "contributes to, with the status of its latest published report on the day. It is paler when it is not "
            "finished and was last reported on 12 months ago or more. It has a dot when it is not finished and past "
            "its due date."
        ),
    ),
    "gaps": NamedChart(
        gettext_lazy("Addressed to, and who has committed"),
        gaps_chart,
        gettext_lazy(
            "Each recommendation is addressed to certain actor types. One of them has committed when an organisation "
            "of that type, or of a type that counts for it, leads or joins a public commitment to the recommendation "
            "or to one that counts for it."
        ),
    ),
    "countries": NamedChart(
        gettext_lazy("Countries with public commitments"),
        countries_chart,
        gettext_lazy(
            "A country takes part when an organisation of it is on this site. It is marked when at least one of its "
            "organisations leads or joins a public commitment. Countries are sorted by name within their region and "
            "are not ranked."
        ),
    ),
}


def chart_to_take(name: str, filters: PublicFilters, path: str = "/") -> Chart | None:
    """A chart away from its page: its subtitle names the filters. None where it cannot be drawn."""
    chart = CHARTS[name].chart(filters.selection)
    chosen = listed(label for label, _address in chips(filters, path))
    if chart is None or not chosen:
        return chart
    return replace(chart, about=replace(chart.about, subtitle=with_filters(chart.about.subtitle, chosen)))
