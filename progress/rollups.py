"""What lists filter by and the dashboard counts: kept in the transaction that changes it, and only here.

``refresh`` works out how a commitment stands now, and moves the tallies by the difference; ``rebuild`` works out
everything again and must find nothing to change. Every function that changes what the public sees takes the one row
of ``PublicVersion`` first: it is both the stamp for caches and the lock that keeps two publications from crossing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from progress import evidence_counts, tallies
from progress.facts import Facts, facts_in, facts_of, reported
from progress.models import PublicVersion, Standing
from progress.recounting import recount
from stakeholders import rows
from stakeholders.models import Commitment

BATCH = 1000


def new_public_version(*, catalogue: bool = False) -> None:
    """Mark everything public as changed, and hold the mark until the transaction ends.

    ``catalogue``: what was recommended, who there is, or in which words, is among it.
    """
    marked = (
        f"UPDATE {PublicVersion._meta.db_table} SET number = number + 1, catalogue = catalogue + %s, changed_at = %s"  # noqa: S608
        " WHERE id = 1"
    )
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    rows.send(rows.Statement(marked, [int(catalogue), now]))


# --- Keeping the rows -----------------------------------------------------------------------------------


def _replace(
    row: Standing | None, commitment: int, title: str, facts: Facts | None, *, on: datetime.date
) -> datetime.date:
    """End the open row on ``on`` and begin the next; two changes on one day leave one row.

    Returns the day from which the new facts hold in place of the old.
    """
    if row is not None and row.since >= on:
        if facts is None:
            row.delete()
        else:
            differs = {name: value for name, value in facts.items() if value != getattr(row, name)}
            rows.send(rows.update(Standing, row.pk, **differs))
        return row.since
    changes = [rows.update(Standing, row.pk, until=on)] if row is not None else []
    if facts is not None:
        changes.append(rows.insert(Standing, commitment_id=commitment, title=title, since=on, **facts))
    rows.send(*changes)
    return on


def _begin(keys: Sequence[int], *, on: datetime.date) -> tuple[datetime.date | None, dict[int, Standing]]:
    """Take the lock behind which standings and tallies change, with the tallies brought to the day ``on``.

    Returns the day that the tallies are true of (None: they are left to a loader), and the open rows of these
    commitments. Both are read behind the lock, on one way to the database.
    """
    new_public_version()
    found = rows.pairs(
        PublicVersion,
        Standing,
        f"SELECT version.*, standing.* FROM {PublicVersion._meta.db_table} AS version"  # noqa: S608
        f" LEFT JOIN {Standing._meta.db_table} AS standing ON standing.until IS NULL"
        f" AND standing.commitment_id IN ({rows.placeholders(len(keys))}) WHERE version.id = 1",
        keys,
    )
    counted_on = tallies.settle(found[0][0].counted_on, on=on)
    return counted_on, {row.commitment_id: row for _version, row in found if row}


def _bring(
    counted_on: datetime.date | None,
    stored: Mapping[int, Standing],
    facts: Mapping[int, Facts | None],
    titles: Mapping[int, str],
    *,
    on: datetime.date,
) -> int:
    """Replace the open rows that differ from what is true, and move the tallies along; returns how many did."""
    moves, changed = tallies.no_moves(), 0
    for key, after in facts.items():
        row = stored.get(key)
        before = facts_in(row) if row else None
        if before == after:
            continue
        since, changed = _replace(row, key, titles[key], after, on=on), changed + 1
        if counted_on is not None:
            upto = max(counted_on, since)
            if before is not None:
                tallies.stood(moves, before, since=since, until=upto, times=-1)
            if after is not None:
                tallies.stood(moves, after, since=since, until=upto)
    tallies.post(moves)
    return changed


def refresh_all(commitments: Sequence[Commitment], *, on: datetime.date) -> int:
    """Bring the open rows of these commitments, and the tallies, to what is true now, from the day ``on``.

    Call inside the transaction of the change, with the commitments locked and their lead organisations fetched.
    Returns how many changed. Side effects: the public version moves on. The queries do not grow with the commitments
    that stand as before.
    """
    titles = {one.pk: one.title for one in commitments}
    counted_on, stored = _begin(list(titles), on=on)
    return _bring(counted_on, stored, facts_of(commitments), titles, on=on)


def refresh_reported(commitment: int, *, on: datetime.date) -> bool:
    """The same for one commitment, given by its key, of which nothing but its reports has changed.

    Whether and where it is counted stands in its open row: what changes that refreshes the row as well.
    """
    counted_on, stored = _begin([commitment], on=on)
    told = reported([commitment])
    facts = {key: facts_in(row) | told[key] for key, row in stored.items()}
    return bool(_bring(counted_on, stored, facts, {key: row.title for key, row in stored.items()}, on=on))


def retitle(commitment: Commitment) -> None:
    """List every standing of a commitment by the title that it bears now."""
    Standing.objects.filter(commitment=commitment).exclude(title=commitment.title).update(title=commitment.title)


def refresh(commitment: Commitment, *, on: datetime.date) -> bool:
    """The same for one commitment; returns whether anything changed."""
    return bool(refresh_all([commitment], on=on))


def refresh_linked(commitments: QuerySet[Commitment], *, on: datetime.date) -> int:
    """The same for any number of commitments that are counted elsewhere by what they are linked with.

    Call inside the transaction of the change. They need no lock of their own: whoever changes one of them meanwhile
    waits for the public version, and refreshes it behind that once more.
    """
    new_public_version()
    return sum(refresh_all(batch, on=on) for batch in _batches(commitments))


@transaction.atomic
def roll_on(*, on: datetime.date) -> bool:
    """Move the ready counts to the day ``on``: what grew old or late since. Returns whether there was a day to move.

    Side effects: as for ``refresh``. Without it every reader works the difference out anew.
    """
    version = PublicVersion.objects.select_for_update().get(pk=1)
    if version.counted_on is None or version.counted_on >= on:
        return False
    tallies.settle(version.counted_on, on=on)
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


def _batches(commitments: QuerySet[Commitment]) -> Iterator[list[Commitment]]:
    """These commitments, some at a time, so that memory does not grow with them."""
    ordered, last = commitments.select_related("lead_organisation").defer("description").order_by("pk"), 0
    while batch := list(ordered.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _rebuild_titles() -> int:
    true = Commitment.objects.filter(pk=OuterRef("commitment")).values("title")
    return Standing.objects.exclude(title=F("commitment__title")).update(title=Subquery(true))


def _rebuild_standings(*, on: datetime.date) -> int:
    changed = 0
    for batch in _batches(Commitment.objects.all()):
        titles, facts = {one.pk: one.title for one in batch}, facts_of(batch)
        stored = {row.commitment_id: row for row in Standing.objects.as_of(None).filter(commitment__in=titles)}
        for key, true in facts.items():
            row = stored.get(key)
            if (facts_in(row) if row else None) != true:
                _replace(row, key, titles[key], true, on=on)
                changed += 1
    return changed


@transaction.atomic
def rebuild(*, on: datetime.date) -> int:
    """Work out every count of evidence, open row, title and tally again; return how many were wrong (0: none)."""
    version = PublicVersion.objects.select_for_update().get(pk=1)
    tallies.settle(version.counted_on, on=on)
    changed = evidence_counts.recount() + _rebuild_standings(on=on) + _rebuild_titles() + recount(on=on)
    if changed:
        new_public_version()
    return changed
