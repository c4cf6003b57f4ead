"""Filters of what belongs to commitments and recommendations, which data alone lists row by row.

Every other filter speaks of the commitments, as on all lists: a row is there where its commitment fits.
"""

from __future__ import annotations

import datetime

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from dashboard.catalogue import end_of, public_organisations, public_recommendations
from dashboard.reports import TEXT_IS_PUBLIC, public_reports
from progress.models import Assessment, CommitmentStatus, IndicatorValue
from recommendations.models import Edition, Recommendation, ResponseArea
from stakeholders.models import (
    Commitment,
    Indicator,
    Milestone,
    Response,
    ResponseKind,
    Visibility,
)

from .fields import CROSS_CUTTING
from .filtersets import ListFilters, OfItsOrganisation
from .kinds import ChoicesFilter, NumberedRowsFilter, OrderParameter
from .order import Order


class PartFilters(ListFilters):
    """Parts of commitments: also those of one commitment, by its number.

    On a past day they are those of the commitments that were public on it and still are.
    """

    own = ("commitment",)

    commitment = NumberedRowsFilter(
        lambda: Commitment.objects.public(), "pk", label=_("Commitment"), method="filter_commitment"
    )

    path = "commitment"  # from a row to its commitment

    def chosen(self) -> QuerySet[CommitmentStatus]:
        """How the commitments stand that the filters choose."""
        return self.selection.statuses().filter(commitment__visibility=Visibility.PUBLIC)

    def of_the_chosen(self, rows: QuerySet) -> QuerySet:
        """Those of the rows that belong to the chosen commitments."""
        return rows.filter(**{f"{self.path}__in": self.chosen().values("commitment_id")})

    def filter_commitment(self, rows: QuerySet, name: str, commitments: list[Commitment]) -> QuerySet:
        return rows.filter(**{f"{self.path}__in": commitments})


LAST_DAY = Value(datetime.date.max)


class MilestoneFilters(PartFilters):
    """Milestones, by their due dates; those without one come last."""

    orders = {"due": Order(Coalesce("due_on", LAST_DAY, output_field=DateField()), _("Due date, soonest first"))}
    default_order = "due"
    ordering = OrderParameter(orders)

    def everything(self) -> QuerySet[Milestone]:
        return self.of_the_chosen(Milestone.objects.all())


class IndicatorFilters(PartFilters):
    """Indicators, by what they measure."""

    orders = {"name": Order(F("name"), _("Name, A to Z"))}
    default_order = "name"
    ordering = OrderParameter(orders)

    def everything(self) -> QuerySet[Indicator]:
        return self.of_the_chosen(Indicator.objects.all())


class IndicatorValueFilters(PartFilters):
    """Values of indicators in published reports, corrected reports included."""

    orders = {"covers": Order(F("report__covers_until"), _("Day reported on, oldest first"))}
    default_order = "covers"
    ordering = OrderParameter(orders)
    path = "report__commitment"

    def everything(self) -> QuerySet[IndicatorValue]:
        reports = public_reports(self.selection.as_of, self.chosen(), corrected=True).filter(TEXT_IS_PUBLIC)
        return IndicatorValue.objects.filter(report__in=reports.order_by().values("pk"))


class AssessmentFilters(PartFilters):
    """Assessments that had been published by the day, the latest first."""

    orders = {"-assessed": Order(F("assessed_on"), _("Assessed, latest first"), descending=True)}
    default_order = "-assessed"
    ordering = OrderParameter(orders)

    def everything(self) -> QuerySet[Assessment]:
        day = self.selection.on
        return self.of_the_chosen(Assessment.objects.filter(assessed_on__lte=day, published_at__lt=end_of(day)))


class ResponseFilters(OfItsOrganisation, ListFilters):
    """Responses: by the recommendation and who gave them, and by the commitments that the organisation makes to it."""

    orders = {
        "recommendation": Order(F("recommendation__reference"), _("Reference")),
        "organisation": Order(F("organisation__name"), _("Name, A to Z")),
    }
    default_order = "recommendation"
    ordering = OrderParameter(orders)

    own = ("edition", "area", "recommendation", "organisation", "actor_type", "country", "response")

    response = ChoicesFilter(
        [choice for choice in ResponseKind.choices if choice[0] != ResponseKind.NONE],
        label=_("Response"),
        field_name="response",
    )

    def everything(self) -> QuerySet[Response]:
        selection = self.selection
        rows = Response.objects.exclude(response=ResponseKind.NONE).filter(
            recommendation__in=public_recommendations(selection.as_of),
            organisation__in=public_organisations(selection.as_of),
        )
        if selection.as_of:
            rows = rows.filter(stated_on__lte=selection.as_of)
        if (statuses := self.statuses()) is None:
            return rows
        links = Commitment.recommendations.through.objects.filter(
            recommendation=OuterRef("recommendation"), commitment__in=statuses.values("commitment_id")
        )
        leads = Exists(links.filter(commitment__lead_organisation=OuterRef("organisation")))
        joins = Exists(links.filter(commitment__joint_organisations=OuterRef("organisation")))
        return rows.filter(Q(leads) | Q(joins))

    def filter_edition(self, rows: QuerySet, name: str, editions: list[Edition]) -> QuerySet:
        return rows.filter(recommendation__edition__in=editions)

    def filter_area(self, rows: QuerySet, name: str, areas: list[ResponseArea | str]) -> QuerySet:
        none = Q(recommendation__area__isnull=True) if CROSS_CUTTING in areas else Q(pk__in=[])
        return rows.filter(none | Q(recommendation__area__in=[one for one in areas if one != CROSS_CUTTING]))

    def filter_recommendation(self, rows: QuerySet, name: str, recommendations: list[Recommendation]) -> QuerySet:
        return rows.filter(recommendation__in=recommendations)
