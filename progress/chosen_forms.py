"""What the pages ask that give items to a colleague or put reminders off."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from progress.snoozes import LONGEST, OutOfRange

NOBODY = "nobody"
UNTIL_A_DAY = "date"


class GiveForm(forms.Form):
    """To whom; ``cleaned_data["to"]`` is the person, or None for nobody."""

    to = forms.ChoiceField(
        label=_("Give to"),
        error_messages={"invalid_choice": _("This person cannot own all of these commitments. Choose another one.")},
    )

    def __init__(self, data: Any = None, *, people: Sequence) -> None:
        super().__init__(data)
        self.people = {str(person.pk): person for person in people}
        choices = [("", "—"), *((key, str(person)) for key, person in self.people.items())]
        self.fields["to"] = forms.ChoiceField(
            label=self.fields["to"].label,
            error_messages=self.fields["to"].error_messages,
            choices=[*choices, (NOBODY, _("Nobody (no owner)"))],
        )

    def clean_to(self) -> Any:
        return self.people.get(self.cleaned_data["to"])


class SnoozeForm(forms.Form):
    """For how long; ``cleaned_data["day"]`` is the day on which reminders come again."""

    marks_required = True

    how_long = forms.ChoiceField(
        label=_("Remind me again"),
        choices=[("7", _("in one week")), ("30", _("in one month")), (UNTIL_A_DAY, _("on a date"))],
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label=_("Date"),
        help_text=_("Only for “on a date”: within the next 60 days."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, today: datetime.date) -> None:
        super().__init__(data)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        how_long, until = cleaned.get("how_long"), cleaned.get("until")
        if how_long and how_long != UNTIL_A_DAY:
            cleaned["day"] = self.today + datetime.timedelta(days=int(how_long))
        elif how_long and "until" in cleaned:
            if until is None or not self.today < until <= self.today + LONGEST:
                self.add_error("until", str(OutOfRange()))
            else:
                cleaned["day"] = until
        return cleaned
