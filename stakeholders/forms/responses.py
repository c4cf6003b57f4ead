"""How an organisation answers a recommendation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommendations import three_way
from stakeholders.models import ResponseKind


class ResponseForm(forms.Form):
    """The answer, the day it was given, and what was said with it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    response = forms.ChoiceField(label=_("Response"), choices=ResponseKind.choices, widget=forms.RadioSelect)
    stated_on = forms.DateField(
        label=_("Stated on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The date on which the organisation said so, not today’s date."),
        error_messages={"invalid": _("Enter the date as 2026-03-05, or leave it blank.")},
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("It is published beside the response."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        three_way.remember(self)

    def clean_note(self) -> str:
        """Line ends as they are stored: a browser sends others, and nobody changed anything by that."""
        return self.cleaned_data["note"].replace("\r\n", "\n")
