"""Catalogue texts in templates: each says its language and direction wherever they are not the page's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.db import models
from django.template.loader import render_to_string

from recommendations.translations import Text, language_in_words, original, reader_language

register = template.Library()


def _text_of(instance: models.Model, field: str) -> Text:
    texts: dict[str, Text] = getattr(instance, "texts", {})
    return texts[field] if field in texts else original(instance, field)


@register.simple_tag
def content_text(instance: models.Model, field: str) -> str:
    """A field's text; in a ``span`` with ``lang`` and ``dir`` when it is in another language than the page.

    The object should have been given to ``translations.translate``; the original is shown where it was not.
    """
    text = _text_of(instance, field)
    if not text or text.language == reader_language():
        return str(text)
    return render_to_string("recommendations/content_text.html", {"text": text})


@register.inclusion_tag("recommendations/content_note.html")
def content_note(things: models.Model | Sequence[models.Model], *fields: str) -> dict[str, Any]:
    """What a reader should know of the texts shown: who translated them, and whether they are older than the original,
    which is one click away; or that they are not translated. Nothing where they are in their own language.

    ``things`` is one object, or the rows of a list that has one note for all.
    """
    rows = [things] if isinstance(things, models.Model) else things
    texts = [(row, field, text) for row in rows for field in fields if (text := _text_of(row, field))]
    translated = [(row, field, text) for row, field, text in texts if text.is_translated]
    originals = [original(row, field) for row, field, _text in translated]
    return {
        "origin": translated[0][2].origin if translated else "",
        "is_outdated": any(text.is_outdated for _row, _field, text in texts),
        "is_fallback": any(text.is_fallback for _row, _field, text in texts),
        "originals": originals,
        "language": language_in_words(originals[0].language) if originals else "",
    }


@register.inclusion_tag("recommendations/written_in.html")
def written_in(language: str) -> dict[str, str]:
    """Says in which language a person's text is, where that is not the page's."""
    is_other = bool(language) and language != reader_language()
    return {"language": language_in_words(language) if is_other else ""}
