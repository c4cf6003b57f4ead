"""By what a person is found in texts: the addresses and the name, in every way in which texts are written."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, quote_plus

from allauth.account.models import EmailAddress

from accounts.models import AccountAction, AccountEvent, Invitation, User

# Of a mailbox, or the part of an organisation's address that is its own.
_ADDRESS = re.compile(r"\S+(@|%40)\S+|[a-z0-9]+(-[a-z0-9]+)+")


@dataclass(frozen=True)
class Needles:
    """What is looked for."""

    addresses: list[str]
    names: list[str]

    @property
    def all(self) -> list[str]:
        return [*self.addresses, *self.names]


def needles_of(person: User) -> Needles:
    """The addresses that the account has or had, or had an invitation for, and the name."""
    own = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    invited = Invitation.objects.filter(accepted_by=person).values_list("email", flat=True)
    addresses = dict.fromkeys(one.lower() for one in (person.email, *own, *invited, *_earlier(person)))
    return Needles(list(addresses), [person.name.strip()] if person.name.strip() else [])


def _earlier(person: User) -> list[str]:
    """The addresses that the account had: the record of its changes says them as ``before → after``."""
    changes = AccountEvent.objects.filter(person=person, action__in=[AccountAction.ADDRESS, AccountAction.OWN_ADDRESS])
    said = " ".join(changes.values_list("detail", flat=True)).split()
    return [one for one in said if "@" in one]


def pattern(needles: list[str]) -> re.Pattern[str]:
    """Finds any of them, the longest first, as whole words, whatever stands between the words of a name."""
    return _pattern(tuple(needles))


@cache
def _pattern(needles: tuple[str, ...]) -> re.Pattern[str]:
    spelt = {one for needle in needles for one in _spellings(needle)}
    return re.compile("|".join(map(_whole, sorted(spelt, key=len, reverse=True))), re.IGNORECASE)


def _whole(spelt: str) -> str:
    """One spelling that is no part of something longer. An address goes on behind dots, a name does not."""
    # A line break within JSON is written as the two signs \\n.
    words = r"(?:\s|\\[nrt])+".join(map(re.escape, spelt.split()))
    if _ADDRESS.fullmatch(spelt):
        return rf"(?<![\w.+-]){words}(?![\w-]|\.\w)"
    return rf"(?<!\w){words}(?!\w)"


def beginnings(needles: list[str]) -> set[str]:
    """For each spelling one piece that a text must hold, as databases compare it: some know capitals of ASCII alone."""
    pieces = {max(one.split(), key=len) for needle in needles for one in _spellings(needle)}
    cased = {kind(one) for one in pieces for kind in (str, str.lower, str.upper, str.title)}
    # SQLite stores JSON with its letters escaped.
    return cased | {json.dumps(one)[1:-1] for one in cased}


def _spellings(needle: str) -> set[str]:
    """A letter and its accent as one sign or two; and as an address of a page holds it."""
    forms = {unicodedata.normalize(kind, needle) for kind in ("NFC", "NFD")}
    return forms | {form(one) for one in forms for form in (quote, quote_plus)}
