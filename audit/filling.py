"""Bringing into the log what other rows tell of already: all of it once, and what no signal told of each hour."""

from __future__ import annotations

from django.db.models import CharField, Exists, Max, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from audit.models import Entry
from audit.recording import record
from audit.sources.registry import SOURCES, Source, told

ROWS_AT_ONCE = 1000
#: So far back the hourly look goes, in rows of each source that is written in bulk.
LOOK_BACK = 200_000
MOST_AN_HOUR = 20_000


def fill() -> int:
    """Tell of every row of every source; return how many entries are new. May be run again: nothing is told twice."""
    before = Entry.objects.count()
    for source in SOURCES:
        _tell(source, source.rows(source.model._default_manager.order_by("pk")))
    return Entry.objects.count() - before


def catch_up() -> int:
    """Tell of what was written in bulk and is not in the log yet, some thousands of rows at most."""
    number = 0
    for source in SOURCES:
        if source.in_bulk:
            number += _tell(source, _untold(source)[:MOST_AN_HOUR])
    return number


def _untold(source: Source) -> QuerySet:
    rows = source.rows(source.model._default_manager.all())
    newest = source.model._default_manager.aggregate(newest=Max("pk"))["newest"] or 0
    name = Concat(Value(f"{source.model._meta.label_lower}:"), Cast("pk", CharField()))
    if source.model._meta.label == "outbox.Message":
        name = Concat(name, Value(":"), "state")
    rows = rows.filter(pk__gt=newest - LOOK_BACK).alias(name_in_log=name)
    return rows.filter(~Exists(Entry.objects.filter(source=OuterRef("name_in_log")))).order_by("pk")


def _tell(source: Source, rows: QuerySet) -> int:
    """Tell of these rows, some at a time: each lot is read before anything is written."""
    keys = list(rows.values_list("pk", flat=True))
    for at in range(0, len(keys), ROWS_AT_ONCE):
        lot = source.rows(source.model._default_manager.filter(pk__in=keys[at : at + ROWS_AT_ONCE])).order_by("pk")
        record([said for row in lot for said in told(source, row)], way="")
    return len(keys)
