"""What lists filter by and the dashboard counts: kept in the transaction that changes it, and only here.

``refresh`` computes how a commitment stands now, and posts the difference to the ledger; ``rebuild`` works out
everything again and must find nothing to change. Every function that changes what the public sees takes the one row
of ``PublicVersion`` first: it is both the stamp for caches and the lock that keeps two publications from crossing.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from ledger import balances, posting
from progress import evidence_counts
from progress.computed_fields import Fields, computed_for, reported, stored_in
from progress.models import CommitmentStatus, PublicVersion
from progress.postings import Postings, add
from progress.recounting import recount
from stakeholders.models import Commitment

BATCH = 1000


def new_public_version(*, catalogue: bool = False) -> None:
    """Mark everything public as changed, and hold the mark until the transaction ends.

    ``catalogue``: what was recommended, who there is, or in which words, is among it.
    """
    PublicVersion.objects.filter(pk=1).update(
        number=F("number") + 1, catalogue=F("catalogue") + int(catalogue), changed_at=timezone.now()
    )


# --- Keeping the rows -----------------------------------------------------------------------------------


class Replacing:
    """Open rows that end on ``on``, and the next that begin: gathered one by one, written together.

    Two changes on one day leave one row.
    """

    def __init__(self, on: datetime.date) -> None:
        self.on = on
        self.gone: list[int] = []
        self.ended: list[int] = []
        self.begun: list[CommitmentStatus] = []

    def add(self, row: CommitmentStatus | None, commitment: int, title: str, fields: Fields | None) -> datetime.date:
        """Put these fields in the place of the row; returns the day from which they hold."""
        anew = row is not None and row.valid_from >= self.on
        since = row.valid_from if row is not None and anew else self.on
        if row is not None:
            (self.gone if anew else self.ended).append(row.pk)
        if fields is not None:
            key = row.pk if row is not None and anew else None
            following = CommitmentStatus(pk=key, commitment_id=commitment, title=title, valid_from=since, **fields)
            self.begun.append(following)
        return since

    def write(self) -> None:
        """Three queries at most, however many rows; one where one row says something else on its own day."""
        if len(self.begun) == 1 and self.gone == [self.begun[0].pk]:
            self.begun[0].save(force_update=True)
            return
        if self.gone:
            CommitmentStatus.objects.filter(pk__in=self.gone).delete()
        if self.ended:
            CommitmentStatus.objects.filter(pk__in=self.ended).update(valid_to=self.on)
        CommitmentStatus.objects.bulk_create(self.begun, batch_size=BATCH)


def _begin(keys: Sequence[int]) -> dict[int, CommitmentStatus]:
    """Take the lock behind which history rows and ledger change; give the open rows of these commitments."""
    new_public_version()
    return {row.commitment_id: row for row in CommitmentStatus.objects.as_of(None).filter(commitment__in=keys)}


def _bring(
    stored: Mapping[int, CommitmentStatus],
    computed: Mapping[int, Fields | None],
    titles: Mapping[int, str],
    *,
    on: datetime.date,
) -> int:
    """Replace the open rows that differ from what is true, and post the difference; returns how many did."""
    postings: Postings = Counter()
    changed, replacing = 0, Replacing(on)
    for key, after in computed.items():
        row = stored.get(key)
        before = stored_in(row) if row else None
        if before == after:
            continue
        since, changed = replacing.add(row, key, titles[key], after), changed + 1
        if before is not None:
            add(postings, before, since=since, times=-1)
        if after is not None:
            add(postings, after, since=since)
    replacing.write()
    posting.post(postings)
    return changed


def refresh_all(commitments: Sequence[Commitment], *, on: datetime.date) -> int:
    """Bring the open rows of these commitments, and the ledger, to what is true now, from the day ``on``.

    Call inside the transaction of the change, with the commitments locked and their lead organisations fetched.
    Returns how many changed. Side effects: the public version moves on. The queries do not grow with the commitments.
    """
    titles = {one.pk: one.title for one in commitments}
    stored = _begin(list(titles))
    return _bring(stored, computed_for(commitments), titles, on=on)


def refresh_reported(commitment: int, *, on: datetime.date) -> bool:
    """The same for one commitment, given by its key, of which nothing but its reports has changed.

    Whether and where it is counted stands in its open row: what changes that refreshes the row as well.
    """
    return bool(refresh_all_reported([commitment], on=on))


def refresh_all_reported(commitments: Sequence[int], *, on: datetime.date) -> int:
    """The same for many of them; returns how many changed."""
    stored = _begin(commitments)
    from_reports = reported(commitments)
    computed = {key: stored_in(row) | from_reports[key] for key, row in stored.items()}
    return _bring(stored, computed, {key: row.title for key, row in stored.items()}, on=on)


def retitle(commitment: Commitment) -> None:
    """List every history row of a commitment by the title that it bears now."""
    CommitmentStatus.objects.filter(commitment=commitment).exclude(title=commitment.title).update(
        title=commitment.title
    )


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
def recount_ledger(*, on: datetime.date) -> int:
    """Bring the ledger to what the history rows say, its balances up to the day ``on``; return how many were wrong.

    By itself only for loaders that have written rows of their own.
    """
    PublicVersion.objects.select_for_update().get(pk=1)
    wrong = recount()
    balances.write_missing(until=on)
    return wrong


@transaction.atomic
def write_balances(*, on: datetime.date) -> int:
    """Write the ledger's balances of the months that have begun by ``on``; return how many months lacked them.

    No number changes by it: sums become shorter.
    """
    PublicVersion.objects.select_for_update().get(pk=1)
    return balances.write_missing(until=on)


# --- Doing it all again ---------------------------------------------------------------------------------


def _batches(commitments: QuerySet[Commitment]) -> Iterator[list[Commitment]]:
    """These commitments, some at a time, so that memory does not grow with them."""
    ordered, last = commitments.select_related("lead_organisation").defer("description").order_by("pk"), 0
    while batch := list(ordered.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _rebuild_titles() -> int:
    true = Commitment.objects.filter(pk=OuterRef("commitment")).values("title")
    return CommitmentStatus.objects.exclude(title=F("commitment__title")).update(title=Subquery(true))


def _rebuild_rows(*, on: datetime.date) -> int:
    changed = 0
    for batch in _batches(Commitment.objects.all()):
        titles, computed = {one.pk: one.title for one in batch}, computed_for(batch)
        stored = {row.commitment_id: row for row in CommitmentStatus.objects.as_of(None).filter(commitment__in=titles)}
        replacing = Replacing(on)
        for key, true in computed.items():
            row = stored.get(key)
            if (stored_in(row) if row else None) != true:
                replacing.add(row, key, titles[key], true)
                changed += 1
        replacing.write()
    return changed


@transaction.atomic
def rebuild(*, on: datetime.date) -> int:
    """Work out every count of evidence, open row, title and ledger entry again; return how many were wrong (0: none).

    Side effect: balances that are missing are written.
    """
    PublicVersion.objects.select_for_update().get(pk=1)
    changed = evidence_counts.recount() + _rebuild_rows(on=on) + _rebuild_titles() + recount_ledger(on=on)
    if changed:
        new_public_version()
    return changed
