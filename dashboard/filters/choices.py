"""The rows that public filters offer, and what they are called in the reader's language."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext

from dashboard.catalogue import catalogue
from dashboard.editions import public_editions
from dashboard.texts import cross_cutting
from names.phrases import labelled
from progress.models import PeriodState, ReportingPeriod
from progress.models.period import ReportingPeriodQuerySet
from recommendations.models import Edition, Recommendation, ResponseArea, Tag
from recommendations.translations import show
from stakeholders.models import Country

from .fields import CROSS_CUTTING


def all_editions() -> str:
    return gettext("All editions")


def edition_label(edition: Edition) -> str:
    show([edition])
    return str(edition.texts["title"])


def editions() -> list[tuple[str, str]]:
    return [(one.slug, edition_label(one)) for one in public_editions()]


def public_areas() -> QuerySet[ResponseArea]:
    """The areas of every public edition, newest edition first."""
    return (
        ResponseArea.objects.exclude(edition__state="draft")
        .select_related("edition")
        .order_by("-edition__published_on", "position")
    )


def area_label(area: ResponseArea) -> str:
    show([area])
    return str(area.texts["name"])


def recommendation_label(recommendation: Recommendation) -> str:
    show([recommendation])
    return f"{recommendation.reference} {recommendation.texts['title']}"


def areas() -> list[tuple[str, str]]:
    """The areas of every public edition, each name once: in the words and the order of the newest that has it."""
    names: dict[str, str] = {}
    for area in catalogue().areas:
        if area.archived_at is None:
            names.setdefault(area.slug, area_label(area))
    return [*names.items(), (CROSS_CUTTING, cross_cutting())]


def countries() -> list[tuple[str, str]]:
    """The countries of the organisations that take part."""
    rows = Country.objects.filter(organisations__archived_at=None, organisations__isnull=False).distinct()
    return [(country.code, country.name) for country in rows.by_name(get_language() or "en")]


def tag_label(tag: Tag) -> str:
    """What a tag is called: with its taxonomy, as several have tags that sound alike."""
    return labelled(tag.taxonomy.name, tag.name)


def tags() -> list[tuple[str, str]]:
    return [(tag.slug, tag_label(tag)) for tag in catalogue().tags]


def public_periods() -> ReportingPeriodQuerySet:
    """The periods that reports have been asked for in; a planned one is nobody's business yet."""
    return ReportingPeriod.objects.exclude(state=PeriodState.PLANNED)


def periods() -> list[tuple[int, str]]:
    return [(period.pk, period.name) for period in public_periods()]
