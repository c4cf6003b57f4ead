"""The filters of the curators' list of recommendations."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import Edition, Obligation, Recommendation
from .models.recommendation import RecommendationQuerySet
from .models.vocabulary import actor_choices


class CatalogueFilters(django_filters.FilterSet):
    """``q``, ``edition`` (its code), ``actor_type``, ``obligation`` and ``archived``."""

    q = django_filters.CharFilter(label=_("Search"), method="filter_q", max_length=200)
    edition = django_filters.ModelChoiceFilter(
        label=_("Edition"), queryset=Edition.objects.order_by("code"), to_field_name="code", empty_label=_("All")
    )
    actor_type = django_filters.ChoiceFilter(
        label=_("Addressed to"), choices=actor_choices, method="filter_actor_type", empty_label=_("All")
    )
    obligation = django_filters.ChoiceFilter(label=_("Obligation"), choices=Obligation, empty_label=_("All"))
    archived = django_filters.ChoiceFilter(
        label=pgettext_lazy("recommendation", "Archived"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        method="filter_archived",
        empty_label=_("All"),
    )

    class Meta:
        model = Recommendation
        fields = ["q", "edition", "actor_type", "obligation", "archived"]

    def filter_q(self, queryset: RecommendationQuerySet, name: str, value: str) -> RecommendationQuerySet:
        return queryset.search(value)

    def filter_actor_type(self, queryset: RecommendationQuerySet, name: str, value: str) -> RecommendationQuerySet:
        return queryset.addressed_to(value)

    def filter_archived(self, queryset: RecommendationQuerySet, name: str, value: str) -> RecommendationQuerySet:
        return queryset.filter(archived_at__isnull=value == "no")
