"""Shapes of the API's other answers, for the schema only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from dashboard.statistics import STATUSES
from progress.freshness import Freshness
from progress.models import EvidenceStrength, Health


def _counts(name: str, keys) -> serializers.Serializer:
    fields = {str(key): serializers.IntegerField(min_value=0) for key in keys}
    return type(name, (serializers.Serializer,), fields)()


class Counts(serializers.Serializer):
    """Commitments counted four ways."""

    total = serializers.IntegerField(min_value=0)
    status = _counts("CountsByStatus", STATUSES)
    health = _counts("CountsByHealth", Health.values)
    freshness = _counts("CountsByFreshness", Freshness.values)
    evidence = _counts("CountsByEvidence", EvidenceStrength.values)


class Area(serializers.Serializer):
    """A response area."""

    slug = serializers.CharField()
    edition = serializers.CharField()
    name = serializers.CharField()
    url = serializers.URLField()
    recommendations = serializers.IntegerField(min_value=0)
    commitments = Counts()


class AreaPage(serializers.Serializer):
    """All areas: there is one page."""

    results = Area(many=True)
    next = serializers.URLField(allow_null=True)
    as_of = serializers.DateField()


class Finding(serializers.Serializer):
    """A figure of an edition."""

    key = serializers.CharField()
    statement = serializers.CharField()
    value = serializers.CharField(help_text=_("A decimal number."))
    unit = serializers.CharField()
    population = serializers.CharField()
    year_from = serializers.IntegerField(allow_null=True)
    year = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of this name


class Edition(serializers.Serializer):
    """A published assessment."""

    slug = serializers.CharField()
    code = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField(allow_blank=True)
    publisher = serializers.CharField()
    published = serializers.CharField(help_text=_("ISO 8601, as exact as it is known."))
    language = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    state = serializers.ChoiceField(["published", "archived"])
    key_findings = Finding(many=True)


class EditionPage(serializers.Serializer):
    """All editions: there is one page."""

    results = Edition(many=True)
    next = serializers.URLField(allow_null=True)


class TrendPoint(serializers.Serializer):
    """Commitments by status at the end of a day."""

    day = serializers.DateField()
    status = _counts("TrendByStatus", STATUSES)


class Gap(serializers.Serializer):
    """A recommendation that somebody was asked and has not answered."""

    recommendation = serializers.CharField()
    asked = serializers.ListField(child=serializers.CharField())
    missing = serializers.ListField(child=serializers.CharField())
    nobody = serializers.BooleanField()
    answered_through = serializers.ListField(
        child=serializers.CharField(),
        help_text=_("Recommendations of other editions whose commitments count for this one."),
    )


class Summary(serializers.Serializer):
    """The dashboard's numbers."""

    as_of = serializers.DateField()
    editions = serializers.ListField(
        child=serializers.CharField(), help_text=_("The keys of the editions that these numbers cover.")
    )
    commitments = Counts()
    overdue = serializers.IntegerField(min_value=0)
    counted_only = serializers.IntegerField(
        allow_null=True,
        help_text=_(
            "At least this many commitments that organisations chose not to show, in steps of 5; null for fewer."
        ),
    )
    areas = Area(many=True)
    trend = TrendPoint(many=True, allow_null=True)
    gaps = Gap(many=True)
    note = serializers.CharField()
