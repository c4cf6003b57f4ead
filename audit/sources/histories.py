"""What simple-history keeps: every saved change of the catalogue, organisations, commitments and periods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import EmailField, Model
from simple_history.models import HistoricalChanges

from audit.recording import Said
from audit.sources.registry import Source, follow, name_of

ACTIONS = {"+": "add", "~": "change", "-": "delete"}
#: What names an object in addresses, where that is not its number.
KEYS = {
    "recommendations.recommendation": "reference",
    "recommendations.edition": "code",
    "recommendations.actortype": "code",
    "recommendations.term": "key",
    "stakeholders.organisation": "slug",
}
UNTOLD = frozenset({"version", "created_at", "edited_at", "updated_at", "name_key"})
LONGEST_VALUE = 200


def listen() -> None:
    """Follow every model with a history."""
    for model in apps.get_models():
        if issubclass(model, HistoricalChanges):
            follow(Source(model, tell, in_bulk=True))


def tell(row: Any) -> Iterator[Said]:
    """One saved change."""
    thing = row.instance
    kind = thing._meta.label_lower
    yield Said(
        source=name_of(row),
        at=row.history_date,
        by=row.history_user_id,
        action=ACTIONS[row.history_type],
        kind=kind,
        key=getattr(thing, KEYS.get(kind, "pk")),
        label=thing.text if kind == "recommendations.translation" else str(thing),
        organisation=organisation_of(thing),
        reason=row.history_change_reason or "",
        changes=changes_of(row) if row.history_type == "~" else {},
    )


def organisation_of(thing: Model) -> int | None:
    """The key of the organisation that a thing belongs to, if it belongs to one."""
    if thing._meta.label_lower == "stakeholders.organisation":
        return thing.pk
    for name in ("organisation_id", "lead_organisation_id"):
        if key := getattr(thing, name, None):
            return key
    commitment = getattr(thing, "commitment", None)
    return commitment.lead_organisation_id if commitment else None


def changes_of(row: Any) -> dict[str, list[str]]:
    """By field, what the row before it said and what this one says. One query."""
    before = (
        type(row)
        ._default_manager.filter(**{row.instance._meta.pk.attname: row.instance.pk}, history_id__lt=row.history_id)
        .order_by("-history_id")
        .first()
    )
    if before is None:
        return {}
    told = {}
    for field in row.instance._meta.concrete_fields:
        if field.name in UNTOLD or isinstance(field, EmailField):
            continue
        was, now = getattr(before, field.attname, None), getattr(row, field.attname, None)
        if was != now:
            told[field.name] = [shortened(was), shortened(now)]
    return told


def shortened(value: Any) -> str:
    """A value as the log keeps it: its beginning."""
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
