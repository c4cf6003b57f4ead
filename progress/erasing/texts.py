"""Every text column of every table: where it mentions a person, and the same with something else in their place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import CharField, Field, JSONField, Model, Q, TextField
from django.db.models.functions import Cast

from progress.erasing.needles import beginnings, pattern

# Sessions hold their texts packed (``verbs`` looks into them); of consent the log is sealed and names nobody.
LEFT_OUT = ("sessions", "consent")
AROUND = 60  # characters of an excerpt on each side


class Column(NamedTuple):
    """One text column of one table."""

    model: type[Model]
    field: Field

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"


@dataclass(frozen=True)
class Mention:
    """One text that mentions the person."""

    column: Column
    pk: Any
    text: str
    excerpt: str

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.column.label}:{self.pk}"

    @property
    def table(self) -> str:
        return str(self.column.model._meta.verbose_name)

    @property
    def what(self) -> str:
        return str(self.column.field.verbose_name)


def columns() -> Iterator[Column]:
    """All of them but those whose values are chosen from a list, or are references that stand for something."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in LEFT_OUT or model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField | TextField | JSONField) and not field.choices and not field.primary_key:
                yield Column(model, field)


def mentions(needles: list[str]) -> list[Mention]:
    """Where any of these texts stands, whatever its case. One query a column."""
    found, fits = [], pattern(needles)
    for column in columns():
        rows = column.model._default_manager.annotate(as_text=Cast(column.field.name, TextField()))
        for pk, text in rows.filter(_holds(needles)).order_by("pk").values_list("pk", "as_text"):
            shown = _decoded(column, text)
            if fits.search(shown):
                found.append(Mention(column, pk, shown, _excerpt(shown, needles)))
    return found


def replaced(value: Any, needles: list[str], instead: str) -> Any:
    """The same value, a text or what JSON holds, with ``instead`` in the place of every needle."""
    if isinstance(value, str):
        return pattern(needles).sub(lambda _found: instead, value)
    if isinstance(value, list):
        return [replaced(one, needles, instead) for one in value]
    if isinstance(value, dict):
        return {replaced(key, needles, instead): replaced(one, needles, instead) for key, one in value.items()}
    return value


def write(mention: Mention, needles: list[str], instead: str) -> None:
    """Put ``instead`` there, as far as the column is long."""
    rows = mention.column.model._default_manager.filter(pk=mention.pk)
    name = mention.column.field.name
    for value in rows.values_list(name, flat=True):
        new = replaced(value, needles, instead)
        longest = getattr(mention.column.field, "max_length", None)
        rows.update(**{name: new[:longest] if isinstance(new, str) and longest else new})


def _holds(needles: list[str]) -> Q:
    found = Q()
    for piece in beginnings(needles):
        found |= Q(as_text__icontains=piece)
    return found


def _decoded(column: Column, text: str) -> str:
    if not isinstance(column.field, JSONField):
        return text
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text


def _excerpt(text: str, needles: list[str]) -> str:
    """The words around the first mention."""
    first = pattern(needles).search(text)
    if first is None:
        return text[: 2 * AROUND]
    start, end = max(0, first.start() - AROUND), first.end() + AROUND
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
