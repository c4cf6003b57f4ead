"""Does a standing count for one of these tallies? One lookup over its stored scope keys, on both databases.

``Standing.scopes`` holds keys such as ``area:3`` as they were on the standing's own days, so a question about a past
day gets the answer of that day, whatever was moved since.
"""

import json
from typing import Any

from django.db.models import Count, JSONField, Q
from django.db.models.lookups import Lookup


@JSONField.register_lookup
class AnyOf(Lookup):
    """``scopes__any_of=["area:3", "area:4"]``: the JSON list holds at least one of these texts."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} ?| %s::text[]", [*params, list(self.rhs)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        among = "(SELECT value FROM json_each(%s))"
        return (
            f"EXISTS (SELECT 1 FROM json_each({column}) AS scope WHERE scope.value IN {among})",  # noqa: S608
            [*params, json.dumps(list(self.rhs))],
        )


@JSONField.register_lookup
class AnyOfOneByOne(AnyOf):
    """The same, but never by the index: right where most rows hold a key and they are read in another order."""

    lookup_name = "any_of_one_by_one"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"({column} || '[]'::jsonb) ?| %s::text[]", [*params, list(self.rhs)]


def in_scopes(keys: list[str], *, one_by_one: bool = False) -> Q:
    """The condition for a standing to count for at least one of these keys; for none when there are none."""
    if not keys:
        return Q(pk__in=[])
    return Q(scopes__any_of_one_by_one=keys) if one_by_one else Q(scopes__any_of=keys)


def counts_in(scopes: list[str]) -> dict[str, Count]:
    """One conditional count a scope, as annotations named ``scope_0``, ``scope_1`` …"""
    return {f"scope_{i}": Count("pk", filter=in_scopes([key])) for i, key in enumerate(scopes)}
