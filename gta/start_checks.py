"""What the site refuses to start with, each with its name and what it should be."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

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


# Everywhere but in the demo, which makes its own key and keeps it to itself.
ALWAYS = (
    Check(
        "SECRET_KEY", f"a long random text, of {KEY_LENGTH} characters or more and not of one pattern", is_hard_to_guess
    ),
    Check("CLAMD_URL", "tcp://host:port or unix:///path, or empty", lambda value: not value or is_of_a_scanner(value)),
)
# Where PRODUCTION is set: nothing that is there for trying, testing or developing.
PRODUCTION = (
    Check("DEBUG", "off", lambda value: not value),
    Check("DEMO", "off", lambda value: not value),
    Check("TESTING", "off", lambda value: not value),
    Check("REQUIRE_SECOND_FACTOR", "on", bool),
    Check("SITE_URL", "the site's public address, beginning with https://", lambda value: value.startswith("https://")),
)


def refusals(settings: Mapping[str, Any], *, production: bool, demo: bool) -> list[str]:
    """What stands in the way of starting with these values, in words; empty when nothing does."""
    asked = (() if demo and not production else ALWAYS) + (PRODUCTION if production else ())
    return [f"{check.name} must be {check.should}." for check in asked if not check.holds(settings[check.name])]
