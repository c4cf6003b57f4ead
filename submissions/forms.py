"""The forms of this app."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from names import single_line
from submissions.models import Scope

USUAL = datetime.timedelta(days=90)


class TokenForm(forms.Form):
    """A new access token."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("What will use it: the system, and what it does."),
        max_length=80,
        validators=[single_line],
    )
    scope = forms.ChoiceField(label=_("What it may do"), choices=Scope.choices, widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Last day"),
        help_text=_("At most one year ahead. The sooner a token ends, the less harm it can do if it is lost."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].initial = Scope.DRAFT
        self.fields["until"].initial = today + USUAL


class SheetForm(forms.Form):
    """A filled-in sheet."""

    file = forms.FileField(
        label=_("The filled-in sheet"),
        help_text=_("The file that you downloaded here, saved as XLSX; up to 5 MB."),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
    )


class TakeUpForm(forms.Form):
    """Whether what the sheet says is only saved, or sent on as well; and which preview was seen."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    submit = forms.BooleanField(
        label=_("Also send these reports on"),
        help_text=_(
            "To the curators, or first to your focal point where a sign-off is asked for. Else they stay drafts."
        ),
        required=False,
    )
