"""Filters of the signed-in lists of reports. (Public lists: ``dashboard.filters``.)"""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from progress.health import health_is
from progress.models import Health, ProgressReport, ReviewState
from stakeholders.models import ImplementationStatus, Organisation


class ReportFilter(django_filters.FilterSet):
    """Reports by words, organisation, and three of the axes. A value that does not exist is an error at its field."""

    q = django_filters.CharFilter(label=_("Search"), method="by_words", max_length=200)
    organisation = django_filters.ModelChoiceFilter(
        label=_("Organisation"), queryset=lambda request: organisations_of(request), empty_label=_("All")
    )
    review_state = django_filters.ChoiceFilter(
        label=_("Review stage"), choices=ReviewState.choices, empty_label=_("All")
    )
    status = django_filters.ChoiceFilter(
        label=_("Implementation status"),
        field_name="implementation_status",
        choices=ImplementationStatus.choices,
        empty_label=_("All"),
    )
    health = django_filters.ChoiceFilter(
        label=_("Outlook"), choices=Health.choices, empty_label=_("All"), method="by_health"
    )

    class Meta:
        model = ProgressReport
        fields: list[str] = []

    def by_health(self, queryset, name: str, value: str):
        """As everywhere, of open work alone."""
        return queryset.filter(health_is([value]))

    def by_words(self, queryset, name: str, value: str):
        """Every word must stand in the commitment's title or in the narrative."""
        for word in value.split():
            queryset = queryset.filter(commitment__title__icontains=word) | queryset.filter(narrative__icontains=word)
        return queryset


def organisations_of(request):
    """The organisations that the person may choose among: their own; all for a curator."""
    if request is None:
        return Organisation.objects.none()
    if request.user.is_curator or request.user.is_administrator:
        return Organisation.objects.all()
    return Organisation.objects.of_member(request.user)
