"""The catalogue as the public sees it: editions, areas, recommendations and their words, now or as of a past day.

It is small and seldom changes, so a process reads it whole, once for each version and language (``catalogue``).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from progress.models import PublicVersion
from recommendations.models import (
    ActorType,
    Crosswalk,
    Edition,
    EditionState,
    KeyFinding,
    Recommendation,
    ResponseArea,
    Tag,
    vocabulary,
)
from recommendations.translations import reader_language, show
from stakeholders.models import Country, Organisation


@dataclass(frozen=True)
class Catalogue:
    """Everything of public editions with its texts in one language. Requests share it: nobody may change it.

    Editions come newest first; areas and recommendations in the order of the source, archived ones too.
    """

    editions: tuple[Edition, ...]
    areas: tuple[ResponseArea, ...]
    recommendations: dict[int, Recommendation]
    findings: tuple[KeyFinding, ...]
    crosswalks: tuple[Crosswalk, ...]
    countries: dict[str, Country]
    tags: tuple[Tag, ...]  # of all taxonomies, in their order
    answers_for: dict[str, frozenset[str]]  # for each actor type those that its commitments answer for


_version: ContextVar[int | None] = ContextVar("version of the catalogue", default=None)
_unsaved: ContextVar[Catalogue | None] = ContextVar("what a preview shows", default=None)
_read: dict[str, tuple[int, Catalogue]] = {}  # by language, the last version that this process has read


@contextmanager
def of_version(version: int) -> Iterator[None]:
    """Within, ``catalogue`` is of this ``PublicVersion.catalogue`` and does not ask for it."""
    token = _version.set(version)
    vocabulary.expect(version)
    try:
        yield
    finally:
        _version.reset(token)


@contextmanager
def with_unsaved(typed: Edition | KeyFinding) -> Iterator[None]:
    """Within, ``catalogue`` holds an edition or a key finding as a curator has typed it, published or not."""
    token = _unsaved.set(read_catalogue(typed))
    try:
        yield
    finally:
        _unsaved.reset(token)


def catalogue() -> Catalogue:
    """The catalogue in the language of the page. One query for its version outside of ``of_version``; some ten queries
    where this process has not read that version yet.
    """
    if (unsaved := _unsaved.get()) is not None:
        return unsaved
    version, language = _version.get(), reader_language()
    if version is None:
        version = PublicVersion.objects.values_list("catalogue", flat=True).get()
        vocabulary.expect(version)
    known = _read.get(language)
    if known is None or known[0] != version:
        known = _read[language] = version, read_catalogue()
    return known[1]


def forget() -> None:
    """Read it anew next time, as a new process would."""
    _read.clear()


def read_catalogue(typed: Edition | KeyFinding | None = None) -> Catalogue:
    """The catalogue as it is in the database, in the language of the page; with what a preview puts in its place."""
    editions = tuple(Edition.objects.public().order_by("-published_on", "-pk"))
    if typed is not None:
        shown = _with(editions, typed if isinstance(typed, Edition) else typed.edition)
        editions = tuple(sorted(shown, key=lambda one: (one.published_on, one.pk), reverse=True))
    areas = ResponseArea.objects.filter(edition__in=editions).order_by("-edition__published_on", "position")
    recommendations = Recommendation.objects.filter(edition__in=editions).prefetch_related("addressees").in_order()
    findings = tuple(KeyFinding.objects.filter(edition__in=editions, archived_at=None).order_by("position"))
    if isinstance(typed, KeyFinding):
        findings = tuple(sorted(_with(findings, typed), key=lambda one: one.position))
    _link(editions, areas, recommendations, findings)
    show(editions, areas, recommendations, findings)
    return Catalogue(
        editions=editions,
        areas=tuple(areas),
        recommendations={row.pk: row for row in recommendations},
        findings=findings,
        crosswalks=tuple(Crosswalk.objects.order_by("later_id", "earlier_id")),
        countries={country.code: country for country in Country.objects.order_by()},
        tags=tuple(Tag.objects.select_related("taxonomy")),
        answers_for=ActorType.objects.answers_for(),
    )


Row = TypeVar("Row", Edition, KeyFinding)


def _with(rows: Iterable[Row], typed: Row) -> tuple[Row, ...]:
    """This row before all others, in the place of its stored self."""
    return tuple(chain([typed], (row for row in rows if row.pk != typed.pk)))


def _link(
    editions: Iterable[Edition],
    areas: Iterable[ResponseArea],
    recommendations: Iterable[Recommendation],
    findings: Iterable[KeyFinding],
) -> None:
    """Let all of them share their editions and areas, so that each text is there once."""
    edition_by_key, area_by_key = {row.pk: row for row in editions}, {row.pk: row for row in areas}
    of_an_edition: list[ResponseArea | Recommendation | KeyFinding] = [*areas, *recommendations, *findings]
    for row in of_an_edition:
        row.edition = edition_by_key[row.edition_id]
    for recommendation in recommendations:
        if recommendation.area_id in area_by_key:
            recommendation.area = area_by_key[recommendation.area_id]


def end_of(day: datetime.date) -> datetime.datetime:
    """The first moment after ``day`` in the site's time zone."""
    next_day = day + datetime.timedelta(days=1)
    return datetime.datetime.combine(next_day, datetime.time.min, timezone.get_default_timezone())


def _not_archived(as_of: datetime.date | None) -> Q:
    there = Q(archived_at__isnull=True)
    return there if as_of is None else there | Q(archived_at__gte=end_of(as_of))


def public_recommendations(as_of: datetime.date | None) -> QuerySet[Recommendation]:
    """Recommendations of public editions that were not archived by the end of the day."""
    return Recommendation.objects.exclude(edition__state=EditionState.DRAFT).filter(_not_archived(as_of))


def public_organisations(as_of: datetime.date | None) -> QuerySet[Organisation]:
    """Organisations that were not archived by the end of the day."""
    return Organisation.objects.filter(_not_archived(as_of))


def these_recommendations(keys: Iterable[int]) -> list[Recommendation]:
    """Those with these keys, in their order."""
    wanted, known = set(keys), catalogue().recommendations
    if not wanted <= known.keys():  # entered since this answer was begun
        known = read_catalogue().recommendations
    return [row for row in known.values() if row.pk in wanted]


def recommendations_on(as_of: datetime.date | None) -> list[Recommendation]:
    """Those that were not archived by the end of the day (None: that are not archived), in their order."""
    end = as_of and end_of(as_of)
    return [
        row
        for row in catalogue().recommendations.values()
        if row.archived_at is None or (end is not None and row.archived_at >= end)
    ]
