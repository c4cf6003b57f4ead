"""The rows that every site begins with: one for each actor type.

Made after every migration, and so also after a flush; rows that are there stay as they are.
"""

from __future__ import annotations

from django.db import connections

from .models import ActorType, ActorTypeEntry
from .models.actor_types import ANSWERS_FOR_AT_FIRST


def make_actor_types(*, using: str, **_: object) -> None:
    """Make the entries that are missing, each with its first row of history. Does nothing without their tables."""
    tables = {ActorTypeEntry._meta.db_table, ActorTypeEntry.history.model._meta.db_table}
    if not tables <= set(connections[using].introspection.table_names()):
        return
    entries = ActorTypeEntry.objects.using(using)
    missing = set(ActorType.values) - set(entries.values_list("code", flat=True))
    for code in sorted(missing):
        entries.create(code=code, answers_for=list(ANSWERS_FOR_AT_FIRST.get(ActorType(code), ())))
