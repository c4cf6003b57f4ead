"""The ways to sign in, for the pages that offer them."""

from __future__ import annotations

from django import template
from django.conf import settings

from accounts.single_sign_on import providers

register = template.Library()


@register.simple_tag
def sign_in_providers() -> list[providers.Known]:
    """The providers that the settings name."""
    return providers.configured()


@register.simple_tag
def passwords_for_all() -> bool:
    """False where only administrators sign in with a password or a passkey."""
    return settings.LOCAL_SIGN_IN == "everybody"
