"""When a milestone was reached."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Milestone


class ReachedForm(forms.Form):
    """The day; empty for one that is not reached. One form a row, so each names its milestone."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reached_on = forms.DateField(
        label=_("Reached on"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: QueryDict | None = None, *, milestone: Milestone, version: int) -> None:
        initial = {"reached_on": milestone.reached_on, "version": version}
        super().__init__(data, initial=initial, auto_id=f"id_milestone-{milestone.pk}-%s")
        self.milestone = milestone
