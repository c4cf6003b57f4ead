"""Template tags of the public pages: numbers that link to the lists behind them, bars, texts in their language."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, get_language_info, gettext_lazy, ngettext_lazy
from django.utils.translation import gettext as _

from accounts.days import site_day
from charts import draw_bar
from charts.words import number as in_digits
from dashboard.catalogue import catalogue
from dashboard.chart_data import STATUS_SERIES, status_values
from dashboard.filters import CROSS_CUTTING, Selection
from dashboard.filters.statuses import StatusFilters
from dashboard.findings.key_numbers import KeyNumber, silent_filters
from dashboard.findings.matrix import COMMITMENTS, answers_address
from dashboard.findings.squares import Square
from dashboard.inline import render_inline
from dashboard.navigation import localised
from dashboard.statistics import Breakdown
from dashboard.statistics.bounded import Total
from dashboard.texts import marked
from names.numbers import in_figures
from names.phrases import labelled, listed
from recommendations.models import KeyFinding, Recommendation
from recommendations.models.vocabulary import actor_choices, is_renamed, said
from recommendations.templatetags.catalogue import content_text
from recommendations.translations import direction_of
from search.marking import Piece
from stakeholders.models import ImplementationStatus, Organisation

register = template.Library()

# --- Addresses and numbers ------------------------------------------------------------------------------


@register.simple_tag
def list_address(selection: Selection, path: str, **changes: Any) -> str:
    """The address of a list under the page's filters, after ``changes`` (an empty value takes a filter off)."""
    return selection.address(path, **{name: str(value) if value else None for name, value in changes.items()})


@register.simple_tag
def thing_address(selection: Selection, path: str, key: Any) -> str:
    """The address of one thing, on the day that the page is of."""
    return selection.only().address(f"{path}{key}/")


@register.simple_tag
def thing_path(path: str, key: Any) -> str:
    """The address of one thing that is the same on every day."""
    return localised(f"{path}{key}/")


@register.simple_tag(takes_context=True)
def follow_address(context: template.Context) -> str:
    """Where the page's own thing can be followed by email: its commitment (``commitment``, or that of its ``report``),
    else what its filters ask of commitments (``selection``); empty for a page of neither.
    """
    commitment = context.get("commitment") or getattr(context.get("report"), "commitment", None)
    if commitment:
        return localised("/follow/") + f"?commitment={commitment.pk}"
    selection = context.get("selection")
    if selection is None:
        return ""
    not_theirs = {"page", "ordering", "as_of"} | set(selection.raw) - StatusFilters.base_filters.keys()
    if context.get("path") in ("/recommendations/", "/organisations/", "/reports/"):
        not_theirs.add("q")  # there it looks for other words than those of commitments
    return selection.address("/follow/", **dict.fromkeys(not_theirs))


@register.simple_tag
def number_link(selection: Selection, path: str, number: int, **changes: Any) -> SafeString:
    """A number that leads to the list of just those things; a 0 has no list worth opening and stays plain."""
    return _link(selection, path, number, **{name: str(value) if value else None for name, value in changes.items()})


def _link(selection: Selection, path: str, number: int, **changes: str | list[str] | None) -> SafeString:
    address = selection.address(path, **changes) if number else ""
    return render_inline("dashboard/parts/number.html", number=in_digits(number), address=address)


@register.simple_tag
def plain_number(one: KeyNumber) -> SafeString:
    """A number that knows its list already."""
    return render_inline("dashboard/parts/number.html", number=one.number, address=one.address)


register.filter("digits", in_digits)


COUNTED = {
    "public_commitments": ngettext_lazy("%(count)s public commitment", "%(count)s public commitments", "n"),
    "commitments": ngettext_lazy("%(count)s commitment", "%(count)s commitments", "n"),
    "all_commitments": ngettext_lazy("All of %(count)s commitment", "All %(count)s commitments", "n"),
    "recommendations": ngettext_lazy("%(count)s recommendation", "%(count)s recommendations", "n"),
    "organisations": ngettext_lazy("%(count)s organisation", "%(count)s organisations", "n"),
    "reports": ngettext_lazy("%(count)s report", "%(count)s reports", "n"),
    "results": ngettext_lazy("%(count)s result", "%(count)s results", "n"),
    "in_the_list": ngettext_lazy("See %(count)s in the list", "See all %(count)s in the list", "n"),
}


@register.simple_tag
def count_of(things: str, count: int | Total) -> str:
    """How many of something, in words: a key of ``COUNTED`` and the number, or the total of a list."""
    total = count if isinstance(count, Total) else Total(count)
    if things == "recommendations" and is_renamed(things):
        words = labelled(said(things), in_figures(total.number))
    else:
        words = str(COUNTED[things] % {"n": total.number, "count": in_figures(total.number)})
    return _("More than %(count)s") % {"count": words} if total.more else words


@register.simple_tag
def silent_link(selection: Selection, number: int) -> SafeString:
    """How many open ones were last reported on twelve months ago or more, as a link to just those."""
    return _link(selection, COMMITMENTS, number, **silent_filters(selection))


# --- Areas ------------------------------------------------------------------------------------------

register.simple_tag(answers_address)


@register.simple_tag
def area_link(day: Selection, recommendation: Recommendation) -> str:
    """The page of the area that a recommendation belongs to."""
    slug = recommendation.area.slug if recommendation.area else CROSS_CUTTING
    return day.address(f"/areas/{slug}/", edition=recommendation.edition.slug)


@register.simple_tag
def recommendation_selection(selection: Selection, recommendation: Recommendation) -> Selection:
    """The selection, for one recommendation alone."""
    return selection.narrowed_to("recommendation", recommendation, recommendation.reference)


@register.simple_tag
def organisation_selection(selection: Selection, organisation: Organisation) -> Selection:
    """The selection, of one organisation alone."""
    return selection.narrowed_to("organisation", organisation, organisation.slug)


# --- The way here -------------------------------------------------------------------------------------


@register.simple_tag
def trail_home() -> list[tuple[str, str]]:
    """For components/breadcrumbs.html: a page right under the dashboard."""
    return [(localised("/"), _("Dashboard"))]


@register.simple_tag
def trail_to(path: str, label: str) -> list[tuple[str, str]]:
    """For components/breadcrumbs.html: a page under one of the lists."""
    return [*trail_home(), (localised(path), label)]


# --- Bars and figures ---------------------------------------------------------------------------------


@register.simple_tag
def status_bar(breakdown: Breakdown, whole: int = 0) -> SafeString:
    """A bar of commitments by status; the numbers must stand beside it. ``whole`` is the count of a full bar."""
    return draw_bar(STATUS_SERIES(), status_values(breakdown.status), whole=whole, rtl=get_language_bidi())


@register.inclusion_tag("dashboard/parts/square_key.html")
def square_key() -> dict[str, Any]:
    """What the squares of a unit chart mean."""
    under_way = ImplementationStatus.IN_PROGRESS.value
    return {
        "squares": [
            (Square("completed", False, False), _("completed")),
            (Square(under_way, False, False), _("in progress")),
            (Square(under_way, True, False), _("paler: no report for 12 months")),
            (Square("not_started", False, False), _("not started")),
            (Square("", False, False), _("no report yet")),
            (Square("withdrawn", False, False), _("withdrawn or superseded")),
            (Square(under_way, False, True), _("overdue")),
        ]
    }


@register.inclusion_tag("dashboard/parts/bar_key.html")
def bar_key() -> dict[str, Any]:
    """What the colours of the bars mean."""
    return {"series": [(one.label, draw_bar((one,), (1,))) for one in STATUS_SERIES()]}


@register.simple_tag
def figure_value(finding: KeyFinding) -> str:
    """A finding's value with its unit: 34%, 29 million."""
    number = decimal(finding.value)
    if finding.unit == "percent":
        return _("%(number)s%%") % {"number": number}
    return f"{number} {content_text(finding, 'unit')}"


# --- Words --------------------------------------------------------------------------------------------

register.simple_tag(marked, name="in_language")


@register.simple_tag
def marked_pieces(found: list[Piece], language: str = "") -> SafeString | str:
    """A text with what was looked for marked, and with its language where that is not the page's."""
    return marked(render_inline("dashboard/parts/pieces.html", pieces=found), language)


@register.simple_tag
def language_attributes(language: str) -> SafeString:
    """``lang`` and ``dir`` for an element whose text is in ``language``."""
    attributes = {"language": language, "direction": direction_of(language)}
    return render_inline("dashboard/parts/language_attributes.html", **attributes)


@register.simple_tag
def language_name(language: str) -> str:
    """The name of a language in the page's language."""
    return str(get_language_info(language)["name_translated"])


@register.simple_tag
def site_address(path: str) -> str:
    """A path of the site in the page's language."""
    return localised(path)


@register.simple_tag
def actor_types(values: list[str]) -> str:
    """Actor types by their labels, in their order."""
    return listed(label for value, label in actor_choices() if value in values)


CROSSWALK = {
    "later_same": gettext_lazy("Is the same in a later edition as"),
    "later_split": gettext_lazy("Was split into"),
    "later_merged": gettext_lazy("Was merged into"),
    "later_superseded": gettext_lazy("Was superseded by"),
    "later_related": gettext_lazy("Is related to"),
    "earlier_same": gettext_lazy("Is the same as in an earlier edition"),
    "earlier_split": gettext_lazy("Was split off from"),
    "earlier_merged": gettext_lazy("Was merged from"),
    "earlier_superseded": gettext_lazy("Supersedes"),
    "earlier_related": gettext_lazy("Is related to"),
}


@register.simple_tag
def crosswalk_words(kind: str) -> str:
    """What a link between editions says, read from the page's recommendation."""
    return str(CROSSWALK[kind])


@register.simple_tag
def decimal(value: Decimal | None) -> str:
    """A stored decimal without needless zeros, as the reader's language writes it; nothing for None."""
    if value is None:
        return ""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return in_figures(value, places)


@register.filter
def country_name(code: str) -> str:
    """What a country is called in the page's language."""
    return catalogue().countries[code].name


@register.filter
def as_list(value: Any) -> list[Any]:
    """One value as a list of one."""
    return [value]


@register.filter
def date_of(moment: datetime.datetime | None) -> datetime.date | None:
    """The site's day of a moment."""
    return site_day(moment) if moment else None


@register.filter
def item(mapping: dict, key: Any) -> Any:
    """The value of ``key``; None when there is none."""
    return mapping.get(key)
