"""The declaration: what the site stores, as facts and words ready to be shown, checked or sealed in a notice."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import conf
from .material import ITEM_FACTS
from .models import DeclaredItem, Kind, Lifetime

# What is declared about an item besides its category and its words.
FACTS = ("key", *ITEM_FACTS, "data_types", "third_parties")
PREFIXES = ("__Host-", "__Secure-")
DAY = 24 * 60 * 60
HOUR = 60 * 60


def bare(cookie_name: str) -> str:
    """A cookie's name without the prefix that says how the browser guards it."""
    for prefix in PREFIXES:
        if cookie_name.startswith(prefix):
            return cookie_name.removeprefix(prefix)
    return cookie_name


def shown_name(item: dict[str, Any]) -> str:
    """An item's name as this site's browsers show it: a setting may put ``__Host-`` before a declared cookie."""
    if item["kind"] != Kind.COOKIE:
        return item["name"]
    configured = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, conf.cookie_name())
    return next((full for full in configured if bare(full) == item["name"]), item["name"])


def matches(kind: str, pattern: str, used_kind: str, name: str) -> bool:
    """True when a declared kind and name pattern cover something that was used."""
    if kind != used_kind:
        return False
    return fnmatch.fnmatchcase(bare(name) if kind == "cookie" else name, pattern)


def find(items: Iterable[dict[str, Any]], kind: str, name: str) -> dict[str, Any] | None:
    """The declared item that covers a cookie or storage key; None when it is undeclared."""
    return next((item for item in items if matches(item["kind"], item["name"], kind, name)), None)


def duration(lifetime: str, seconds: int | None) -> str:
    """How long an item stays, in words of the active language."""
    if lifetime != Lifetime.FIXED or not seconds:
        return str(Lifetime(lifetime).label) if lifetime else ""
    if seconds % DAY == 0 or seconds > 3 * DAY:
        days = round(seconds / DAY)
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    hours = max(1, round(seconds / HOUR))
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def _duration_in(language: str, lifetime: str, seconds: int | None) -> str:
    with translation.override(language):
        return duration(lifetime, seconds)


def snapshot(language: str) -> list[dict[str, Any]]:
    """Every declared item as plain data with its words in ``language`` (empty where there are none)."""
    base = language.split("-")[0]
    items = []
    for item in DeclaredItem.objects.select_related("category").prefetch_related("texts"):
        by_language = {text.language: text for text in item.texts.all()}
        words = by_language.get(language) or by_language.get(base)
        items.append(
            {fact: getattr(item, fact) for fact in FACTS}
            | {
                "category": item.category_id,
                "duration": _duration_in(language, item.lifetime, item.lifetime_seconds),
                "purpose": words.purpose if words else "",
                "data": words.data if words else "",
            }
        )
    return items


def declared_names() -> list[tuple[str, str]]:
    """(kind, name pattern) of every declared item."""
    return list(DeclaredItem.objects.values_list("kind", "name"))


def _item_problems(item: dict[str, Any]) -> list[str]:
    found = []
    if not item["lifetime"]:
        found.append(_("“%(name)s” does not say how long it stays."))
    if item["data_types"] is None:
        found.append(_("“%(name)s” does not say which kinds of data it holds."))
    if item["third_parties"] is None:
        found.append(_("“%(name)s” does not say who else receives the data, or that nobody does."))
    return [problem % {"name": item["name"]} for problem in found]


def problems(languages: list[str]) -> list[str]:
    """What the declaration lacks for a notice in these languages, in words."""
    found = []
    for place, language in enumerate(languages):
        for item in snapshot(language):
            if place == 0:
                found += _item_problems(item)
            if not item["purpose"].strip():
                found.append(_("“%(name)s” has no purpose in %(code)s.") % {"name": item["name"], "code": language})
            if not item["data"].strip():
                found.append(
                    _("“%(name)s” does not say its data in %(code)s.") % {"name": item["name"], "code": language}
                )
    return found
