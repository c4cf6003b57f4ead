"""Catalogue texts in the reader's language, for all the rows of a page at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from recommendations.translations import direction_of, translate

FIELDS = ("title", "name", "text", "summary", "description", "statement", "unit", "population")
SHOWN = "_texts_are_in"  # the language of a row's texts, on the row


def reader_language() -> str:
    """The language that the page is in, as a code of ``settings.LANGUAGES``."""
    return get_language() or "en"


def show(*groups: Iterable[Model | None]) -> None:
    """Give every catalogue row of the groups its ``texts`` (``recommendations.translations``), unless it has them."""
    language = reader_language()
    rows = [row for group in groups for row in group if row is not None and getattr(row, SHOWN, None) != language]
    translate(rows, FIELDS, language=language)
    for row in rows:
        setattr(row, SHOWN, language)


def marked(text: str, language: str) -> SafeString:
    """A person's text, marked with its language where that is not the page's."""
    if not text or not language or language == reader_language():
        return conditional_escape(text)
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction_of(language), text)


def cross_cutting() -> str:
    """What recommendations without an area are called."""
    return _("Cross-cutting")
