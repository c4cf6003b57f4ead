"""What may be asked of a commitment: the filters that all public pages, files, charts and the API share.

They narrow statuses (how each commitment stood on a day), so that a number and the list behind it cannot disagree.
"""

from __future__ import annotations

import operator
from functools import reduce
from typing import TYPE_CHECKING, Self

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dashboard.editions import ALL
from dashboard.texts import cross_cutting
from progress.freshness import Freshness
from progress.models import AssessedCompletion, CommitmentStatus, EvidenceStrength, Health
from progress.overdue import is_overdue
from recommendations.models import Edition, Recommendation, Tag, Word
from recommendations.models.vocabulary import actor_choices, word
from search.queries import SearchQuery
from stakeholders.models import CommitmentTag, Country, ImplementationStatus, Organisation

from . import choices
from .conditions import SCOPES, freshness_is, organisation_keys, place_keys
from .fields import CROSS_CUTTING, NO_REPORT
from .kinds import ChoicesFilter, DayFilter, RowsFilter, SearchFilter, YesNoFilter
from .scopes import in_scopes

if TYPE_CHECKING:
    from .selection import Selection


def any_of(conditions: list[Q]) -> Q:
    """The condition that at least one of these holds."""
    return reduce(operator.or_, conditions)


class StatusFilters(django_filters.FilterSet):
    """The filters on commitments. ``selection`` says which values are asked for, and of which day."""

    selection: Selection

    q = SearchFilter("commitments")
    edition = RowsFilter(
        lambda: Edition.objects.public(),
        "slug",
        special={ALL: choices.all_editions},
        row_label=choices.edition_label,
        offered=choices.editions,
        label=_("Edition"),
        method="filter_edition",
    )
    area = RowsFilter(
        choices.public_areas,
        "slug",
        special={CROSS_CUTTING: cross_cutting},
        row_label=choices.area_label,
        offered=choices.areas,
        label=word(Word.RESPONSE_AREA),
        method="filter_area",
    )
    recommendation = RowsFilter(
        lambda: Recommendation.objects.public(),
        "reference",
        row_label=choices.recommendation_label,
        label=word(Word.RECOMMENDATION),
        method="filter_recommendation",
    )
    actor_type = ChoicesFilter(actor_choices, label=_("Actor type"), method="filter_actor_type")
    country = RowsFilter(
        lambda: Country.objects.all(), "code", offered=choices.countries, label=_("Country"), method="filter_country"
    )
    organisation = RowsFilter(
        lambda: Organisation.objects.public().prefetch_related("merged"),
        "slug",
        label=_("Organisation"),
        method="filter_organisation",
    )
    tag = RowsFilter(
        lambda: Tag.objects.select_related("taxonomy"),
        "slug",
        row_label=choices.tag_label,
        offered=choices.tags,
        label=_("Tags"),
        method="filter_tag",
    )
    status = ChoicesFilter(
        [(NO_REPORT, _("No report yet")), *ImplementationStatus.choices],
        label=_("Implementation status"),
        method="filter_status",
    )
    health = ChoicesFilter(Health.choices, label=_("Outlook"), method="filter_health")
    freshness = ChoicesFilter(Freshness.choices, label=_("Age of latest report"), method="filter_freshness")
    evidence = ChoicesFilter(EvidenceStrength.choices, label=_("Evidence"), method="filter_evidence")
    assessed = ChoicesFilter(AssessedCompletion.choices, label=_("Independent assessment"), method="filter_assessed")
    due_after = DayFilter(label=_("Due after"), field_name="due_on", lookup_expr="gt")
    due_before = DayFilter(label=_("Due before"), field_name="due_on", lookup_expr="lt")
    overdue = YesNoFilter(
        label=_("Overdue"), yes=_("Only overdue"), no=_("Only those not overdue"), method="filter_overdue"
    )

    @classmethod
    def of(cls, selection: Selection) -> Self:
        """The filters of a selection, whether an address has asked for it or not."""
        filters = cls(queryset=CommitmentStatus.objects.none())
        filters.selection = selection
        return filters

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The rows that the selection leaves. What else it holds (a page, an order) leaves nothing out."""
        for name, value in self.selection.chosen.items():
            if name in self.filters:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    def filter_text(self, rows: QuerySet, name: str, query: SearchQuery) -> QuerySet:
        # What has been made private since has left the index, and answers to a search for its words on no day.
        return rows.filter(query.condition("commitment_id"))

    def filter_edition(self, rows: QuerySet, name: str, editions: list) -> QuerySet:
        # Areas are chosen within the editions that are chosen.
        return rows if "area" in self.selection.chosen else self.filter_area(rows, name, editions)

    def filter_area(self, rows: QuerySet, name: str, areas: list) -> QuerySet:
        return rows.filter(in_scopes(place_keys(self.selection.chosen) or []))

    def _in_scopes(self, rows: QuerySet, name: str, values: list) -> QuerySet:
        return rows.filter(in_scopes([SCOPES[name](value) for value in values]))

    filter_recommendation = filter_actor_type = filter_country = _in_scopes

    def filter_organisation(self, rows: QuerySet, name: str, organisations: list) -> QuerySet:
        return rows.filter(in_scopes(organisation_keys(organisations)))

    def filter_tag(self, rows: QuerySet, name: str, tags: list[Tag]) -> QuerySet:
        return rows.filter(commitment__in=CommitmentTag.objects.filter(tag__in=tags).values("commitment_id"))

    def filter_status(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        return rows.filter(implementation_status__in=["" if value == NO_REPORT else value for value in values])

    def filter_health(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        return rows.filter(health__in=values)

    def filter_freshness(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        return rows.filter(any_of([self._is_so_fresh(value) for value in values]))

    def _is_so_fresh(self, value: str) -> Q:
        """Without a report there is no status either: an index holds that, and not the day of the report."""
        is_so = freshness_is(value, self.selection.on)
        return is_so & Q(implementation_status="") if value == Freshness.NONE else is_so

    def filter_evidence(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        return rows.filter(evidence_strength__in=values)

    def filter_assessed(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        return rows.filter(assessed_completion__in=values)

    def filter_overdue(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        late = is_overdue(self.selection.on)
        return rows.filter(late if value else Q(due_on__isnull=True) | ~late)
