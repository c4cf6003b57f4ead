"""What coverage can be narrowed by, and how its lines are grouped."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from progress.coverage import Line, State, for_period, for_rounds
from progress.models import PeriodState, ReportingPeriod
from recommendations.models import ResponseArea, Word
from recommendations.models.vocabulary import actor_choices, actor_label, word
from recommendations.translations import show
from stakeholders.models import Country, Organisation

ROUNDS = "rounds"
CROSS_CUTTING = _("Cross-cutting")
NO_COUNTRY = _("No country")


class CoverageForm(forms.Form):
    """Which reports to look at: of a period or of the last rounds, of which organisations, areas and state."""

    period = forms.ChoiceField(label=_("Reporting period"), required=False)
    area = forms.TypedChoiceField(label=word(Word.RESPONSE_AREA), coerce=int, empty_value=None, required=False)
    actor_type = forms.ChoiceField(
        label=_("Actor type"), choices=lambda: [("", _("All")), *actor_choices()], required=False
    )
    country = forms.ModelChoiceField(label=_("Country"), queryset=Country.objects.none(), required=False)
    state = forms.ChoiceField(
        label=_("Report"), choices=[("", _("All")), ("open", _("Not yet submitted")), *State.choices], required=False
    )
    stale = forms.BooleanField(label=_("No report for 12 months"), required=False)
    nobody = forms.BooleanField(label=_("Without an owner or focal point"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self._periods = {str(one.pk): one for one in ReportingPeriod.objects.exclude(state=PeriodState.PLANNED)}
        names = [(key, period.name) for key, period in self._periods.items()]
        fields["period"].choices = [*names, (ROUNDS, _("Rounds of regular commitments"))]
        countries = Country.objects.filter(organisations__isnull=False).distinct()
        fields["country"].queryset = countries.by_name(get_language() or "en")
        fields["country"].empty_label = _("All")
        areas = area_names(ResponseArea.objects.values_list("pk", flat=True))
        fields["area"].choices = [("", _("All")), *areas.items()]

    @property
    def about(self) -> str:
        """The key of the chosen period, or ``ROUNDS``; the newest period where none is chosen."""
        return self.cleaned_data.get("period") or next(iter(self._periods), ROUNDS)

    @property
    def chosen_period(self) -> ReportingPeriod | None:
        """The period that is looked at; None for rounds."""
        return self._periods.get(self.about)

    def organisations(self) -> Any:
        """Those in use that the filters leave."""
        wanted = {name: self.cleaned_data.get(name) for name in ("actor_type", "country")}
        return Organisation.objects.public().filter(**{name: value for name, value in wanted.items() if value})

    def lines(self, *, on: datetime.date) -> list[Line]:
        """What is left of the expected reports."""
        period = self.chosen_period
        found = for_period(period, self.organisations()) if period else for_rounds(self.organisations(), on=on)
        return [line for line in found if self._is_wanted(line, on)]

    def _is_wanted(self, line: Line, on: datetime.date) -> bool:
        area, state = self.cleaned_data.get("area"), self.cleaned_data.get("state")
        return (
            (area is None or area in line.areas)
            and (not state or state == line.state or (state == "open" and line.state != State.REPORTED))
            and (not self.cleaned_data.get("stale") or line.is_stale(on))
            and (not self.cleaned_data.get("nobody") or line.has_nobody)
        )


def _of_areas(line: Line) -> Iterable[int | None]:
    return line.areas or (None,)


# By what lines are grouped into the rows of a table, besides organisations and single commitments.
GROUPS: dict[str, Callable[[Line], Iterable]] = {
    "area": _of_areas,
    "actor_type": lambda line: [line.organisation.actor_type],
    "country": lambda line: [line.organisation.country],
}
BY = ("organisation", "commitment", *GROUPS)


def labels(by: str, keys: Iterable) -> dict[Any, str]:
    """What the groups of these keys are called, in the language of the page. Three queries at most, for areas."""
    if by == "actor_type":
        return {key: actor_label(key) for key in keys}
    if by == "country":
        return {key: str(key or NO_COUNTRY) for key in keys}
    return {None: str(CROSS_CUTTING)} | area_names([key for key in keys if key])


def area_names(keys: Iterable[int]) -> dict[int, str]:
    """The names of these response areas, in the language of the page, with their edition where there are several."""
    areas = list(ResponseArea.objects.filter(pk__in=list(keys)).select_related("edition"))
    show(areas)
    editions = {one.edition_id for one in areas}
    return {
        one.pk: f"{one.texts['name']} ({one.edition.code})" if len(editions) > 1 else str(one.texts["name"])
        for one in areas
    }
