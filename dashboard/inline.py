"""Small templates that stand within a line of text."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


def render_inline(template: str, **context: Any) -> SafeString:
    """The template without the line break at its end, which would put a space before the comma that follows."""
    return mark_safe(render_to_string(template, context).strip())  # noqa: S308  a template has escaped it
