"""The filter sets of the public lists: the same parameters on pages, exports, charts and in the API.

A filter set cleans what the address says and makes a ``Selection`` of commitments from it. Commitments are listed
straight from the selection; the other lists show what belongs to at least one chosen commitment, and narrow by their
own columns where a parameter has a meaning of its own there (an actor type asked, the status that a report states).
"""

from __future__ import annotations

import copy
import datetime
import functools
import operator
from functools import reduce
from typing import Any

import django_filters
from django import forms
from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dashboard.catalogue import public_organisations, public_recommendations
from dashboard.editions import ALL
from dashboard.reports import TEXT_IS_PUBLIC, public_reports
from progress.evidence_strength import evidence_is
from progress.freshness import Freshness
from progress.health import health_is
from progress.models import EvidenceStrength, Health, PeriodState, ReportingPeriod, Standing
from recommendations.models import ActorType, Addressee, Edition, Recommendation, ResponseArea
from stakeholders.models import Commitment, Country, ImplementationStatus, JointOrganisation, Organisation, Region

from .conditions import freshness_is
from .fields import (
    CROSS_CUTTING,
    NO_REPORT,
    DayField,
    ManyField,
    NumberedRowsField,
    OneField,
    RowsField,
    SearchField,
    YesNoField,
)
from .order import Order
from .selection import Selection

STATUS_CHOICES = [(NO_REPORT, _("No report yet")), *ImplementationStatus.choices]


def _all(choices: list) -> list:
    return [("", _("All")), *choices]


def public_areas() -> QuerySet[ResponseArea]:
    return (
        ResponseArea.objects.exclude(edition__state="draft")
        .select_related("edition")
        .order_by("-edition__published_on", "position")
    )


class AnyField(django_filters.Filter):
    """A filter whose field is given whole; what it asks is worked out by the selection, not here."""

    def __init__(self, field: forms.Field) -> None:
        super().__init__(label=field.label)
        self.given = field

    @property
    def field(self) -> forms.Field:
        return self.given

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs

    def __deepcopy__(self, memo: dict) -> AnyField:
        """Each filter set takes filters of its own; the field within is copied by its form, once and not twice."""
        return copy.copy(self)


def searching(things: str) -> AnyField:
    """The ``q`` parameter of a list of these things."""
    return AnyField(SearchField(things, label=_("Search"), required=False))


class AskedForm(forms.Form):
    """The fields that an address gives values for, and all where there is no address: none of them is required.

    Fields that read an address are those of the class: they keep nothing of what they read, and copying them took as
    long as reading. Where a form is drawn its fields are its own, for they are given their choices then.
    """

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        asked = None
        if data is not None:
            asked, self.base_fields = {name: field for name, field in self.base_fields.items() if name in data}, {}
        super().__init__(data, **options)
        if asked is not None:
            self.fields = asked


class PublicFilters(django_filters.FilterSet):
    """Every parameter that all public lists take. ``selection`` needs a valid form (``dashboard.filters.read``)."""

    class Meta:
        form = AskedForm

    q = searching("commitments")
    edition = AnyField(RowsField(lambda: Edition.objects.public(), "slug", [ALL], label=_("Edition"), required=False))
    area = AnyField(RowsField(public_areas, "slug", [CROSS_CUTTING], label=_("Response area"), required=False))
    recommendation = AnyField(
        RowsField(lambda: Recommendation.objects.public(), "reference", label=_("Recommendation"), required=False)
    )
    actor_type = AnyField(ManyField(label=_("Actor type"), choices=_all(ActorType.choices), required=False))
    country = AnyField(RowsField(lambda: Country.objects.all(), "code", label=_("Country"), required=False))
    organisation = AnyField(
        RowsField(lambda: Organisation.objects.public(), "slug", label=_("Organisation"), required=False)
    )
    status = AnyField(ManyField(label=_("Implementation status"), choices=_all(STATUS_CHOICES), required=False))
    health = AnyField(ManyField(label=_("Health"), choices=_all(Health.choices), required=False))
    freshness = AnyField(
        ManyField(label=_("Freshness of the last report"), choices=_all(Freshness.choices), required=False)
    )
    evidence = AnyField(ManyField(label=_("Evidence"), choices=_all(EvidenceStrength.choices), required=False))
    due_after = AnyField(DayField(label=_("Due after"), required=False))
    due_before = AnyField(DayField(label=_("Due before"), required=False))
    overdue = AnyField(YesNoField(label=_("Overdue"), yes=_("Only overdue"), no=_("Only not overdue"), required=False))
    as_of = AnyField(DayField(label=_("As it stood on"), required=False))

    orders: dict[str, Order] = {}
    default_order = ""
    # Whether numbers under these filters are of one edition where the address names none.
    states_an_edition = False
    # What the address asks for, and what is shown of it: they differ where an edition is stated.
    asked: Selection
    selection: Selection

    def get_form_class(self) -> type[forms.Form]:
        """The form of these filters, made once: it is the same for every address."""
        return _form_class(type(self))

    def order(self) -> Order:
        """The order asked for, or the list's own."""
        return self.orders[self.form.cleaned_data.get("ordering") or self.default_order]

    def rows(self) -> QuerySet:
        """What the list shows, without an order."""
        raise NotImplementedError

    def every_row(self) -> QuerySet:
        """What data holds of it, asked for by whoever reads it to the last row: a file."""
        return self.recorded()

    def recorded(self) -> QuerySet:
        """What data holds of it: the list, and what only data tells apart."""
        return self.rows()


@functools.cache
def _form_class(filters: type[PublicFilters]) -> type[forms.Form]:
    return django_filters.FilterSet.get_form_class(filters(queryset=Standing.objects.none()))


class DashboardFilters(PublicFilters):
    """The dashboard, gaps, charts and the API's summary: no list, so neither order nor page."""

    states_an_edition = True


class AreaFilters(PublicFilters):
    """The same for one area, which the address names: it says the edition as well."""

    area = None


class GapFilters(PublicFilters):
    """``/gaps/``: also by region, and what is unanswered alone."""

    states_an_edition = True

    region = AnyField(ManyField(label=_("Region"), choices=_all(Region.choices), required=False))
    unanswered = AnyField(
        YesNoField(
            label=_("Unanswered"), yes=_("Only what is unanswered"), no=_("Only what is answered"), required=False
        )
    )


class ListFilters(PublicFilters):
    """What lists take besides the filters."""

    page = AnyField(forms.IntegerField(label=_("Page"), min_value=1, max_value=1_000_000, required=False))


def ordering_field(orders: dict[str, Order]) -> AnyField:
    """The ``ordering`` parameter over these orders."""
    choices = [("", _("Default")), *((name, order.label) for name, order in orders.items())]
    return AnyField(OneField(label=_("Sort by"), choices=choices, required=False))


def by_date(column: str, earliest: Any, latest: Any) -> tuple[Order, Order]:
    """Both orders of a date column; rows without the date come last in both."""

    def order(instead: datetime.date, label: Any, descending: bool) -> Order:
        expression = Coalesce(column, Value(instead), output_field=DateField())
        return Order(expression, label, descending, key="commitment_id")

    return order(datetime.date.max, earliest, False), order(datetime.date.min, latest, True)


def chosen_by_others(selection: Selection, *own: str) -> QuerySet[Standing] | None:
    """How the chosen commitments stood, leaving ``own`` filters to the list; None when no other filter is on."""
    selection = selection.without(*own)
    return selection.standings() if selection.narrowed else None


DUE, DUE_BACK = by_date("due_on", _("Due date, soonest first"), _("Due date, latest first"))
REPORTED, REPORTED_BACK = by_date("reported_on", _("Last report, oldest first"), _("Last report, newest first"))


class CommitmentFilters(ListFilters):
    """``/commitments/``: the rows are standings, one a commitment, as of the day."""

    orders = {
        "title": Order(F("title"), _("Title, A to Z"), key="commitment_id"),
        "-title": Order(F("title"), _("Title, Z to A"), descending=True, key="commitment_id"),
        "due": DUE,
        "-due": DUE_BACK,
        "reported": REPORTED,
        "-reported": REPORTED_BACK,
    }
    default_order = "title"
    ordering = ordering_field(orders)

    def rows(self) -> QuerySet:
        return self.selection.standings()


def public_periods() -> QuerySet[ReportingPeriod]:
    """The periods that reports have been asked for in; a planned one is nobody's business yet."""
    return ReportingPeriod.objects.exclude(state=PeriodState.PLANNED)


# "from" is a word of the programming language, so these two cannot be written as attributes of a class.
ReportDays = type(
    "ReportDays",
    (ListFilters,),
    {
        "__doc__": "The span of days that reports describe.",
        "from": AnyField(DayField(label=_("Reports from"), required=False)),
        "to": AnyField(DayField(label=_("Reports to"), required=False)),
    },
)


class ReportFilters(ReportDays):
    """``/reports/``: what a report itself states, of the organisation that reports, on the chosen commitments."""

    q = searching("reports")
    own = ("q", "organisation", "actor_type", "country", "status", "health", "freshness", "evidence")
    orders = {
        "-published": Order(F("published_at"), _("Published, newest first"), descending=True),
        "published": Order(F("published_at"), _("Published, oldest first")),
        "-covers": Order(F("covers_until"), _("Day reported on, newest first"), descending=True),
        "covers": Order(F("covers_until"), _("Day reported on, oldest first")),
    }
    default_order = "-published"
    period = AnyField(NumberedRowsField(public_periods, "pk", label=_("Reporting period"), required=False))
    ordering = ordering_field(orders)

    def rows(self) -> QuerySet:
        return self._rows(self.selection)

    def every_row(self) -> QuerySet:
        return self._rows(self.selection, to_the_last=True, corrected=True)

    def recorded(self) -> QuerySet:
        """With the reports that were corrected, which data says of each and lists leave out."""
        return self._rows(self.selection, corrected=True)

    def rows_without(self, name: str) -> QuerySet:
        """The list as it would be without one of its filters, for the counts beside that filter's values."""
        return self._rows(self.selection.without(name))

    def _rows(self, selection: Selection, *, to_the_last: bool = False, corrected: bool = False) -> QuerySet:
        chosen, on = selection.chosen, selection.on
        among = chosen_by_others(selection, *self.own)
        rows = public_reports(selection.as_of, among, to_the_last=to_the_last, corrected=corrected)
        for name, column in REPORT_COLUMNS.items():
            if name in chosen:
                rows = rows.filter(**{f"{column}__in": chosen[name]})
        for name, column in {"from": "covers_until__gte", "to": "covers_until__lte"}.items():
            if name in chosen:
                rows = rows.filter(**{column: chosen[name]})
        if "health" in chosen:
            rows = rows.filter(health_is(chosen["health"]))
        if "freshness" in chosen:
            rows = rows.filter(
                reduce(operator.or_, (freshness_is(value, on, "covers_until") for value in chosen["freshness"]))
            )
        if "evidence" in chosen:
            rows = rows.filter(reduce(operator.or_, map(evidence_is, chosen["evidence"])))
        if "q" in chosen:
            rows = rows.filter(TEXT_IS_PUBLIC & chosen["q"].condition())
        return rows


class PackFilters(ReportFilters):
    """``/packs/``: what ``/reports/`` takes; a pack has an order of its own and no pages."""

    ordering = None
    page = None


REPORT_COLUMNS = {
    "organisation": "organisation",
    "actor_type": "organisation__actor_type",
    "country": "organisation__country",
    "status": "implementation_status",
    "period": "period",
}


class RecommendationFilters(ListFilters):
    """``/recommendations/``: by their own text, place and addressees, and by the commitments made for them."""

    q = searching("recommendations")
    own = ("q", "edition", "area", "recommendation", "actor_type")
    orders = {
        "reference": Order(F("reference"), _("Reference")),
        "-reference": Order(F("reference"), _("Reference, last first"), descending=True),
        "title": Order(F("title"), _("Title, A to Z")),
        "-title": Order(F("title"), _("Title, Z to A"), descending=True),
    }
    default_order = "reference"
    ordering = ordering_field(orders)

    def rows(self) -> QuerySet:
        rows = public_recommendations(self.selection.as_of)
        if (standings := chosen_by_others(self.selection, *self.own)) is not None:
            commitments = standings.values("commitment_id")
            links = Commitment.recommendations.through.objects.filter(commitment_id__in=commitments)
            rows = rows.filter(pk__in=links.values("recommendation_id"))
        return rows.filter(self._own())

    def _own(self) -> Q:
        chosen, asked = self.selection.chosen, Q()
        if "q" in chosen:
            asked &= chosen["q"].condition()
        if "edition" in chosen:
            asked &= Q(edition__in=chosen["edition"])
        if "area" in chosen:
            none = Q(area__isnull=True) if CROSS_CUTTING in chosen["area"] else Q(pk__in=[])
            asked &= none | Q(area__in=[area for area in chosen["area"] if area != CROSS_CUTTING])
        if "recommendation" in chosen:
            asked &= Q(pk__in=[row.pk for row in chosen["recommendation"]])
        if "actor_type" in chosen:
            asked &= Exists(
                Addressee.objects.filter(recommendation=OuterRef("pk"), actor_type__in=chosen["actor_type"])
            )
        return asked


class OrganisationFilters(ListFilters):
    """``/organisations/``: by their own name, kind and country, and by the commitments that they lead or join."""

    q = searching("organisations")
    own = ("q", "actor_type", "country", "organisation")
    orders = {
        "name": Order(F("name"), _("Name, A to Z")),
        "-name": Order(F("name"), _("Name, Z to A"), descending=True),
    }
    default_order = "name"
    ordering = ordering_field(orders)

    def rows(self) -> QuerySet:
        chosen = self.selection.chosen
        rows = public_organisations(self.selection.as_of)
        if (standings := chosen_by_others(self.selection, *self.own)) is not None:
            commitments = standings.values("commitment_id")
            leads = Commitment.objects.filter(pk__in=commitments).values("lead_organisation_id")
            joined = JointOrganisation.objects.filter(commitment_id__in=commitments).values("organisation_id")
            rows = rows.filter(Q(pk__in=leads) | Q(pk__in=joined))
        if "q" in chosen:
            rows = rows.filter(chosen["q"].condition())
        for name, column in {"actor_type": "actor_type", "country": "country", "organisation": "slug"}.items():
            if name in chosen:
                values = [row.slug for row in chosen[name]] if name == "organisation" else chosen[name]
                rows = rows.filter(**{f"{column}__in": values})
        return rows
