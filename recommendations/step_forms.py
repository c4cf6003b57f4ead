"""What the forms of all steps share: the reason, the version that was seen, a moment to come, and refusals."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class ReasonField(forms.CharField):
    """Why something is done; needed wherever it concerns what is published."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Reason"))
        options.setdefault("help_text", _("Kept in the history, and public where what it concerns is public."))
        options.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
        super().__init__(max_length=2000, **options)


def moment_field(**options: Any) -> forms.DateTimeField:
    """A moment to come, in the person's own time zone; blank for now."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
    message = _("This is not a date and time. Enter 2026-03-31 09:30, for example.")
    return forms.DateTimeField(
        required=False, widget=widget, input_formats=formats, error_messages={"invalid": message}, **options
    )


def set_again(form: forms.BaseForm, name: str, value: Any) -> None:
    """Change one hidden value of a form that was sent, and leave all that was typed as it is."""
    data = cast("QueryDict", form.data).copy()
    data[form.add_prefix(name)] = str(value)
    form.data = data


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put a verb's refusal at the fields that it names; what belongs to no field of the form stands on top."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, messages in by_field.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)


class ReasonForm(forms.Form):
    """A reason alone, for taking a link back."""

    reason = ReasonField(help_text=_("Everyone can read it."))


class StepForm(ReasonForm):
    """A reason, and the version whose consequences the person was shown: for publishing, archiving, restoring."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class PublicationForm(StepForm):
    """The step of an edition into the public, now or at a moment to come."""

    due_at = moment_field(
        label=_("Publish it later, on"),
        help_text=_("Leave this blank to publish now. The time is that of your time zone."),
    )
