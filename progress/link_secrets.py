"""Secrets in addresses that open something without a password: random, and kept as a keyed digest only."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

BYTES = 32


def new() -> str:
    """256 random bits in 43 characters that an address may hold."""
    return secrets.token_urlsafe(BYTES)


def digest_of(secret: str, *, salt: str) -> str:
    """What is stored of a secret; ``salt`` names what it is for."""
    return salted_hmac(f"progress.{salt}", secret, algorithm="sha256").hexdigest()
