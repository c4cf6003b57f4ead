"""The history of a catalogue object as people read it: what changed, from what to what, when, by whom and why."""

from __future__ import annotations

import datetime
import difflib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from names.phrases import listed

from .models import Addressee, Edition, EditionState, Recommendation, ResponseArea, Word
from .models.vocabulary import actor_codes, actor_label, in_a_phrase

#: What follows from the other fields.
_NOT_SAID = frozenset({"version", "name_key"})
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one change, in words."""

    label: str | Promise
    before: str
    after: str

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The difference word by word: (same | added | removed, text)."""
        return word_difference(self.before, self.after)


@dataclass(slots=True)
class HistoryEntry:
    """One change of an object. ``kind`` is created, changed or deleted; ``reason`` is public."""

    at: datetime.datetime
    by: Any
    kind: str
    reason: str
    version: int = 0
    changes: list[FieldChange] = field(default_factory=list)


def word_difference(before: str, after: str) -> list[tuple[str, str]]:
    """Two texts as one list of (same | added | removed, text)."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    parts: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(old[i1:i2])))
            continue
        if i1 < i2:
            parts.append(("removed", "".join(old[i1:i2])))
        if j1 < j2:
            parts.append(("added", "".join(new[j1:j2])))
    return parts


def history_of(instance: Any) -> list[HistoryEntry]:
    """Every change of an object, newest first. Two queries; four for a recommendation (its areas and addressees)."""
    rows = list(instance.history.select_related("history_user").order_by("history_date", "history_id"))
    show = _Values(instance)
    entries = []
    for older, newer in zip([None, *rows], rows, strict=False):
        kind = {"+": "created", "~": "changed", "-": "deleted"}[newer.history_type]
        reason = newer.history_change_reason or ""
        entry = HistoryEntry(newer.history_date, newer.history_user, kind, reason, newer.history_id)
        if older is not None:
            entry.changes = show.changes(older, newer)
        entries.append(entry)
    return entries[::-1]


def differences(instance: Any, values: dict[str, Any], addressees: list[str] | None = None) -> list[FieldChange]:
    """What would change if the object's fields had these values, and the recommendation these addressees."""
    show, found = _Values(instance), []
    for name, after in values.items():
        field, before = instance._meta.get_field(name), getattr(instance, name)
        if before != after:
            before, after = (getattr(value, "pk", value) for value in (before, after))
            found.append(FieldChange(_label(field), show.words(field, before), show.words(field, after)))
    if addressees is not None and set(addressees) != set(instance.actor_types):
        found.append(FieldChange(_("addressees"), _actors(instance.actor_types), _actors(addressees)))
    return found


def archived_with(edition: Edition) -> tuple[str, datetime.datetime] | None:
    """The public reason for which an edition is archived now, and since when; None when it is not. Two queries."""
    if edition.state != EditionState.ARCHIVED:
        return None
    rows = edition.history.order_by("history_id")
    before = rows.exclude(state=EditionState.ARCHIVED).values_list("history_id", flat=True).last() or 0
    row = rows.filter(history_id__gt=before).first()
    return None if row is None else (row.history_change_reason or "", row.history_date)


class _Values:
    """Turns stored values of one object's history into words."""

    def __init__(self, instance: Any) -> None:
        self.model: type[models.Model] = type(instance)
        self.areas: dict[int, str] = {}
        self.addressees: dict[datetime.datetime, list[tuple[str, str]]] = defaultdict(list)
        self.addressed: list[str] = []
        if isinstance(instance, Recommendation):
            self.areas = dict(ResponseArea.objects.filter(edition=instance.edition_id).values_list("pk", "name"))
            addressees = Addressee.history.filter(recommendation_id=instance.pk).order_by("history_id")
            for row in addressees:
                self.addressees[row.history_date].append((row.history_type, row.actor_type))
            first = instance.history.order_by("history_id").values_list("history_date", flat=True).first()
            self.addressed = [actor_type for _type, actor_type in self.addressees.get(first, [])]

    def changes(self, older: Any, newer: Any) -> list[FieldChange]:
        found = []
        for model_field in self.model._meta.concrete_fields:
            before, after = getattr(older, model_field.attname), getattr(newer, model_field.attname)
            if before != after and model_field.name not in _NOT_SAID:
                label = _label(model_field)
                found.append(FieldChange(label, self.words(model_field, before), self.words(model_field, after)))
        return found + self.addressee_changes(newer.history_date)

    def addressee_changes(self, at: datetime.datetime) -> list[FieldChange]:
        """Addressees that one change added or took away: their rows carry the moment of that change."""
        if at not in self.addressees:
            return []
        before = list(self.addressed)
        for history_type, actor_type in self.addressees[at]:
            if history_type == "-":
                self.addressed = [other for other in self.addressed if other != actor_type]
            else:
                self.addressed.append(actor_type)
        return [FieldChange(_("addressees"), _actors(before), _actors(self.addressed))]

    def words(self, model_field: models.Field, value: Any) -> str:
        if value is None or value == "":
            return ""
        if model_field.name == "area":
            return self.areas.get(value, str(value))
        if model_field.name == "answers_for":
            return _actors(value)
        if model_field.name == "actor_type":
            return actor_label(value)
        if isinstance(model_field, models.ForeignKey):
            related: Any = model_field.related_model
            return str(related._default_manager.filter(pk=value).first() or value)
        choices = dict(model_field.flatchoices)
        return str(choices.get(value, value))


def _label(model_field: models.Field) -> str | Promise:
    return in_a_phrase(Word.RESPONSE_AREA) if model_field.name == "area" else model_field.verbose_name


def _actors(actor_types: list[str]) -> str:
    """In their order; those that there are no more come last."""
    known = [value for value in actor_codes() if value in actor_types]
    return listed(actor_label(value) for value in [*known, *(one for one in actor_types if one not in known)])
