"""Recommendations and organisations as the public could see them, now or as of a past day."""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

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
