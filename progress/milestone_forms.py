"""The milestones of a report's form: those that are still to be reached, each with a box and the day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from progress.models import ProgressReport
from stakeholders.models import Milestone

DAY = "-day"


class MilestonesForm(forms.Form):
    """Boxes to tick. What is reached already stands beside them: taking it back is done on the commitment's page."""

    prefix = "reached"

    def __init__(self, report: ProgressReport, today: datetime.date, data: Any = None) -> None:
        self.today = today
        self.milestones = list(report.commitment.milestones.all())
        self.reached = [one for one in self.milestones if one.reached_on]
        self.open = {str(one.pk): one for one in self.milestones if not one.reached_on}
        super().__init__(data)
        for key, milestone in self.open.items():
            self.fields[key] = forms.BooleanField(label=milestone.title, required=False)
            self.fields[key + DAY] = forms.DateField(
                label=_("Reached on"),
                required=False,
                initial=today,
                widget=forms.DateInput(attrs={"type": "date", "max": today.isoformat()}, format="%Y-%m-%d"),
            )

    @property
    def rows(self) -> Iterator[tuple[Milestone, BoundField, BoundField]]:
        """Each milestone that is still to be reached, with its box and its day."""
        for key, milestone in self.open.items():
            yield milestone, self[key], self[key + DAY]

    @property
    def ticked(self) -> Iterator[tuple[str, Milestone, datetime.date]]:
        """The day's field, the milestone and the day of each that was ticked and passed the checks."""
        for key, milestone in self.open.items():
            if self.cleaned_data.get(key) and self.cleaned_data.get(key + DAY):
                yield key + DAY, milestone, self.cleaned_data[key + DAY]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for key in self.open:
            if data.get(key) and not data.get(key + DAY) and key + DAY not in self.errors:
                self.add_error(key + DAY, _("Enter the day on which it was reached."))
            elif not data.get(key):
                self.errors.pop(key + DAY, None)  # a day beside a box that is not ticked says nothing
        return data
