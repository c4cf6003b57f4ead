"""Inviting colleagues and giving them roles."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from names import single_line
from stakeholders.models import Role


def _roles() -> list[tuple[str, object]]:
    return [
        (Role.REPORTER, _("Reporter: writes commitments and reports")),
        (Role.FOCAL_POINT, _("Focal point: also signs off reports and manages colleagues")),
        (Role.ALTERNATE, _("Alternate: acts for the focal point")),
        (Role.VIEWER, _("Viewer: can read everything, but not change it")),
    ]


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("Email address"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"}))
    name = forms.CharField(label=_("Name"), max_length=150, required=False, validators=[single_line])
    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )
    role = forms.ChoiceField(label=_("Role"), choices=_roles, widget=forms.RadioSelect, initial=Role.REPORTER)


class RoleForm(forms.Form):
    """Which role a member has from now on."""

    role = forms.ChoiceField(label=_("Role"), choices=_roles, widget=forms.RadioSelect)


class SignOffForm(forms.Form):
    """Whether reports wait for the focal point."""

    requires_sign_off = forms.BooleanField(
        label=_("The focal point or the alternate must sign off reports before they are submitted"), required=False
    )
