"""The days of a reporting period, and the decision to open or close one."""

from __future__ import annotations

from typing import Any

from django import forms

from progress.models import PeriodState, ReportingPeriod
from recommendations import three_way

DAYS = ("starts_on", "ends_on", "due_on")


class PeriodForm(forms.ModelForm):
    """The days of a period, with the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ReportingPeriod
        fields = ("name", *DAYS)
        widgets = {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in DAYS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            three_way.remember(self)

    @property
    def moves_open_period(self) -> bool:
        """True when other days of an open period were typed: somebody else is then asked, or by another day."""
        return self.instance.state == PeriodState.OPEN and bool(set(DAYS) & set(self.changed_data))


class MoveForm(forms.Form):
    """The version whose consequences the person was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)
