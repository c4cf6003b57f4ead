"""The body's own text of a page about the site, as readers see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from dashboard.markdown import render_markdown
from pages.models import PageText, Place
from recommendations.translations import direction_of, reader_language

FIRST_LEVEL = 2  # below the page's own heading


@dataclass(frozen=True)
class OwnText:
    """A text as HTML, with the language that it is in where that is not the page's."""

    place: str
    html: SafeString
    language: str
    direction: str

    @property
    def is_instead(self) -> bool:
        return self.place == Place.INSTEAD

    @property
    def is_before(self) -> bool:
        return self.place == Place.BEFORE

    @property
    def is_after(self) -> bool:
        return self.place == Place.AFTER


def own_text_of(row: PageText) -> OwnText:
    """A text to show, published or not."""
    html = render_markdown(row.text, first=FIRST_LEVEL)
    return OwnText(row.place, html, row.language, direction_of(row.language))


def own_text(page: str) -> OwnText | None:
    """What is published for a page, in the reader's language or the one nearest to it. One query."""
    row = PageText.objects.for_reader(page, reader_language())
    return own_text_of(row) if row else None
