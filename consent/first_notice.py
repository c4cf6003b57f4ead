"""The first notice and declaration, in four languages: what the seed migration writes.

Their words are in data/first-notice.*.json. Never edited once they were written anywhere: a later change is a new
notice, published through the administration.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from . import conf
from .declaration import DAY, HOUR, bare

LANGUAGES = ("en", "fr", "es", "ar")


def words_in(language: str) -> dict[str, Any]:
    """Everything that is written in one of the languages: of the notice, the categories, the items, the lifetimes."""
    path = Path(__file__).parent / "data" / f"first-notice.{language}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def _item(
    key: str,
    kind: str,
    name: str,
    stays: str | int,
    data_types: list[str],
    *,
    category: str = "functional",
    words: str = "",
    path: str = "/",
) -> dict[str, Any]:
    """One item; ``stays`` is a lifetime, or the seconds of a fixed one."""
    fixed = isinstance(stays, int)
    return {
        "key": key,
        "category": category,
        "kind": kind,
        "name": name,
        "domain": "",
        "path": path,
        "provider": "",
        "lifetime": "fixed" if fixed else stays,
        "lifetime_seconds": stays if fixed else None,
        "data_types": data_types,
        "third_parties": [],
        "words": words or key,
    }


def items() -> list[dict[str, Any]]:
    """The declared items of a site with this project's settings. ``words`` names the entry of their words."""
    lasts = int(conf.CHOICE_LASTS.total_seconds())
    session, csrf = settings.SESSION_COOKIE_AGE, settings.CSRF_COOKIE_AGE or 31_449_600
    shown, listed, visit = ["display-setting"], ["list-filter"], ["day", "language", "page", "referring-site"]
    return [
        _item("session", "cookie", bare(settings.SESSION_COOKIE_NAME), session, ["random-number"]),
        _item("csrf", "cookie", bare(settings.CSRF_COOKIE_NAME), csrf, ["random-number"]),
        _item("consent", "cookie", bare(conf.cookie_name()), lasts, ["choice", "random-number"]),
        _item("report-link", "cookie", "report_link", 30 * DAY, ["random-number"], path="/r/"),
        _item("admin-theme", "local", "theme", "until_removed", shown),
        _item("admin-sidebar", "local", "django.admin.navSidebarIsOpen", "until_removed", shown),
        _item("admin-menu", "session", "django.admin.navSidebarFilterValue", "session", listed, words="admin-lists"),
        _item("admin-filters", "session", "django.admin.filtersState", "session", listed, words="admin-lists"),
        _item("page-history", "session", "htmx*", "session", ["pages-seen"]),
        _item("unsent-report", "local", "report-*", "until_removed", ["unsent-text"]),
        _item("preferences", "cookie", conf.PREFERENCES_COOKIE, lasts, shown, category="preferences"),
        _item("visit-count", "pixel", "/cookies/visit/", "none", visit, category="statistics"),
    ]


def snapshot(language: str) -> list[dict[str, Any]]:
    """The declared items with their words in a language, as a published notice holds them."""
    words = words_in(language)
    return [
        {key: value for key, value in item.items() if key != "words"}
        | {"duration": _duration(words["lifetimes"], item["lifetime"], item["lifetime_seconds"])}
        | words["items"][item["words"]]
        for item in items()
    ]


def _duration(words: dict[str, str], lifetime: str, seconds: int | None) -> str:
    """How long an item stays. The catalogues of translations may not be compiled yet when this is written."""
    if not seconds:
        return words[lifetime]
    return f"{seconds // DAY} {words['days']}" if seconds % DAY == 0 else f"{round(seconds / HOUR)} {words['hours']}"
