"""The reason for a reminder that a curator sends, and what the curator was shown."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NudgeForm(forms.Form):
    """Why, and the fingerprint of the preview."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Curators read it in the list of reminders. It is not part of the emails."),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Enter a reason. Say what happened and why.")},
    )
