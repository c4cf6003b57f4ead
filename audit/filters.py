"""What the log can be narrowed by."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.days import zone_of
from accounts.models import User
from audit.models import Entry, Way
from audit.recording import person_words
from audit.words import KINDS, RESTRICTED_KINDS, actions_for, kind_label
from names import normal_form
from search.terms import Term, Terms, read_terms
from stakeholders.filters import DAY
from stakeholders.models import Organisation

#: So many people or organisations of one name are looked for; of more, the first by name.
MOST_NAMED = 50


def _kinds(everything: bool) -> list[tuple[str, str]]:
    return [(kind, kind_label(kind)) for kind in (*KINDS, *(RESTRICTED_KINDS if everything else ()))]


class EntryFilter(django_filters.FilterSet):
    """Entries by words, person, act, object, organisation, door and days."""

    q = django_filters.CharFilter(method="by_words", label=_("Search"), max_length=200)
    person = django_filters.CharFilter(method="by_person", label=_("Person"), max_length=200)
    organisation = django_filters.CharFilter(method="by_organisation", label=_("Organisation"), max_length=200)
    action = django_filters.ChoiceFilter(label=_("What was done"), empty_label=_("Anything"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("Anything"))
    key = django_filters.CharFilter(max_length=60, widget=forms.HiddenInput)
    way = django_filters.ChoiceFilter(choices=Way.choices, label=_("Way in"), empty_label=_("Any way"))
    since = django_filters.DateFilter(method="from_day", label=_("From"), widget=DAY)
    until = django_filters.DateFilter(method="until_day", label=_("Until"), widget=DAY)

    class Meta:
        model = Entry
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A curator is offered only what a curator may read of."""
        super().__init__(*args, **kwargs)
        everything = bool(self.request and self.request.user.is_administrator)
        self.words = "words__fits" if everything else "curator_words__fits"
        self.filters["kind"].extra["choices"] = _kinds(everything)
        self.filters["action"].extra["choices"] = actions_for(everything)

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """All words stand in the object's name or the reason; what holds no word finds nothing."""
        terms = read_terms(value)
        return queryset.filter(**{self.words: terms}) if terms else queryset.none()

    def by_person(self, queryset: Any, name: str, value: str) -> Any:
        """Who did it, or whom it was done to, by a part of the name or the address."""
        found = User.objects.all()
        for word in value.split()[:10]:
            found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
        keys = found.order_by("name", "pk").values_list("pk", flat=True)[:MOST_NAMED]
        words = person_words(*keys)
        if not words:
            return queryset.none()
        terms = Terms((Term((words[0],), open=False, instead=tuple(words[1:])),))
        return queryset.filter(**{self.words: terms})

    def by_organisation(self, queryset: Any, name: str, value: str) -> Any:
        """By the words of its name, former or present spelling alike."""
        found = Organisation.objects.all()
        for word in value.split()[:10]:
            found = found.filter(Q(name__icontains=word) | Q(name_key__contains=normal_form(word)))
        keys = list(found.order_by("name", "pk").values_list("pk", flat=True)[:MOST_NAMED])
        return queryset.filter(organisation__in=keys)

    def from_day(self, queryset: Any, name: str, value: datetime.date) -> Any:
        return queryset.filter(at__gte=self._midnight(value))

    def until_day(self, queryset: Any, name: str, value: datetime.date) -> Any:
        """The day itself is in it."""
        return queryset.filter(at__lt=self._midnight(value + datetime.timedelta(days=1)))

    def _midnight(self, day: datetime.date) -> datetime.datetime:
        zone = zone_of(self.request.user) if self.request else timezone.get_default_timezone()
        return datetime.datetime.combine(day, datetime.time.min, zone)
