"""Forms that ask for words, or for nothing but the decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """A step that needs a reason. ``help_text`` says who will read it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Enter a reason. Say what happened and why.")},
    )

    def __init__(self, *args, help_text: Any = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = help_text


class DecisionForm(forms.Form):
    """A step that needs no words; it holds the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
