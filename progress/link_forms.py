"""What a person fills in behind a link of a mail, besides the report itself."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stakeholders import assignments
from stakeholders.models import Organisation

WEEK, MONTH = "7", "30"


class SnoozeForm(forms.Form):
    """For how long the person is not reminded."""

    days = forms.ChoiceField(
        label=_("Remind me again in"),
        choices=[(WEEK, _("one week")), (MONTH, _("30 days"))],
        initial=WEEK,
        widget=forms.RadioSelect,
    )

    def until(self, today: datetime.date) -> datetime.date:
        """The day that was chosen."""
        return today + datetime.timedelta(days=int(self.cleaned_data["days"]))


class GiveForm(forms.Form):
    """Which colleague reports on it from now on."""

    to = forms.ChoiceField(label=_("Colleague"))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, organisation: Organisation, by, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {
            str(one.user_id): one.user for one in assignments.could_own(organisation) if one.user_id != by.pk
        }
        self.fields["to"].choices = [(key, person.name) for key, person in self.colleagues.items()]  # type: ignore[attr-defined]
