"""The head of a public page: its description, its picture, and what it is about, for machines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from charts.png import can_draw_png
from dashboard.navigation import path_without_language
from dashboard.shown import filters_in_words, query_shown, with_filters
from dashboard.structured_data.pages import StructuredData, of_path
from identity.current import site_name
from names.phrases import labelled

register = template.Library()

# Open Graph wants a country with each language.
LOCALES = {"en": "en_GB", "fr": "fr_FR", "es": "es_ES", "ar": "ar_AR"}


def _page(context: template.Context) -> StructuredData:
    """``structured_data`` of the context, else those of the path; of the filters and the day that the page shows."""
    request = context.get("request")
    page = context.get("structured_data") or of_path(path_without_language(request.path) if request else "/")
    query, chosen = query_shown(context), filters_in_words(context)
    if not query:
        return page
    description = _("%(description)s Filters: %(filters)s.") % {"description": page.description, "filters": chosen}
    return replace(
        page,
        query=query,
        title=with_filters(str(page.title), chosen),
        description=description if chosen else page.description,
    )


@register.simple_tag(takes_context=True)
def chosen_filters(context: template.Context) -> str:
    """The filters that are on, as they follow a title; empty without any."""
    return with_filters("", filters_in_words(context))


@register.simple_tag(takes_context=True)
def page_description(context: template.Context) -> str:
    """One or two sentences on what the page holds."""
    return str(_page(context).description)


@register.inclusion_tag("components/structured_data.html", takes_context=True)
def structured_data(context: template.Context) -> dict[str, Any]:
    """Open Graph and JSON-LD of the page."""
    page = _page(context)
    return {
        "page": page,
        "title": str(page.title),
        "site_name": site_name(),
        "locale": LOCALES[get_language() or settings.LANGUAGE_CODE],
        "picture": picture(page) if can_draw_png() else "",
        "picture_says": labelled(page.title, page.description),
    }


def picture(page: StructuredData) -> str:
    """The address of the page's picture in its language."""
    language = get_language() or settings.LANGUAGE_CODE
    query = "" if language == settings.LANGUAGE_CODE else f"?lang={language}"
    return f"{settings.SITE_URL}/cards/{page.card}.png{query}"
