"""What lists filter by and the dashboard counts: kept in the transaction that changes it, and only here.

``refresh`` works out how a commitment stands now, and moves the tallies by the difference; ``rebuild`` works out
everything again and must find nothing to change. Every function that changes what the public sees takes the one row
of ``PublicVersion`` first: it is both the stamp for caches and the lock that keeps two publications from crossing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from progress import evidence_counts, tallies
from progress.facts import Facts, facts_in, facts_of
from progress.models import PublicVersion, Standing
from progress.recounting import recount
from stakeholders.models import Commitment

BATCH = 1000


def new_public_version(*, catalogue: bool = False) -> PublicVersion:
    """Mark everything public as changed, and hold the mark until the transaction ends.

    ``catalogue``: what was recommended, who there is, or in which words, is among it.
    """
    more = {"catalogue": F("catalogue") + 1} if catalogue else {}
    PublicVersion.objects.filter(pk=1).update(number=F("number") + 1, changed_at=timezone.now(), **more)
    return PublicVersion.objects.get(pk=1)


# --- Keeping the rows -----------------------------------------------------------------------------------


def _replace(row: Standing | None, commitment: Commitment, facts: Facts | None, *, on: datetime.date) -> datetime.date:
    """End the open row on ``on`` and begin the next; two changes on one day leave one row.

    Returns the day from which the new facts hold in place of the old.
    """
    if row is not None and row.since >= on:
        if facts is None:
            row.delete()
        else:
            Standing.objects.filter(pk=row.pk).update(**facts)
        return row.since
    if row is not None:
        Standing.objects.filter(pk=row.pk).update(until=on)
    if facts is not None:
        Standing.objects.create(commitment=commitment, title=commitment.title, since=on, **facts)
    return on


def refresh_all(commitments: Sequence[Commitment], *, on: datetime.date) -> int:
    """Bring the open rows of these commitments, and the tallies, to what is true now, from the day ``on``.

    Call inside the transaction of the change, with the commitments locked and their lead organisations fetched.
    Returns how many changed. Side effects: the public version moves on. The queries do not grow with the commitments
    that stand as before.
    """
    version = new_public_version()
    tallies.settle(version, on=on)
    open_rows = Standing.objects.select_for_update().filter(commitment__in=commitments, until__isnull=True)
    stored = {row.commitment_id: row for row in open_rows}
    facts, moves, changed = facts_of(commitments), tallies.no_moves(), 0
    for commitment in commitments:
        row, after = stored.get(commitment.pk), facts[commitment.pk]
        before = facts_in(row) if row else None
        if before == after:
            continue
        since, changed = _replace(row, commitment, after, on=on), changed + 1
        if version.counted_on is not None:
            upto = max(version.counted_on, since)
            if before is not None:
                tallies.stood(moves, before, since=since, until=upto, times=-1)
            if after is not None:
                tallies.stood(moves, after, since=since, until=upto)
    tallies.post(moves)
    return changed


def retitle(commitment: Commitment) -> None:
    """List every standing of a commitment by the title that it bears now."""
    Standing.objects.filter(commitment=commitment).exclude(title=commitment.title).update(title=commitment.title)


def refresh(commitment: Commitment, *, on: datetime.date) -> bool:
    """The same for one commitment; returns whether anything changed."""
    return bool(refresh_all([commitment], on=on))


@transaction.atomic
def roll_on(*, on: datetime.date) -> bool:
    """Move the ready counts to the day ``on``: what grew old or late since. Returns whether there was a day to move.

    Side effects: as for ``refresh``. Without it every reader works the difference out anew.
    """
    version = PublicVersion.objects.select_for_update().get(pk=1)
    if version.counted_on is None or version.counted_on >= on:
        return False
    tallies.settle(version, on=on)
    return True


@contextmanager
def counted_at_the_end(*, on: datetime.date) -> Iterator[None]:
    """For loaders that tell a long past: the tallies stay as they are meanwhile, and are counted once at the end.

    One transaction; nobody sees the counts in between.
    """
    with transaction.atomic():
        PublicVersion.objects.select_for_update().get(pk=1)
        PublicVersion.objects.filter(pk=1).update(counted_on=None)
        yield
        recount(on=on)
        new_public_version()


# --- Doing it all again ---------------------------------------------------------------------------------


def _batches() -> Iterator[list[Commitment]]:
    """Every commitment there is, some at a time, so that memory does not grow with them."""
    everything, last = Commitment.objects.select_related("lead_organisation").order_by("pk"), 0
    while batch := list(everything.filter(pk__gt=last).defer("description")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _rebuild_titles() -> int:
    true = Commitment.objects.filter(pk=OuterRef("commitment")).values("title")
    return Standing.objects.exclude(title=F("commitment__title")).update(title=Subquery(true))


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
    """Work out every count of evidence, open row, title and tally again; return how many were wrong (0: none)."""
    version = PublicVersion.objects.select_for_update().get(pk=1)
    tallies.settle(version, on=on)
    changed = evidence_counts.recount() + _rebuild_standings(on=on) + _rebuild_titles() + recount(on=on)
    if changed:
        new_public_version()
    return changed
