"""Catalogue texts in templates: each says its language and direction wherever they are not the page's."""

from __future__ import annotations

from django import template
from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import get_language

from recommendations.translations import Text, original

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
    if not text or text.language == get_language():
        return str(text)
    return render_to_string("recommendations/content_text.html", {"text": text})


@register.inclusion_tag("recommendations/content_note.html")
def content_note(instance: models.Model, field: str) -> dict[str, Text]:
    """What a reader should know of a translation: made by machine, or older than the original. Else nothing."""
    return {"text": _text_of(instance, field)}
