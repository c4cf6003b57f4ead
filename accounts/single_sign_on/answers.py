"""What a provider said about a person, once it is known to be said to us, now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.models import UserManager
from accounts.single_sign_on import providers
from accounts.single_sign_on.providers import Known


class Refused(Exception):
    """Nobody comes in by this answer; says why, in words for the person."""


@dataclass(frozen=True)
class Answer:
    """Who it is there, with which address, when they proved it, and whether a second factor was part of the proof."""

    provider: Known
    uid: str
    email: str
    email_is_verified: bool
    name: str
    proven_at: float
    has_second_factor: bool


def answer_of(login: Any, *, nonce: str) -> Answer:
    """The provider's answer. Raises ``Refused`` when it was given to somebody else's question.

    A moment that the provider does not name is long ago: then the site asks for a proof of its own before it matters.
    """
    claims = login.claims
    provider = providers.named(login.account.provider)
    if provider is None or not constant_time_compare(str(claims["nonce"]), nonce):
        raise Refused(_("The answer does not belong to your question. Start again."))
    proven_at = claims.get("auth_time")
    return Answer(
        provider=provider,
        uid=login.account.uid,
        email=UserManager.normalize_email(str(claims.get("email") or "")),
        email_is_verified=claims.get("email_verified") is True,
        name=str(claims.get("name") or ""),
        proven_at=float(proven_at) if isinstance(proven_at, int | float) else 0.0,
        has_second_factor=not provider.second_factor.isdisjoint(_ways(claims)),
    )


def _ways(claims: dict[str, Any]) -> set[str]:
    """How the person proved themselves there, in the provider's own words."""
    methods = claims.get("amr")
    return {str(way) for way in [*(methods if isinstance(methods, list) else []), claims.get("acr")]}
