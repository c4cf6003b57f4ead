"""Writing the index: rows brought to what is public now, in the transaction that changes it, or all of them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from progress.models import ProgressReport, PublicVersion
from progress.waiting_lists import SHORT
from search.models import Searched, SearchedCommitment, SearchedOrganisation, SearchedReport, SearchWord
from stakeholders.models import Commitment, Organisation
from stakeholders.rows import Statement, send

from . import documents
from .asking import Asked, Piece
from .fields import tsvector

# Rows at a time when everything is worked out again: memory stays the same for any number of rows.
BATCH = 2000


@dataclass(frozen=True)
class Kept:
    """One table of the index: what it belongs to, and where its words come from."""

    index: type[Searched]
    model: type[Model]
    documents: Callable[[Iterable[int]], documents.Documents]


COMMITMENTS = Kept(SearchedCommitment, Commitment, documents.commitments)
REPORTS = Kept(SearchedReport, ProgressReport, documents.reports)
ORGANISATIONS = Kept(SearchedOrganisation, Organisation, documents.organisations)
EVERYTHING = (COMMITMENTS, REPORTS, ORGANISATIONS)


def refresh(kept: Kept, keys: Iterable[int]) -> int:
    """Bring the rows with these keys to what is public now; return how many changed. Five statements at most."""
    keys = list(keys)
    return _bring(kept, keys, kept.documents(keys))


def refresh_report(report: ProgressReport) -> None:
    """A report as it is at hand, locked. Two statements on PostgreSQL, one more elsewhere."""
    found = documents.of_reports([report])
    if found and connection.vendor == "postgresql":
        send(_statement(REPORTS.index, found))  # nobody asks whether it changed
    else:
        _bring(REPORTS, [report.pk], found)


def _bring(kept: Kept, keys: list[int], found: documents.Documents) -> int:
    changed = _write(kept.index, found)
    if gone := [key for key in keys if key not in found]:
        changed += kept.index.objects.filter(pk__in=gone).delete()[0]
    return changed


def refresh_commitment(commitment: Commitment) -> None:
    """A commitment with the reports on it: their words come and go with its visibility."""
    refresh(COMMITMENTS, [commitment.pk])
    for keys in _some(ProgressReport.objects.filter(commitment=commitment, published_at__isnull=False)):
        refresh(REPORTS, keys)


def refresh_organisation(organisation: Organisation) -> None:
    """An organisation with all that bears its name."""
    refresh(ORGANISATIONS, [organisation.pk])
    for keys in _some(Commitment.objects.of_organisations([organisation])):
        refresh(COMMITMENTS, keys)
    for keys in _some(organisation.reports.filter(published_at__isnull=False)):
        refresh(REPORTS, keys)


def _some(rows: Any) -> Iterator[list[int]]:
    """The keys of the rows in their order, ``BATCH`` at a time."""
    last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield keys
        last = keys[-1]


def _write(index: type[Searched], found: documents.Documents) -> int:
    """Write the rows that differ; return how many."""
    if not found:
        return 0
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(*_statement(index, found))
            return cursor.rowcount
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {index._meta.db_table} (key, words) VALUES (%s, %s) {_clash(index)} IS NOT excluded.words",  # noqa: S608
            [(key, " ".join(words)) for key, words in found.items()],
        )
        changed = cursor.rowcount
    learned = [SearchWord(word=word) for word in _worth_learning(found)]
    SearchWord.objects.bulk_create(learned, ignore_conflicts=True)
    return changed


def _statement(index: type[Searched], found: documents.Documents) -> Statement:
    """PostgreSQL's, which counts the rows that it wrote."""
    return Statement(
        f"WITH learned AS (INSERT INTO {SearchWord._meta.db_table} SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING)"  # noqa: S608
        f" INSERT INTO {index._meta.db_table} (key, words) SELECT key, words::tsvector"
        f" FROM unnest(%s::bigint[], %s::text[]) AS new (key, words) {_clash(index)} IS DISTINCT FROM excluded.words",
        [_worth_learning(found), list(found), [tsvector(words) for words in found.values()]],
    )


def _clash(index: type[Searched]) -> str:
    """What to do with a row that is there, if its words ..."""
    return f"ON CONFLICT (key) DO UPDATE SET words = excluded.words WHERE {index._meta.db_table}.words"


def _worth_learning(found: documents.Documents) -> list[str]:
    """Words to remember for near spellings: long enough to be mistyped, in one order for all writers."""
    return sorted({word for words in found.values() for word in words if len(word) > 3 and not word.isdigit()})


def rebuild(progress: Callable[[str, int], None] = lambda name, done: None) -> int:
    """Work the whole index out again; return how many rows were wrong (0 when it was sound).

    A batch is a transaction, so that nobody waits for the whole; it holds the public version, so that no publication
    is overwritten with what was true before it. ``progress`` hears the table and how far it came. Side effect: words
    that no text has any more are forgotten, at the end: searches spell beginnings out with those that are known.
    """
    used: set[str] = set()
    changed = sum(_rebuild(kept, progress, used) for kept in EVERYTHING)
    _forget_words(used)
    return changed


def _rebuild(kept: Kept, progress: Callable[[str, int], None], used: set[str]) -> int:
    changed, last, name = 0, 0, str(kept.model._meta.verbose_name_plural)
    with _filled_first(kept.index):
        for keys in _some(kept.model._default_manager.all()):
            with transaction.atomic():
                PublicVersion.objects.select_for_update().get(pk=1)
                found = kept.documents(keys)
                changed += _bring(kept, keys, found)
                changed += _forget(kept, last, keys[-1], keys)
            used.update(word for words in found.values() for word in words)
            last = keys[-1]
            progress(name, last)
    return changed + kept.index.objects.filter(pk__gt=last).delete()[0]


@contextmanager
def _filled_first(index: type[Searched]) -> Iterator[None]:
    """An empty table of PostgreSQL is filled before it is indexed, which takes a fraction of the time."""
    if connection.vendor != "postgresql" or index.objects.exists():
        yield
        return
    table = index._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {table}_words")
        try:
            yield
        finally:
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {table}_words ON {table} USING gin (words) {SHORT}")
            cursor.execute(f"ANALYZE {table}")


def _forget(kept: Kept, after: int, upto: int, keys: list[int]) -> int:
    """Take rows away whose own row is no more."""
    return kept.index.objects.filter(pk__gt=after, pk__lte=upto).exclude(pk__in=keys).delete()[0]


@transaction.atomic
def _forget_words(used: set[str]) -> None:
    """Forget words that no text has. Of one that was not met the index is asked: it may have come back meanwhile."""
    PublicVersion.objects.select_for_update().get(pk=1)
    unmet = [word for word in SearchWord.objects.values_list("word", flat=True) if word not in used]
    asked = {word: Asked((Piece((word,), open=False),)) for word in unmet}
    gone = [
        word
        for word, alone in asked.items()
        if not any(kept.index.objects.filter(words__fits=alone).count() for kept in EVERYTHING)
    ]
    SearchWord.objects.filter(word__in=gone).delete()
