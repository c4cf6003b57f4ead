"""What lists filter by and the dashboard counts: kept in the transaction that changes it, and only here.

``refresh`` works out how one commitment stands now, and moves the tallies by the difference; ``rebuild`` works out
everything again and must find nothing to change. Every function that changes what the public sees takes the one row
of ``PublicVersion`` first: it is both the stamp for caches and the lock that keeps two publications from crossing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from progress import tallies
from progress.facts import Facts, facts_in, facts_of
from progress.models import PublicVersion, Standing, Tally
from stakeholders.models import Commitment

NEVER = datetime.date.min
CELL = ("visibility", "implementation_status", "health", "evidence_strength", "reported_on")
BATCH = 1000


def new_public_version() -> None:
    """Mark everything public as changed, and hold the mark until the transaction ends."""
    PublicVersion.objects.filter(pk=1).update(number=F("number") + 1, changed_at=timezone.now())


# --- Keeping the rows -----------------------------------------------------------------------------------


def _cell(facts: Facts) -> dict[str, Any]:
    return {name: facts[name] for name in CELL if name != "reported_on"} | {
        "reported_on": facts["reported_on"] or NEVER
    }


def _count(facts: Facts) -> None:
    cell, scopes = _cell(facts), facts["scopes"]
    Tally.objects.bulk_create([Tally(scope=scope, commitments=0, **cell) for scope in scopes], ignore_conflicts=True)
    Tally.objects.filter(scope__in=scopes, **cell).update(commitments=F("commitments") + 1)


def _uncount(facts: Facts) -> None:
    cells = Tally.objects.filter(scope__in=facts["scopes"], **_cell(facts))
    cells.update(commitments=F("commitments") - 1)
    cells.filter(commitments=0).delete()


def _replace(row: Standing | None, commitment: Commitment, facts: Facts | None, *, on: datetime.date) -> None:
    """End the open row on ``on`` and begin the next; two changes on one day leave one row."""
    if row is not None and row.since >= on:
        if facts is None:
            row.delete()
        else:
            Standing.objects.filter(pk=row.pk).update(**facts)
        return
    if row is not None:
        Standing.objects.filter(pk=row.pk).update(until=on)
    if facts is not None:
        Standing.objects.create(commitment=commitment, since=on, **facts)


def refresh(commitment: Commitment, *, on: datetime.date) -> bool:
    """Bring the commitment's open row and the tallies to what is true now; ``on`` is the day it became true.

    Call inside the transaction of the change, with the commitment locked. Returns whether anything changed. Side
    effects: the public version moves on.
    """
    new_public_version()
    row = Standing.objects.select_for_update().filter(commitment=commitment, until__isnull=True).first()
    before, after = (facts_in(row) if row else None), facts_of([commitment])[commitment.pk]
    if before == after:
        return False
    if before is not None:
        _uncount(before)
    _replace(row, commitment, after, on=on)
    if after is not None:
        _count(after)
    return True


# --- Doing it all again ---------------------------------------------------------------------------------


def _batches() -> Iterator[list[Commitment]]:
    """Every commitment there is, some at a time, so that memory does not grow with them."""
    everything, last = Commitment.objects.select_related("lead_organisation").order_by("pk"), 0
    while batch := list(everything.filter(pk__gt=last).defer("description")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _rebuild_standings(*, on: datetime.date) -> int:
    changed = 0
    for batch in _batches():
        facts = facts_of(batch)
        open_rows = Standing.objects.filter(until__isnull=True, commitment__in=facts)
        stored = {row.commitment_id: row for row in open_rows}
        for commitment in batch:
            row, true = stored.get(commitment.pk), facts[commitment.pk]
            if (facts_in(row) if row else None) != true:
                _replace(row, commitment, true, on=on)
                changed += 1
    return changed


@transaction.atomic
def rebuild(*, on: datetime.date) -> int:
    """Work out every open row and every tally again; return how many rows were wrong (0 when all is well)."""
    PublicVersion.objects.select_for_update().get(pk=1)
    changed = _rebuild_standings(on=on) + tallies.recount()
    if changed:
        new_public_version()
    return changed
