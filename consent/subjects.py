"""Who a log row is about, without naming them: keyed digests of accounts and of anonymous receipts."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

RECEIPT = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


def _digest(kind: str, value: str, secret: str | bytes) -> str:
    return salted_hmac(f"consent.subject.{kind}", value, secret=secret, algorithm="sha256").hexdigest()


def _digests(kind: str, value: str) -> list[str]:
    return [_digest(kind, value, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def account(pk: object) -> list[str]:
    """The digests of an account's primary key: under the present key first, then under older ones."""
    return _digests("account", str(pk))


def receipt(value: str) -> list[str]:
    """The digests of a receipt, as for accounts; empty for no receipt."""
    return _digests("receipt", value) if value else []


def new_receipt(idempotency_key: str | None = None) -> str:
    """A receipt of 128 bits: random, or the same again when the same request is repeated with its key."""
    if idempotency_key is None:
        raw = secrets.token_bytes(16)
    else:
        raw = salted_hmac("consent.receipt", idempotency_key, algorithm="sha256").digest()[:16]
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def look_up_code(value: str) -> str:
    """A receipt in groups that a person can read out or copy."""
    return " ".join(value[start : start + 6] for start in range(0, len(value), 6))


def receipt_from_code(code: str) -> str | None:
    """The receipt that a look-up code stands for, however it is spaced; None when it cannot be one."""
    value = "".join(code.split())
    return value if RECEIPT.fullmatch(value) else None


def commit(subject: str) -> tuple[str, str]:
    """(salt, commitment): what the log's chain covers instead of the subject, so that the link can be erased."""
    salt = secrets.token_hex(16)
    return salt, commitment(subject, salt)


def commitment(subject: str, salt: str) -> str:
    """SHA-256 over salt and subject, in hexadecimal."""
    return hashlib.sha256(f"{salt}|{subject}".encode()).hexdigest()
