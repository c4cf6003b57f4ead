"""What a page shows of itself: its filters and its day, as its own address, title and description carry them."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from dashboard.filters import PublicFilters, Selection
from dashboard.filters.presenting import chips
from names.phrases import listed


def query_shown(context: template.Context) -> str:
    """The query of the page's permanent address: its filters and its past day, without page number and order."""
    # What was asked for: a page that states an edition by itself keeps the address without it.
    selection = getattr(context.get("filters"), "requested", None) or context.get("day")
    return selection.query() if isinstance(selection, Selection) else ""


def filters_in_words(context: template.Context) -> str:
    """The filters that are on, as in "Country: Norvinia, Status: Completed"; empty without any."""
    return listed(label for label, _address in context.get("chips") or ())


def titled(title: str, filters: PublicFilters, path: str) -> str:
    """The title of a feed or calendar under the filters of the page at ``path``."""
    return with_filters(title, listed(label for label, _address in chips(filters, path)))


def with_filters(text: str, chosen: str) -> str:
    """A title with the filters that are on."""
    return _("%(title)s (%(filters)s)") % {"title": text, "filters": chosen} if chosen else text
