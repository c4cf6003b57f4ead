"""Catalogue texts in templates: each says its language and direction wherever they are not the page's."""

from __future__ import annotations

from django import template
from django.db import models
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from recommendations.translations import Text, original

register = template.Library()


def _text_of(instance: models.Model, field: str) -> Text:
    texts: dict[str, Text] = getattr(instance, "texts", {})
    return texts[field] if field in texts else original(instance, field)


@register.simple_tag
def content_text(instance: models.Model, field: str) -> SafeString:
    """A field's text; in a ``span`` with ``lang`` and ``dir`` when it is in another language than the page.

    The object should have been given to ``translations.translate``; the original is shown where it was not.
    """
    text = _text_of(instance, field)
    if not text:
        return SafeString("")
    if text.language == get_language():
        return conditional_escape(str(text))
    return format_html('<span lang="{}" dir="{}">{}</span>', text.language, text.direction, text)


@register.simple_tag
def content_note(instance: models.Model, field: str) -> SafeString:
    """What a reader should know of a translation: made by machine, or older than the original. Else nothing."""
    text = _text_of(instance, field)
    notes = []
    if text.is_machine_made:
        notes.append(_("Translated by machine."))
    if text.is_outdated:
        notes.append(_("The original has changed since it was translated."))
    if text.is_fallback:
        notes.append(_("Not translated into this language yet."))
    return format_html('<p class="soft small">{}</p>', " ".join(notes)) if notes else SafeString("")
