"""Catalogue texts in the reader's language, for all the rows of a page at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboard.inline import render_inline
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


def marked(text: str, language: str) -> SafeString | str:
    """A person's text, marked with its language where that is not the page's."""
    if not text or not language or language == reader_language():
        return text
    return render_inline(
        "dashboard/parts/marked_text.html", text=text, language=language, direction=direction_of(language)
    )


def cross_cutting() -> str:
    """What recommendations without an area are called."""
    return _("Cross-cutting")
