"""The days of a reporting period, and the decision to open, extend or close one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from progress.models import PeriodState, ReportingPeriod
from recommendations import three_way

DAYS = ("starts_on", "ends_on", "due_on")


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _Reason(forms.CharField):
    """Why: kept in the history of the period."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Reason"),
            help_text=_("Curators read it in the history of the period."),
            max_length=2_000,
            widget=forms.Textarea({"rows": 3}),
            error_messages={"required": _("Enter a reason. Say what happened and why.")},
        )


class PeriodForm(forms.ModelForm):
    """The days of a period, with the version that the person saw; and why, once it was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = _Reason()

    class Meta:
        model = ReportingPeriod
        fields = ("name", *DAYS)
        widgets = {name: _day() for name in DAYS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state == PeriodState.PLANNED:
            del self.fields["reason"]
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            three_way.remember(self)
        if "reason" in self.fields and self.is_bound:
            self.fields["reason"].required = self.changes_something

    @property
    def changes_something(self) -> bool:
        """True when another name or other days were typed than are saved: only then there is something to explain."""
        return bool({"name", *DAYS} & set(self.changed_data))

    @property
    def moves_open_period(self) -> bool:
        """True when other days of an open period were typed: somebody else is then asked, or by another day."""
        return self.instance.state == PeriodState.OPEN and bool(set(DAYS) & set(self.changed_data))


class MoveForm(forms.Form):
    """The version whose consequences the person was shown, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = _Reason()


class ExtendForm(forms.Form):
    """Until which day reports are due instead."""

    due_on = forms.DateField(label=_("New due date"), widget=_day())
