"""Template tags of the public pages: numbers that link to the lists behind them, bars, texts in their language."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from dashboard.charts import draw_bar
from dashboard.filters import Selection
from dashboard.navigation import localised
from dashboard.pictures import STATUS_SERIES
from dashboard.statistics import Breakdown
from dashboard.texts import Text

register = template.Library()


@register.simple_tag
def list_address(selection: Selection, path: str, **changes: Any) -> str:
    """The address of a list under the page's filters, after ``changes`` (an empty value takes a filter off)."""
    return selection.address(path, **{name: str(value) if value else None for name, value in changes.items()})


@register.simple_tag
def number_link(selection: Selection, path: str, number: int, **changes: Any) -> SafeString:
    """A number that leads to the list of just those things; a 0 has no list worth opening and stays plain."""
    text = number_format(number, force_grouping=True)
    if not number:
        return format_html('<span class="num">{}</span>', text)
    return format_html('<a class="num" href="{}">{}</a>', list_address(selection, path, **changes), text)


@register.simple_tag
def status_bar(name: str, breakdown: Breakdown, whole: int = 0) -> SafeString:
    """A bar of commitments by status; the numbers must stand beside it. ``whole`` is the count of a full bar."""
    return draw_bar(name, STATUS_SERIES(), [breakdown.status[key] for key in breakdown.status], whole)


@register.simple_tag
def in_language(text: str, language: str) -> SafeString:
    """A person's text, marked with its language where that is not the page's."""
    return Text(text, language).__html__()


@register.simple_tag
def language_attributes(language: str) -> SafeString:
    """``lang`` and ``dir`` for an element whose text is in ``language``."""
    bidi = get_language_info(language)["bidi"] if language else False
    return format_html('lang="{}" dir="{}"', language, "rtl" if bidi else "ltr")


@register.simple_tag
def language_name(language: str) -> str:
    """The name of a language in the page's language."""
    return str(get_language_info(language)["name_translated"])


@register.simple_tag
def site_address(path: str) -> str:
    """A path of the site in the page's language."""
    return localised(path)


@register.filter
def item(mapping: dict, key: Any) -> Any:
    """The value of ``key``; None when there is none."""
    return mapping.get(key)
