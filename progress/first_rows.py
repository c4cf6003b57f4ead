"""The two single rows: the end of the (still empty) history, and the first public version.

A site whose counts are not of any day, because a release keeps them in a new shape, has them counted here.

Made after every migration, and so also after a flush, rather than by one migration: without them nothing can be
written.
"""

from __future__ import annotations

import datetime

from django.db import connections
from django.utils import timezone

from accounts.days import site_day
from hash_chain import GENESIS
from progress.models import HistoryHead, PublicVersion
from progress.rollups import rebuild

NOTHING_YET = datetime.date(2000, 1, 1)  # a day before any record: of an empty site the counts are true


def make_first_rows(*, using: str, **_: object) -> None:
    """Make both rows where they are missing; rows that are there stay as they are.

    Does nothing while the tables are not there: the migrations of another app may be run by themselves.
    """
    if not {HistoryHead._meta.db_table, PublicVersion._meta.db_table} <= set(
        connections[using].introspection.table_names()
    ):
        return
    HistoryHead.objects.using(using).get_or_create(pk=1, defaults={"sequence": 0, "hash": GENESIS})
    PublicVersion.objects.using(using).get_or_create(
        pk=1, defaults={"number": 0, "changed_at": timezone.now(), "counted_on": NOTHING_YET}
    )
    if PublicVersion.objects.using(using).filter(pk=1, counted_on__isnull=True).exists():
        rebuild(on=site_day())
