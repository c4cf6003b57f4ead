"""The rows that every site begins with: its actor types, and a row for each word that it may have of its own.

Made after every migration, and so also after a flush. A site that has actor types keeps those that it has:
what a curator took away stays away.
"""

from __future__ import annotations

from django.db import connections

from .models import ActorType, Term, Word
from .models.vocabulary import actor_types_at_first


def make_vocabulary(*, using: str, **_: object) -> None:
    """Make what is missing, each row with its first row of history. Does nothing without their tables."""
    models = [ActorType, Term, ActorType.history.model, Term.history.model]
    if not {model._meta.db_table for model in models} <= set(connections[using].introspection.table_names()):
        return
    if not ActorType.objects.using(using).exists():
        for one in actor_types_at_first():
            one.save(using=using)
    terms = Term.objects.using(using)
    missing = set(Word.values) - set(terms.values_list("key", flat=True))
    for key in filter(missing.__contains__, Word.values):
        terms.create(key=key)
