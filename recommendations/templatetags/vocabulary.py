"""The words of the body in templates: what it calls recommendations and response areas."""

from __future__ import annotations

from django import template

from recommendations.models.vocabulary import in_a_phrase, is_renamed, said

register = template.Library()
register.simple_tag(said, name="term")
register.simple_tag(in_a_phrase, name="term_in_a_phrase")


@register.simple_tag
def own_term(key: str) -> str:
    """The body's own word; empty where it has none, and our sentences fit."""
    return said(key) if is_renamed(key) else ""
