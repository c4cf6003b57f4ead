"""Words of people and of the catalogue on a page: in which language, and what has no name of its own."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboard.inline import render_inline
from recommendations.translations import direction_of, reader_language


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
