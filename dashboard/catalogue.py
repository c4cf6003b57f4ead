"""Recommendations and organisations as the public could see them, now or as of a past day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from dashboard.remembered import while_catalogued
from dashboard.texts import show
from recommendations.models import EditionState, Recommendation
from stakeholders.models import Organisation


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


def _read_recommendations() -> dict[int, Recommendation]:
    rows = Recommendation.objects.exclude(edition__state=EditionState.DRAFT).select_related("area__edition", "edition")
    rows = rows.prefetch_related("addressees").order_by("-edition__published_on", "edition_id", "position")
    found = list(rows)
    show(found, (row.area for row in found), (row.edition for row in found))
    return {row.pk: row for row in found}


@while_catalogued
def recommendations() -> dict[int, Recommendation]:
    """Every recommendation of a public edition by its key, archived ones too: with its words, its place and whom it
    asks, newest edition first. Two queries beside the translations.
    """
    return _read_recommendations()


def these_recommendations(keys: Iterable[int]) -> list[Recommendation]:
    """Those with these keys, in their order."""
    wanted, known = set(keys), recommendations()
    if not wanted <= known.keys():  # entered since this answer was begun
        known = _read_recommendations()
    return [row for row in known.values() if row.pk in wanted]


def recommendations_on(as_of: datetime.date | None) -> list[Recommendation]:
    """Those that were not archived by the end of the day (None: that are not archived), in their order."""
    end = as_of and end_of(as_of)
    return [
        row
        for row in recommendations().values()
        if row.archived_at is None or (end is not None and row.archived_at >= end)
    ]
