"""Every column of every table that names an organisation, and which rows cannot move because of a constraint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from django.apps import apps
from django.db.models import PROTECT, ForeignKey, Model, QuerySet, UniqueConstraint
from simple_history.models import HistoricalChanges

from stakeholders.models import Organisation

# What tells of merges, and is no part of them.
STAYING = frozenset(
    {
        "stakeholders.OrganisationMerge.source",
        "stakeholders.OrganisationMerge.target",
        "stakeholders.DistinctOrganisations.one",
        "stakeholders.DistinctOrganisations.other",
    }
)


class Relation(NamedTuple):
    """A foreign key to an organisation."""

    model: type[Model]
    field: str

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    @property
    def is_protected(self) -> bool:
        """May nobody delete an organisation that such a row names?"""
        field = cast(ForeignKey, self.model._meta.get_field(self.field))
        return field.remote_field.on_delete is PROTECT

    def rows(self, organisation: Organisation) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.field: organisation})


class Collision(NamedTuple):
    """A row that stays where it is, because the other organisation has one that takes its place."""

    pk: int
    constraint: UniqueConstraint


def relations() -> list[Relation]:
    """All of them but those of history rows, which go on telling what was."""
    found = [relation for model in apps.get_models(include_auto_created=True) for relation in _of(model)]
    return [relation for relation in found if relation.label not in STAYING]


def by_label() -> dict[str, Relation]:
    return {relation.label: relation for relation in relations()}


def _of(model: type[Model]) -> Iterator[Relation]:
    if not issubclass(model, HistoricalChanges):
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Organisation:
                yield Relation(model, field.name)


def collisions(relation: Relation, source: Organisation, target: Organisation) -> list[Collision]:
    """The rows of ``source`` that would break a unique constraint beside those of ``target``.

    Two queries a constraint.
    """
    found: dict[int, Collision] = {}
    for constraint in relation.model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and relation.field in constraint.fields:
            for pk in _meeting(relation, constraint, source, target):
                found.setdefault(pk, Collision(pk, constraint))
    return list(found.values())


def _meeting(
    relation: Relation, constraint: UniqueConstraint, source: Organisation, target: Organisation
) -> Iterator[int]:
    others = [name for name in constraint.fields if name != relation.field]
    taken = {tuple(row[1:]) for row in _keys(relation, constraint, target, others)}
    for pk, *key in _keys(relation, constraint, source, others):
        if None not in key and tuple(key) in taken:
            yield pk


def _keys(relation: Relation, constraint: UniqueConstraint, organisation: Organisation, others: list[str]) -> Any:
    rows = relation.rows(organisation).order_by("pk")
    if constraint.condition is not None:
        rows = rows.filter(constraint.condition)
    return rows.values_list("pk", *others)
