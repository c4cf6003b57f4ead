"""Does a status row count in one of these scopes? One lookup over its stored scope keys, on both databases.

``CommitmentStatus.scopes`` holds keys such as ``area:3`` as they were on the row's own days, so that a question about
a past day gets the answer of that day, whatever was moved since.
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
            f"EXISTS (SELECT 1 FROM json_each({column}) AS scope WHERE scope.value IN {among})",  # noqa: S608  (a column's name and placeholders)
            [*params, json.dumps(list(self.rhs))],
        )


def in_scopes(keys: list[str]) -> Q:
    """The condition for a status row to count for at least one of these keys; for none when there are none."""
    return Q(scopes__any_of=keys) if keys else Q(pk__in=[])


def counts_in(scopes: list[str]) -> dict[str, Count]:
    """One conditional count a scope, as annotations named ``scope_0``, ``scope_1`` …"""
    return {f"scope_{i}": Count("pk", filter=in_scopes([key])) for i, key in enumerate(scopes)}
