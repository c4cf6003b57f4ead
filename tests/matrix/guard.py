"""Listens to what a request writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

WRITING = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+["`]?(\w+)', re.IGNORECASE)
# What a GET may touch, as none of it is data: who is signed in where, throttles, the cache, and agreed statistics.
# The outbox has one switch, whose row is made by whoever looks first.
INCIDENTAL = frozenset(
    {"django_session", "usersessions_usersession", "cache", "throttles", "consent_pageview", "outbox_switch"}
)


@contextmanager
def written_tables() -> Iterator[set[str]]:
    """The tables, but for the incidental ones, that are written to while this lasts."""
    tables: set[str] = set()

    def listen(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        if (found := WRITING.match(sql)) and found[1] not in INCIDENTAL:
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield tables


def picture() -> dict[str, list[tuple]]:
    """Every row of every table but the incidental ones, to compare before and after."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table not in INCIDENTAL]
    return {model._meta.label: sorted(model._base_manager.values_list(), key=repr) for model in models}
