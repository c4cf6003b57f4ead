"""Which organisation another one is merged into, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from names import single_line
from stakeholders.fields import organisation_called
from stakeholders.models import Organisation


class IntoForm(forms.Form):
    """The organisation that stays, by name or short name."""

    into = forms.CharField(
        label=_("Merge into"),
        max_length=200,
        validators=[single_line],
        help_text=_("The name of the organisation that stays, as on its page."),
    )

    def clean_into(self) -> Organisation:
        return organisation_called(self.cleaned_data["into"].strip())


class MergeForm(forms.Form):
    """Why; ``seen`` stands for what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The public sees this reason."),
        error_messages={"required": _("Enter a reason. The public sees it.")},
    )
