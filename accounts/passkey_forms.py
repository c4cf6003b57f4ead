"""The forms that take what a passkey answers. Anybody may send anything in its place, to the sign-in too: what is no
such answer is refused in words before the library reads it.
"""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

# What base64, CBOR and the keys in an answer raise when they are none.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, struct.error)
NO_ANSWER = _("The answer of the passkey or security key could not be used. Try again.")


class AnswerField(forms.JSONField):
    """The JSON of a ``PublicKeyCredential``, checked for form alone. It is never shown again."""

    widget = forms.HiddenInput
    default_error_messages = {"invalid": NO_ANSWER}

    def to_python(self, value: Any) -> Any:
        answer = super().to_python(value)
        if answer in self.empty_values:
            return answer
        if not (isinstance(answer, dict) and isinstance(answer.get("response"), dict)):
            raise forms.ValidationError(NO_ANSWER, code="invalid")
        named = [answer.get(name) for name in ("id", "rawId", "type")]
        parts = [part for part in answer["response"].values() if not isinstance(part, list)]
        if not all(map(_is_text, named)) or not all(part is None or _is_text(part) for part in parts):
            raise forms.ValidationError(NO_ANSWER, code="invalid")
        return answer

    def prepare_value(self, value: Any) -> str:
        return ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.isascii()


class PasskeyAnswer(forms.Form):
    """What the library raises for bytes that are no answer becomes words."""

    def _clean_fields(self) -> None:
        """The library reads bytes out of the answer here, and lets pass what they raise when they are none."""
        try:
            super()._clean_fields()  # type: ignore[misc]  # the stubs leave it out
        except UNREADABLE:
            self.add_error("credential", NO_ANSWER)

    def clean(self) -> dict[str, Any]:
        """The same for a form of several fields, which the library reads as a whole."""
        try:
            return super().clean() or {}
        except UNREADABLE:
            raise forms.ValidationError(NO_ANSWER) from None


class LoginByPasskeyForm(PasskeyAnswer, webauthn.LoginWebAuthnForm):
    """A passkey in place of address and password."""

    credential = AnswerField()


class ReauthenticateByPasskeyForm(PasskeyAnswer, webauthn.ReauthenticateWebAuthnForm):
    """A passkey once more."""

    credential = AnswerField()
