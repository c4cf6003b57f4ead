"""Initial data: the end of the (still empty) history, and the first public version, one row each.

Created after every migration, and so also after a flush, rather than by one migration: without them nothing can be
written.
"""

from __future__ import annotations

from django.db import connections
from django.utils import timezone

from hash_chain import GENESIS
from progress.models import HistoryHead, PublicVersion


def create_initial_data(*, using: str, **_: object) -> None:
    """Create both rows where they are missing; rows that are there stay as they are.

    Does nothing while the tables are not there: the migrations of another app may be run by themselves.
    """
    if not {HistoryHead._meta.db_table, PublicVersion._meta.db_table} <= set(
        connections[using].introspection.table_names()
    ):
        return
    HistoryHead.objects.using(using).get_or_create(pk=1, defaults={"sequence": 0, "hash": GENESIS})
    PublicVersion.objects.using(using).get_or_create(pk=1, defaults={"number": 0, "changed_at": timezone.now()})
