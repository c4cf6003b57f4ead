"""A column that holds the words of a text for searching, and the question asked of it, on both databases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models.lookups import Lookup

from .asking import Asked

# PostgreSQL numbers the words of a text up to here; what comes later is found, but in no phrase.
LAST_PLACE = 16_383


class WordsField(models.Field):
    """Folded words in their order: a ``tsvector`` on PostgreSQL, words between spaces elsewhere.

    It is written and asked, never read back: what it holds follows from other columns.
    """

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if not isinstance(value, (list, tuple)):
            return value
        return tsvector(value) if connection.vendor == "postgresql" else " ".join(value)


def tsvector(words: Sequence[str]) -> str:
    """The words as PostgreSQL reads a ``tsvector``; they hold letters, marks and digits alone."""
    return " ".join(f"'{word}':{min(place, LAST_PLACE)}" for place, word in enumerate(words, start=1))


@WordsField.register_lookup
class Fits(Lookup):
    """``words__fits=Asked(…)``: the text holds everything that was asked for."""

    lookup_name = "fits"
    prepare_rhs = False
    rhs: Asked

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [value]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, self.rhs.tsquery]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        quote, options = connection.ops.quote_name, self.lhs.target.model._meta
        key, index = f"{quote(self.lhs.alias)}.{quote(options.pk.column)}", quote(f"{options.db_table}_fts")
        # A table of its own finds the keys; its name stands for all of its columns.
        return f"{key} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", [self.rhs.fts5]  # noqa: S608


@models.ForeignKey.register_lookup
@models.BigAutoField.register_lookup
@models.BigIntegerField.register_lookup
class Among(Lookup):
    """``key__among=[1, 2, …]``: ``IN`` for a long list of numbers, which goes to the database as one value."""

    lookup_name = "among"
    prepare_rhs = False
    rhs: Sequence[int]

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [value]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, list(self.rhs)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(list(self.rhs))]  # noqa: S608
