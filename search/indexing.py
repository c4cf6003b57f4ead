"""Writing the index: documents follow what is public in the transaction that changes it; and all of them again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model, QuerySet

from progress.models import ProgressReport, PublicVersion
from recommendations.models import Edition, Recommendation, RecommendationTag, Tag, Translation
from stakeholders.models import Commitment, Organisation

from . import documents, sql
from .models import Kind, SearchDocument, SearchWord
from .names import AREA, RECOMMENDATION
from .queries import fitting
from .terms import Term, Terms

# Rows at a time when everything is worked out again: memory stays the same for any number of rows.
BATCH = 2000
SHORTEST_LEARNED = 4  # a shorter word is near to too many
EDITION = Edition._meta.label_lower


class Source(NamedTuple):
    """What documents of a kind are made from."""

    model: type[Model]
    documents: Callable[[Iterable[int]], documents.Documents]
    teaches: bool = True  # whether near spellings are looked for among its words (search.spelling)


SOURCES = {
    Kind.COMMITMENTS: Source(Commitment, documents.commitments),
    Kind.REPORTS: Source(ProgressReport, documents.reports),
    Kind.ORGANISATIONS: Source(Organisation, documents.organisations),
    Kind.RECOMMENDATIONS: Source(Recommendation, documents.recommendations, teaches=False),
}


def refresh(kind: Kind, keys: Iterable[int]) -> int:
    """Bring the documents with these keys to what is public now; return how many changed. Six queries at most."""
    keys = list(keys)
    return _bring(kind, keys, SOURCES[kind].documents(keys))


def _bring(kind: Kind, keys: list[int], found: documents.Documents) -> int:
    changed = sql.write(kind, found)
    if SOURCES[kind].teaches:
        SearchWord.objects.bulk_create(_worth_learning(found), ignore_conflicts=True)
    if gone := [key for key in keys if key not in found]:
        changed += SearchDocument.objects.filter(kind=kind, key__in=gone).delete()[0]
    return changed


def _worth_learning(found: documents.Documents) -> list[SearchWord]:
    """Words to remember for near spellings: long enough to be mistyped, in one order for all writers."""
    words = {word for held in found.values() for word in held}
    return [SearchWord(word=w) for w in sorted(words) if len(w) >= SHORTEST_LEARNED and not w.isdigit()]


def refresh_report(report: ProgressReport) -> None:
    """A report that was published or retracted."""
    refresh(Kind.REPORTS, [report.pk])


def refresh_commitments(commitments: Collection[Commitment]) -> None:
    """Commitments with the reports on them: their words come and go with their visibility."""
    refresh(Kind.COMMITMENTS, [one.pk for one in commitments])
    for keys in _some(ProgressReport.objects.filter(commitment__in=commitments, published_at__isnull=False)):
        refresh(Kind.REPORTS, keys)


def refresh_organisations(organisations: Collection[Organisation]) -> None:
    """Organisations with all that bears their names."""
    refresh(Kind.ORGANISATIONS, [one.pk for one in organisations])
    for keys in _some(Commitment.objects.of_organisations(organisations)):
        refresh(Kind.COMMITMENTS, keys)
    for keys in _some(ProgressReport.objects.filter(organisation__in=organisations, published_at__isnull=False)):
        refresh(Kind.REPORTS, keys)


def refresh_catalogue(changed: Model) -> None:
    """The recommendations whose words a row of the catalogue holds; nothing for other rows."""
    subject, key = changed._meta.label_lower, changed.pk
    if isinstance(changed, Translation):
        subject, key = changed.subject, changed.object_id
    rows = Recommendation.objects.values_list("pk", flat=True)
    if subject == RECOMMENDATION:
        refresh(Kind.RECOMMENDATIONS, [key])
    elif subject == AREA:
        refresh(Kind.RECOMMENDATIONS, rows.filter(area=key))
    elif subject == EDITION:
        refresh(Kind.RECOMMENDATIONS, rows.filter(edition=key))
    elif isinstance(changed, RecommendationTag):
        refresh(Kind.RECOMMENDATIONS, [changed.recommendation_id])
    elif isinstance(changed, Tag):
        refresh(Kind.RECOMMENDATIONS, rows.filter(tag_links__tag=key))
        for keys in _some(Commitment.objects.filter(tag_links__tag=key)):
            refresh(Kind.COMMITMENTS, keys)


def _some(rows: QuerySet) -> Iterator[list[int]]:
    """The keys of the rows in their order, ``BATCH`` at a time."""
    last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield keys
        last = keys[-1]


def fill(*, using: str, plan: Any = (), **_: Any) -> None:
    """After migrating: a site that has organisations when the index comes to it gets it filled at once."""
    if using == DEFAULT_DB_ALIAS and plan and not SearchDocument.objects.exists() and Organisation.objects.exists():
        rebuild()


def rebuild(progress: Callable[[str, int], None] = lambda name, done: None) -> int:
    """Work the whole index out again; return how many documents were wrong (0 when it was sound).

    A batch is a transaction, so that nobody waits for the whole; it holds the public version, so that no publication
    is overwritten with what was true before it. ``progress`` hears of what and how far it came. Side effect: words
    that no text has any more are forgotten.
    """
    used: set[str] = set()
    changed = sum(_rebuild(kind, progress, used) for kind in SOURCES)
    _forget_words(used)
    return changed


def _rebuild(kind: Kind, progress: Callable[[str, int], None], used: set[str]) -> int:
    source, there = SOURCES[kind], SearchDocument.objects.filter(kind=kind)
    changed, last, name = 0, 0, str(source.model._meta.verbose_name_plural)
    with nullcontext() if there.exists() else sql.filled_first(kind):
        for keys in _some(source.model._default_manager.all()):
            with transaction.atomic():
                PublicVersion.objects.select_for_update().get(pk=1)
                found = source.documents(keys)
                changed += _bring(kind, keys, found)
                # Rows whose own row is no more.
                changed += there.filter(key__gt=last, key__lte=keys[-1]).exclude(key__in=keys).delete()[0]
            if source.teaches:
                used.update(word for words in found.values() for word in words)
            last = keys[-1]
            progress(name, last)
    return changed + there.filter(key__gt=last).delete()[0]


@transaction.atomic
def _forget_words(used: set[str]) -> None:
    """Forget words that no text has. Of one that was not met the index is asked: it may have come back meanwhile."""
    PublicVersion.objects.select_for_update().get(pk=1)
    forget_words(word for word in SearchWord.objects.values_list("word", flat=True) if word not in used)


def refresh_found(words: Sequence[str]) -> None:
    """Bring to what is public now whatever is found by all of these words."""
    terms = Terms(tuple(Term((word,), open=False) for word in words))
    for kind in SOURCES if words else ():
        refresh(kind, fitting(kind, terms).values_list("key", flat=True))


def forget_words(words: Iterable[str]) -> None:
    """Forget those of the words that no text has, by what the index says."""
    unmet = list(words)
    kinds = [kind for kind, source in SOURCES.items() if source.teaches]
    alone = {word: Terms((Term((word,), open=False),)) for word in unmet}
    gone = [word for word, terms in alone.items() if not any(fitting(kind, terms).exists() for kind in kinds)]
    SearchWord.objects.filter(word__in=gone).delete()
