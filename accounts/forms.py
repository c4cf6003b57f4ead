"""The forms of signing in and of one's own account: allauth's, with our words, hints and no placeholders."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth import password_validation
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts import mails, throttles
from accounts.models import Digest, Invitation, Preferences, User, UserManager, time_zones
from accounts.passkey_forms import AnswerField, PasskeyAnswer
from accounts.permissions import may_sign_in_locally
from accounts.time_zones import choices_with
from identity.current import offered_languages
from names import single_line

EMAIL = _("Email address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
REPEAT = _("New password again")
CODE_HINT = _("Six digits from your authenticator app, or one of your recovery codes.")


def _password_hint() -> str:
    return " ".join(password_validation.password_validators_help_texts())


PASSWORD_HINT = lazy(_password_hint, str)()


class PlainFields:
    """Labels instead of placeholders, and our words: ``words`` maps a field to (label, hint)."""

    words: dict[str, tuple[Any, Any]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        for name, (label, hint) in self.words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint


class LoginForm(PlainFields, account.LoginForm):
    """E-mail address and password."""

    words = {"login": (EMAIL, ""), "password": (PASSWORD, "")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"


class ResetPasswordForm(PlainFields, account.ResetPasswordForm):
    """Asks for a reset link. Answers alike whether the address is known, and whether a mail went out."""

    words = {"email": (EMAIL, "")}

    def clean_email(self) -> str:
        """Look the account up with one query, whether there is one or not: the time it takes tells nothing."""
        email = UserManager.normalize_email(self.cleaned_data["email"])
        found = User.objects.filter(email=email, is_active=True)
        self.users = [person for person in found if may_sign_in_locally(person)]
        return email

    def save(self, request: HttpRequest, **kwargs) -> str:
        """Mail a link, or a word that there is no account; nothing when this address just got several."""
        email = self.cleaned_data["email"]
        if throttles.may_mail_reset_link(request, email):
            mails.plan_reset(email=email, person=self.users[0] if self.users else None)
        return email


class ResetPasswordKeyForm(PlainFields, account.ResetPasswordKeyForm):
    """A new password, after a reset link."""

    words = {"password1": (NEW_PASSWORD, PASSWORD_HINT), "password2": (REPEAT, "")}


class ChangePasswordForm(PlainFields, account.ChangePasswordForm):
    """The old password and the new one."""

    words = {
        "oldpassword": (_("Current password"), ""),
        "password1": (NEW_PASSWORD, PASSWORD_HINT),
        "password2": (REPEAT, ""),
    }


class SetPasswordForm(PlainFields, account.SetPasswordForm):
    """A first password for an account that has none."""

    words = {"password1": (NEW_PASSWORD, PASSWORD_HINT), "password2": (REPEAT, "")}


class ChangeEmailForm(PlainFields, account.AddEmailForm):
    """A new address, which counts once its owner has opened the link sent to it."""

    words = {
        "email": (_("New email address"), _("We will send a link to it. Nothing changes until you open the link."))
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].validators.append(MaxLengthValidator(254))  # as long as the column


class ReauthenticateForm(PlainFields, account.ReauthenticateForm):
    """The password once more."""

    words = {"password": (PASSWORD, "")}


class _CodeField(PlainFields):
    words = {"code": (_("Code"), CODE_HINT)}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}


class AuthenticateForm(_CodeField, mfa.AuthenticateForm):
    """A code, after the password."""


class ReauthenticateByCodeForm(_CodeField, mfa.ReauthenticateForm):
    """A code once more."""


class ActivateTOTPForm(_CodeField, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    words = {"code": (_("Code"), _("The six digits that the app shows now."))}


class AddPasskeyForm(PlainFields, PasskeyAnswer, webauthn.AddWebAuthnForm):
    """A name for a new passkey or security key."""

    name = forms.CharField(required=False, max_length=100, validators=[single_line])
    words = {
        "name": (_("Name"), _("So that you can tell your keys apart, for example “Office laptop”.")),
        "passwordless": (
            _("Sign in with this key alone, without a password"),
            _("The key then asks for its PIN, your fingerprint or your face."),
        ),
    }
    credential = AnswerField()


class RenamePasskeyForm(PlainFields, webauthn.EditWebAuthnForm):
    """Another name for a key."""

    name = forms.CharField(max_length=100, validators=[single_line])
    words = {"name": (_("Name"), "")}


class InvitationForm(forms.Form):
    """What a new person chooses when they accept: their name and a password, typed twice."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        validators=[single_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password1 = forms.CharField(
        label=PASSWORD,
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, data: QueryDict | None = None, *, invitation: Invitation) -> None:
        super().__init__(data, initial={"name": invitation.name})
        self.invitation = invitation

    def clean(self) -> dict:
        """The password must be good for this person and the same twice."""
        data = super().clean() or {}
        password, repeated = data.get("password1"), data.get("password2")
        if password and repeated and password != repeated:
            self.add_error("password2", _("The two passwords are not the same. Enter the second one again."))
        if password:
            try:
                password_validation.validate_password(
                    password, User(email=self.invitation.email, name=data.get("name", ""))
                )
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return data


class TimeZoneField(forms.ChoiceField):
    """A zone from the list; any other that the IANA database knows is taken, too."""

    def valid_value(self, value: str) -> bool:
        return value in time_zones()


class PreferencesForm(forms.ModelForm):
    """How a person wants to be reached."""

    time_zone = TimeZoneField(
        label=_("Time zone"),
        help_text=_("It sets which day it is for you and when reminders come. The times shown are today’s."),
    )
    digest_hour = forms.TypedChoiceField(
        label=_("Hour of the day for reminders"),
        help_text=_("In your time zone. Reminders come in one email, at most once a day."),
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
    )

    class Meta:
        model = Preferences
        fields = ["language", "time_zone", "digest", "digest_hour", "snoozed_until"]
        widgets = {"snoozed_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "snoozed_until": _("Leave blank to be reminded as usual. The list on the site stays in any case."),
            "language": _("For pages and for emails to you."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["language"]).choices = offered_languages()
        cast(TimeZoneField, self.fields["time_zone"]).choices = choices_with(self.instance.time_zone)
        if self.instance.unsubscribed_at:
            self.initial["digest"] = Digest.NEVER


class ReasonForm(forms.Form):
    """Why an administrator changes somebody's account."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person gets it by email, and it stays in the record."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AddressForm(ReasonForm):
    """Another address for somebody's account, and why."""

    email = forms.EmailField(label=_("New email address"), max_length=254)
    field_order = ["email", "reason"]
