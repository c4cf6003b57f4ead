"""Django's templates (settings.TEMPLATES), whose texts say in the reader's words where something was erased."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates, Template
from django.utils.safestring import SafeString, mark_safe

from names.erased import in_words


class Templates(DjangoTemplates):
    """Every page, mail and file that is made from a template comes from here."""

    def from_string(self, template_code: str) -> Template:
        return WordedTemplate(super().from_string(template_code).template, self)

    def get_template(self, template_name: str) -> Template:
        return WordedTemplate(super().get_template(template_name).template, self)


class WordedTemplate(Template):
    """A template whose result is read by people."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        # Both the signs and the words for them hold no character that HTML escapes.
        return mark_safe(in_words(super().render(context, request)))  # noqa: S308
