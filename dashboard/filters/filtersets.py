"""The filter sets of the public side: one a thing, with the same parameters on pages, files, charts and in the API.

Some filters are asked of the list's own rows (an actor type asked, the status that a report states), the others of
commitments: a list shows what belongs to at least one commitment that fits all of those.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any, Self

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from dashboard.catalogue import public_organisations, public_recommendations
from dashboard.reports import TEXT_IS_PUBLIC, public_reports, public_retractions
from progress.evidence_strength import evidence_is
from progress.health import health_is
from progress.models import BarrierKind, CommitmentStatus
from recommendations.models import Addressee, Edition, Recommendation, RecommendationTag, ResponseArea, Tag
from search.queries import SearchQuery
from stakeholders.models import Commitment, Country, JointOrganisation, Organisation, Region

from . import choices
from .conditions import freshness_is
from .fields import CROSS_CUTTING
from .kinds import (
    ChoicesFilter,
    DayFilter,
    DayParameter,
    NumberedRowsFilter,
    OrderParameter,
    PageParameter,
    SearchFilter,
    YesNoFilter,
)
from .order import Order
from .selection import Selection
from .statuses import StatusFilters, any_of
from .title_order import title_order


class PublicFilters(StatusFilters):
    """What every page, file and chart takes.

    ``requested`` is what the address asks for, ``selection`` what is shown of it; they differ where a page states an
    edition by itself.
    """

    as_of = DayParameter(label=_("Data as of"))

    orders: dict[str, Order] = {}
    default_order = ""
    # Whether numbers under these filters are of one edition where the address names none.
    states_an_edition = False

    requested: Selection
    # The first day of the record, where the address names a past day and it was looked up.
    first_day: datetime.date | None = None

    @classmethod
    def of(cls, selection: Selection) -> Self:
        filters = super().of(selection)
        filters.requested = selection
        return filters

    @property
    def ordering(self) -> str:
        """The name of the order asked for, or of the list's own."""
        return self.selection.chosen.get("ordering") or self.default_order

    def order(self) -> Order:
        return self.orders[self.ordering]


class DashboardFilters(PublicFilters):
    """The dashboard, gaps, charts and the API's summary: no list, so neither order nor page."""

    states_an_edition = True


class AreaFilters(PublicFilters):
    """The same for one area, which the address names: it says the edition as well."""

    area = None  # type: ignore[assignment]  # so that django-filter leaves it out


class GapFilters(DashboardFilters):
    """``/gaps/``: also by region, and what is unanswered alone, which the page itself looks at."""

    region = ChoicesFilter(Region.choices, label=_("Region"))
    unanswered = YesNoFilter(label=_("Missing commitments"), yes=_("Only with gaps"), no=_("Only without gaps"))


class ListFilters(PublicFilters):
    """A list: what it shows, its orders and its pages.

    Filters of the names in ``own`` are asked of the list's own rows, by the methods that it has for them; all others of
    the commitments that the rows belong to.
    """

    own: tuple[str, ...] = ()
    page = PageParameter()

    def rows(self) -> QuerySet:
        """What the list shows, without an order."""
        return self.filter_queryset(self.everything())

    def every_row(self) -> QuerySet:
        """What data holds of it, asked for by whoever reads it to the last row: a file."""
        return self.recorded()

    def recorded(self) -> QuerySet:
        """What data holds of it: the list, and what only data tells apart."""
        return self.rows()

    def everything(self) -> QuerySet:
        """What is public on the day and belongs to the commitments chosen."""
        raise NotImplementedError

    def statuses(self) -> QuerySet[CommitmentStatus] | None:
        """How the commitments stood that the other filters choose; None when none of these is on."""
        selection = self.selection.without(*self.own)
        return selection.statuses() if selection.narrowed else None

    def filter_queryset(self, queryset: QuerySet, *, leaving_out: str = "") -> QuerySet:
        """The rows that the list's own filters choose; ``leaving_out`` names one that is not asked."""
        for name in self.own:
            if name in self.selection.chosen and name != leaving_out:
                queryset = self.filters[name].filter(queryset, self.selection.chosen[name])
        return queryset


def by_date(column: str, earliest: Any, latest: Any) -> tuple[Order, Order]:
    """Both orders of a date column; rows without the date come last in both."""

    def order(instead: datetime.date, label: Any, descending: bool) -> Order:
        expression = Coalesce(column, Value(instead), output_field=DateField())
        return Order(expression, label, descending, key="commitment_id")

    return order(datetime.date.max, earliest, False), order(datetime.date.min, latest, True)


DUE, DUE_BACK = by_date("due_on", _("Due date, soonest first"), _("Due date, latest first"))
REPORTED, REPORTED_BACK = by_date("reported_on", _("Latest report, oldest first"), _("Latest report, newest first"))


class CommitmentFilters(ListFilters):
    """``/commitments/``: the rows are statuses, one a commitment, as of the day."""

    orders = {
        "title": Order(F("title"), _("Title, A to Z"), key="commitment_id"),
        "-title": Order(F("title"), _("Title, Z to A"), descending=True, key="commitment_id"),
        "due": DUE,
        "-due": DUE_BACK,
        "reported": REPORTED,
        "-reported": REPORTED_BACK,
    }
    default_order = "title"
    ordering = OrderParameter(orders)

    def everything(self) -> QuerySet[CommitmentStatus]:
        return self.selection.statuses()


# "from" is a word of the programming language, so these two cannot be written as attributes of a class.
ReportDays = type(
    "ReportDays",
    (ListFilters,),
    {
        "__doc__": "The span of days that reports describe.",
        "from": DayFilter(label=_("Reports on or after"), field_name="covers_until", lookup_expr="gte"),
        "to": DayFilter(label=_("Reports on or before"), field_name="covers_until", lookup_expr="lte"),
    },
)


class OfItsOrganisation:
    """Filters on organisations, for rows that each belong to one."""

    def filter_organisation(self, rows: QuerySet, name: str, organisations: list[Organisation]) -> QuerySet:
        return rows.filter(organisation__in=organisations)

    def filter_actor_type(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        return rows.filter(organisation__actor_type__in=values)

    def filter_country(self, rows: QuerySet, name: str, countries: list[Country]) -> QuerySet:
        return rows.filter(organisation__country__in=countries)


class ReportFilters(OfItsOrganisation, ReportDays):  # type: ignore[misc, valid-type]  # made by a call, as above
    """``/reports/``: what a report itself states, of the organisation that reports, on the chosen commitments."""

    orders = {
        "-published": Order(F("published_at"), _("Published, newest first"), descending=True),
        "published": Order(F("published_at"), _("Published, oldest first")),
        "-covers": Order(F("covers_until"), _("Day reported on, newest first"), descending=True),
        "covers": Order(F("covers_until"), _("Day reported on, oldest first")),
    }
    default_order = "-published"

    own = (
        "q",
        "organisation",
        "actor_type",
        "country",
        "status",
        "health",
        "freshness",
        "evidence",
        "barrier",
        "period",
        "from",
        "to",
    )

    q = SearchFilter("reports")
    barrier = ChoicesFilter(BarrierKind.choices, label=_("Kinds of barrier"), method="filter_barrier")
    period = NumberedRowsFilter(choices.public_periods, "pk", offered=choices.periods, label=_("Reporting period"))
    ordering = OrderParameter(orders)

    def everything(self) -> QuerySet:
        return self._public()

    def _public(self, **options: bool) -> QuerySet:
        return public_reports(self.selection.as_of, self.statuses(), **options)

    def every_row(self) -> QuerySet:
        return self.filter_queryset(self._public(to_the_last=True, corrected=True))

    def retracted(self) -> QuerySet:
        """Reports that were taken back and would be in the list; a search finds none of them."""
        return self.filter_queryset(public_retractions(self.statuses()))

    def recorded(self) -> QuerySet:
        """With the reports that were corrected, which data says of each and lists leave out."""
        return self.filter_queryset(self._public(corrected=True))

    def rows_without(self, name: str) -> QuerySet:
        """The list as it would be without one of its own filters, for the counts beside that filter's values."""
        return self.filter_queryset(self._public(), leaving_out=name)

    def filter_text(self, rows: QuerySet, name: str, query: SearchQuery) -> QuerySet:
        return rows.filter(TEXT_IS_PUBLIC & query.condition())

    def filter_status(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        return rows.filter(implementation_status__in=values)

    def filter_health(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        return rows.filter(health_is(values))

    def filter_barrier(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        # The codes stand in the text of the list in quotation marks, on every database.
        named = any_of([Q(barrier_kinds__icontains=value) for value in values])
        return rows.filter(TEXT_IS_PUBLIC & named)

    def filter_freshness(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        return rows.filter(any_of([freshness_is(value, self.selection.on, "covers_until") for value in values]))

    def filter_evidence(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        return rows.filter(any_of([evidence_is(value) for value in values]))


class PackFilters(ReportFilters):
    """``/packs/``: what ``/reports/`` takes; a pack has an order of its own and no pages."""

    ordering = None  # type: ignore[assignment]  # so that django-filter leaves it out
    page = None


class RecommendationFilters(ListFilters):
    """``/recommendations/``: by their own text, place and addressees, and by the commitments made for them."""

    orders = {
        "reference": Order(F("reference"), _("Reference")),
        "-reference": Order(F("reference"), _("Reference, last first"), descending=True),
        "title": Order(F("title"), _("Title, A to Z")),
        "-title": Order(F("title"), _("Title, Z to A"), descending=True),
    }
    default_order = "reference"

    own = ("q", "edition", "area", "recommendation", "actor_type", "tag")

    q = SearchFilter("recommendations")
    ordering = OrderParameter(orders)

    def order(self) -> Order:
        """Titles are sorted as the reader sees them."""
        order = super().order()
        return replace(order, expression=title_order()) if self.ordering in ("title", "-title") else order

    def everything(self) -> QuerySet[Recommendation]:
        rows = public_recommendations(self.selection.as_of)
        if (statuses := self.statuses()) is None:
            return rows
        links = Commitment.recommendations.through.objects.filter(commitment_id__in=statuses.values("commitment_id"))
        return rows.filter(pk__in=links.values("recommendation_id"))

    def filter_text(self, rows: QuerySet, name: str, query: SearchQuery) -> QuerySet:
        return rows.filter(query.condition())

    def filter_edition(self, rows: QuerySet, name: str, editions: list[Edition]) -> QuerySet:
        return rows.filter(edition__in=editions)

    def filter_area(self, rows: QuerySet, name: str, areas: list[ResponseArea | str]) -> QuerySet:
        none = Q(area__isnull=True) if CROSS_CUTTING in areas else Q(pk__in=[])
        return rows.filter(none | Q(area__in=[area for area in areas if area != CROSS_CUTTING]))

    def filter_recommendation(self, rows: QuerySet, name: str, recommendations: list[Recommendation]) -> QuerySet:
        return rows.filter(pk__in=[row.pk for row in recommendations])

    def filter_actor_type(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        return rows.filter(Exists(Addressee.objects.filter(recommendation=OuterRef("pk"), actor_type__in=values)))

    def filter_tag(self, rows: QuerySet, name: str, tags: list[Tag]) -> QuerySet:
        """The recommendation's own tags."""
        return rows.filter(pk__in=RecommendationTag.objects.filter(tag__in=tags).values("recommendation_id"))


class OrganisationFilters(ListFilters):
    """``/organisations/``: by their own name, kind and country, and by the commitments that they lead or join."""

    orders = {
        "name": Order(F("name"), _("Name, A to Z")),
        "-name": Order(F("name"), _("Name, Z to A"), descending=True),
    }
    default_order = "name"

    own = ("q", "actor_type", "country", "organisation")

    q = SearchFilter("organisations")
    ordering = OrderParameter(orders)

    def everything(self) -> QuerySet[Organisation]:
        rows = public_organisations(self.selection.as_of)
        if (statuses := self.statuses()) is None:
            return rows
        commitments = statuses.values("commitment_id")
        leads = Commitment.objects.filter(pk__in=commitments).values("lead_organisation_id")
        joined = JointOrganisation.objects.filter(commitment_id__in=commitments).values("organisation_id")
        return rows.filter(Q(pk__in=leads) | Q(pk__in=joined))

    def filter_text(self, rows: QuerySet, name: str, query: SearchQuery) -> QuerySet:
        return rows.filter(query.condition())

    def filter_actor_type(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        return rows.filter(actor_type__in=values)

    def filter_country(self, rows: QuerySet, name: str, countries: list[Country]) -> QuerySet:
        return rows.filter(country__in=countries)

    def filter_organisation(self, rows: QuerySet, name: str, organisations: list[Organisation]) -> QuerySet:
        return rows.filter(pk__in=[row.pk for row in organisations])
