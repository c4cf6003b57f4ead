"""Inviting colleagues and giving them roles."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from identity.current import offered_languages
from names import single_line
from stakeholders import handovers
from stakeholders.models import Membership, Role
from stakeholders.permissions import FOCAL_ROLES

MOST_CHARACTERS = 20_000  # of a list of people to invite


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
        label=_("Language of the invitation"), choices=offered_languages, initial=settings.LANGUAGE_CODE
    )
    role = forms.ChoiceField(label=_("Role"), choices=_roles, widget=forms.RadioSelect, initial=Role.REPORTER)


class InviteSeveralForm(forms.Form):
    """Many addresses at once, one a line."""

    lines = forms.CharField(
        label=_("People to invite"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea({"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "One person on each line: an email address, or a name and the address. You can add a role after a "
            "semicolon: reporter, focal point, alternate or viewer. Example: Ana Ruiz; ana.ruiz@example.org; viewer"
        ),
    )
    role = forms.ChoiceField(
        label=_("Role of everyone without a role in the list"), choices=_roles, initial=Role.REPORTER
    )
    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=offered_languages, initial=settings.LANGUAGE_CODE
    )


class RoleForm(forms.Form):
    """Which role a member has from now on."""

    role = forms.ChoiceField(label=_("Role"), choices=_roles, widget=forms.RadioSelect)


class ReceiverField(forms.ModelChoiceField):
    """A colleague by name and role."""

    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.user} · {obj.get_role_display()}"


class HandOverForm(forms.Form):
    """Who takes over, with the role or not, and whether the membership ends."""

    receiver = ReceiverField(label=_("Hand over to"), queryset=Membership.objects.none(), empty_label=_("Choose"))
    with_role = forms.BooleanField(required=False)
    ends = forms.BooleanField(required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, membership: Membership, own: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        receivers = handovers.receivers_of(membership).order_by("user__name", "pk")
        receiver, with_role, ends = (self.fields[name] for name in ("receiver", "with_role", "ends"))
        receiver.queryset = receivers  # type: ignore[attr-defined]  # a field of models
        with_role.label = _("Also hand over the role: %(role)s") % {"role": membership.get_role_display()}
        ends.label = (
            _("I leave the organisation")
            if own
            else _("%(name)s leaves the organisation: end the membership") % {"name": membership.user}
        )
        if membership.role not in FOCAL_ROLES:
            del self.fields["with_role"]


class SignOffForm(forms.Form):
    """Whether reports wait for the focal point, and when the alternate steps in."""

    requires_sign_off = forms.BooleanField(
        label=_("The focal point or the alternate must sign off reports before they are submitted"), required=False
    )
    links_need_second_step = forms.BooleanField(
        label=_("Links in emails that open a report also ask for a code from an authenticator app"), required=False
    )
    alternate_after_days = forms.IntegerField(
        label=_("Days after a due date until the alternate is reminded"),
        help_text=_("A report that is so late is also put to whoever signs off, even when a colleague owns it."),
        required=False,
    )
