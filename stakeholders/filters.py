"""What the signed-in lists can be narrowed by. The names are those of the public pages and the API."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from names import normal_form
from recommendations.models.vocabulary import actor_choices
from stakeholders.models import Commitment, CommitmentState, Country, Organisation

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def _countries(request) -> object:
    return Country.objects.filter(organisations__isnull=False).distinct().by_name(get_language() or "en")


def _organisations_of_person(request) -> object:
    """The person's own; a curator filters by the words of a name instead of a list of all."""
    return Organisation.objects.of_member(request.user) if request else Organisation.objects.none()


class CommitmentFilter(django_filters.FilterSet):
    """Commitments by words, state, organisation and due date."""

    q = django_filters.CharFilter(method="by_words", label=_("Search"), max_length=200)
    state = django_filters.ChoiceFilter(choices=CommitmentState.choices, label=_("Stage"), empty_label=_("Any stage"))
    organisation = django_filters.ModelChoiceFilter(
        method="by_organisation",
        queryset=_organisations_of_person,
        to_field_name="slug",
        label=_("Organisation"),
        empty_label=_("All of mine"),
    )
    due_after = django_filters.DateFilter("due_on", "gte", label=_("Due from"), widget=DAY)
    due_before = django_filters.DateFilter("due_on", "lte", label=_("Due until"), widget=DAY)

    class Meta:
        model = Commitment
        fields: list[str] = []

    def by_words(self, queryset, name: str, value: str):
        """Every word stands in the title, the lead's name or a recommendation's reference."""
        for word in value.split()[:10]:
            queryset = queryset.filter(
                Q(title__icontains=word)
                | Q(lead_organisation__name__icontains=word)
                | Q(pk__in=Commitment.objects.filter(recommendations__reference__icontains=word).values("pk"))
            )
        return queryset

    def by_organisation(self, queryset, name: str, value: Organisation):
        return queryset.of_organisations([value])


class ProposalFilter(CommitmentFilter):
    """The curator's queue: by words only, beside the due date."""

    class Meta(CommitmentFilter.Meta):
        pass

    state = None
    organisation = None


class OrganisationFilter(django_filters.FilterSet):
    """Organisations by words, actor type, country, and whether anybody answers for them."""

    q = django_filters.CharFilter(method="by_words", label=_("Search"), max_length=200)
    actor_type = django_filters.ChoiceFilter(
        choices=actor_choices, label=_("Actor type"), empty_label=_("Any actor type")
    )
    country = django_filters.ModelChoiceFilter(queryset=_countries, label=_("Country"), empty_label=_("Any country"))
    archived = django_filters.BooleanFilter(
        "archived_at",
        "isnull",
        exclude=True,
        label=_("In use"),
        widget=forms.Select(
            choices=[("", _("All")), ("false", _("In use")), ("true", pgettext_lazy("organisations", "Archived"))]
        ),
    )
    orphaned = django_filters.BooleanFilter(
        method="without_focal_point", label=_("Without an active focal point"), widget=forms.CheckboxInput
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def by_words(self, queryset, name: str, value: str):
        for word in value.split()[:10]:
            written = Q(name__icontains=word) | Q(slug__icontains=word)
            queryset = queryset.filter(written | Q(name_key__contains=normal_form(word)))
        return queryset

    def without_focal_point(self, queryset, name: str, value: bool):
        return queryset.orphaned() if value else queryset
