"""Words of imports: what a file holds, how far it is, what becomes of a row."""

from django import template
from django.utils.safestring import SafeString

from dashboard.tags import TagKind
from imports.models import ImportKind, ImportState, Outcome
from imports.tables.encodings import ENCODINGS

register = template.Library()

OUTCOME = TagKind(
    Outcome,
    {
        "new": "completed",
        "changed": "in_progress",
        "same": "not_started",
        "rejected": "off_track",
        "duplicate": "superseded",
    },
)


@register.simple_tag
def import_kind(value: str) -> str:
    """What the rows of a file are."""
    return str(ImportKind(value).label)


@register.simple_tag
def import_state(value: str) -> str:
    """How far an import is."""
    return str(ImportState(value).label)


@register.simple_tag
def encoding_name(value: str) -> str:
    """What people know an encoding as."""
    return ENCODINGS.get(value, value)


@register.simple_tag
def outcome_tag(value: str) -> SafeString | str:
    """What becomes of a row, with a shape beside the word."""
    return OUTCOME.render(value)
