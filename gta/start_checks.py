"""What the site refuses to start with, each with its name and what it should be."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from logging import getLevelNamesMapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import pyrage

from .environment import Env
from .storage_address import is_of_a_store

KEY_LENGTH = 32
KEY_BITS = 100  # of disorder, as far as counting and compressing can tell


@dataclass(frozen=True)
class Check:
    """One setting: its name in the environment, what it should be, and how to tell."""

    name: str
    should: str
    holds: Callable[[Any], bool]


def is_hard_to_guess(key: str) -> bool:
    """False for a key that is short, or made of few letters, or of one piece again and again."""
    if len(key) < KEY_LENGTH:
        return False
    shares = [count / len(key) for count in Counter(key).values()]
    by_letters = -len(key) * sum(share * math.log2(share) for share in shares)
    by_pieces = 8 * (len(zlib.compress(key.encode())) - len(zlib.compress(b"")))
    return min(by_letters, by_pieces) >= KEY_BITS


def is_of_a_scanner(url: str) -> bool:
    """Can clamd be spoken to at such an address?"""
    parts = urlsplit(url)
    return bool(parts.scheme == "tcp" and parts.hostname) or bool(parts.scheme == "unix" and parts.path)


def is_public_key(text: str) -> bool:
    """Can backups be encrypted to it?"""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


# Everywhere but in the demo, which makes its own key and keeps it to itself.
ALWAYS = (
    Check(
        "SECRET_KEY", f"a long random text, of {KEY_LENGTH} characters or more and not of one pattern", is_hard_to_guess
    ),
    Check(
        "STORAGE_URL",
        "s3://KEY:SECRET@HOST/BUCKET?region=REGION (also prefix=… and tls=off), or empty",
        lambda value: not value or is_of_a_store(value),
    ),
    Check("CLAMD_URL", "tcp://host:port or unix:///path, or empty", lambda value: not value or is_of_a_scanner(value)),
)
# Everywhere.
BACKUPS = (
    Check("BACKUP_KEY", "the public key that age-keygen prints (age1…), or empty", lambda v: not v or is_public_key(v)),
    Check(
        "BACKUPS_KEEP",
        "three numbers with commas between them: of how many days, weeks and months a backup is kept",
        lambda value: len(value) == 3 and value[0] > 0 and min(value) >= 0,
    ),
)
# Where PRODUCTION is set: nothing that is there for trying, testing or developing.
PRODUCTION = (
    Check("DEBUG", "off", lambda value: not value),
    Check("DEMO", "off", lambda value: not value),
    Check("TESTING", "off", lambda value: not value),
    Check("REQUIRE_SECOND_FACTOR", "on", bool),
    Check("SITE_URL", "the site's public address, beginning with https://", lambda value: value.startswith("https://")),
)


def is_of(*schemes: str) -> Callable[[str], bool]:
    """Has an address one of these schemes, and a host or a path?"""

    def holds(url: str) -> bool:
        scheme, separator, rest = url.partition("://")
        return bool(separator) and scheme in schemes and bool(rest)

    return holds


def is_of_a_site(url: str) -> bool:
    """Is it the address of a whole host?"""
    parts = urlsplit(url.rstrip("/"))
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.path or parts.query)


POSTGRESQL = ("postgres", "postgresql")
# Wherever they are set, the demo included; empty is not set.
ADDRESSES = (
    Check("DATABASE_URL", "postgres://user:password@host:port/name or sqlite:///path", is_of(*POSTGRESQL, "sqlite")),
    Check("REPLICA_DATABASE_URL", "postgres://user:password@host:port/name", is_of(*POSTGRESQL)),
    Check(
        "REDIS_URL",
        "redis://user:password@host:port/number, rediss://… or unix:///path",
        is_of("redis", "rediss", "unix"),
    ),
    Check(
        "EMAIL_URL",
        "an address such as smtp+tls://user:password@host:587",
        lambda url: url.partition(":")[0] in Env.EMAIL_SCHEMES,
    ),
    Check("SITE_URL", "https:// and a host, without a path", is_of_a_site),
    Check("SENTRY_DSN", "an address that begins with https://", is_of("https", "http")),
    Check("TIME_ZONE", "a name such as Europe/Paris", lambda name: name in available_timezones()),
    Check("LOG_LEVEL", "DEBUG, INFO, WARNING, ERROR or CRITICAL", lambda name: name in getLevelNamesMapping()),
)


# An empty one means nothing; deploy/example.env has EMAIL_URL so before it is filled in.
NEVER_EMPTY = ("DATABASE_URL", "EMAIL_URL", "LOG_LEVEL")


def address_refusals(environment: Mapping[str, str]) -> list[str]:
    """What of the environment is no address, zone or level, in words. Values are not repeated: they hold passwords."""
    given = {check: environment.get(check.name, "") for check in ADDRESSES}
    wrong = [
        f"{check.name} must be {check.should}." for check, value in given.items() if value and not check.holds(value)
    ]
    wrong += [
        f"{check.name} must be {check.should}, or be left out."
        for check in ADDRESSES
        if check.name in NEVER_EMPTY and environment.get(check.name) == ""
    ]
    replica = environment.get("REPLICA_DATABASE_URL", "")
    if replica and not is_of(*POSTGRESQL)(environment.get("DATABASE_URL", "")):
        wrong.append("DATABASE_URL must be postgres://… where REPLICA_DATABASE_URL is set: SQLite has no replica.")
    if replica and replica == environment.get("DATABASE_URL"):
        wrong.append("REPLICA_DATABASE_URL must be another server than DATABASE_URL, or be left out.")
    return wrong


def refusals(settings: Mapping[str, Any], *, production: bool, demo: bool) -> list[str]:
    """What stands in the way of starting with these values, in words; empty when nothing does."""
    asked = (() if demo and not production else ALWAYS) + BACKUPS + (PRODUCTION if production else ())
    return [f"{check.name} must be {check.should}." for check in asked if not check.holds(settings[check.name])]
