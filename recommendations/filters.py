"""The filters of the curators' list of recommendations."""

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from .models import ActorType, Edition, Obligation, Recommendation


class CatalogueFilters(django_filters.FilterSet):
    """``q``, ``edition`` (its code), ``actor_type``, ``obligation`` and ``archived``."""

    q = django_filters.CharFilter(label=_("Search"), method="filter_q", max_length=200)
    edition = django_filters.ModelChoiceFilter(
        label=_("Edition"), queryset=Edition.objects.order_by("code"), to_field_name="code"
    )
    actor_type = django_filters.ChoiceFilter(label=_("Addressed to"), choices=ActorType, method="filter_actor_type")
    obligation = django_filters.ChoiceFilter(label=_("Obligation"), choices=Obligation)
    archived = django_filters.ChoiceFilter(
        label=_("Archived"), choices=[("no", _("No")), ("yes", _("Yes"))], method="filter_archived"
    )

    class Meta:
        model = Recommendation
        fields = ["q", "edition", "actor_type", "obligation", "archived"]

    def filter_q(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return queryset.search(value)

    def filter_actor_type(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return queryset.addressed_to(value)

    def filter_archived(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return queryset.filter(archived_at__isnull=value == "no")
