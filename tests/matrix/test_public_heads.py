"""The head of every public page, in every language: its own address, the same in other languages, title, description,
picture, and structured data that search engines accept.
"""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from dashboard.navigation import localised
from tests.matrix.ground import Things
from tests.matrix.row import Row
from tests.matrix.rows import ROWS
from tests.rich_results import BLOCK, graph_of, problems_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
TITLE = re.compile(r"<title>(.+?)</title>", re.DOTALL)
# Pages that nobody shall find or quote: framed elsewhere, for programmers in English, or behind a link in a mail.
NOT_QUOTED = {"opendata:embed", "api:docs", "progress:unsubscribe", "follow_confirm", "follow_own"}
NOT_QUOTED |= {f"progress:report_link{act}" for act in ("", "_no_change", "_snooze", "_give")}


def is_public_page(row: Row) -> bool:
    """Open to everybody for reading, and no page of those that nobody quotes."""
    return row.answers("GET")[:1] == ["200"] and row.route not in NOT_QUOTED


def problems(page: str, address: str) -> list[str]:
    """What is missing or wrong in the head of ``page``, which stands at ``address`` (whole)."""
    meta = {name: unescape(text) for name, text in META.findall(page)}
    found = []
    if CANONICAL.findall(page) != [address]:
        found.append(f"canonical: {CANONICAL.findall(page)}")
    languages = [code for code, _address in ALTERNATE.findall(page)]
    if sorted(languages) != sorted([*(code for code, _name in settings.LANGUAGES), "x-default"]):
        found.append(f"hreflang: {languages}")
    if address not in [unescape(one) for _code, one in ALTERNATE.findall(page)]:
        found.append("hreflang does not name the page itself")
    if not TITLE.findall(page):
        found.append("no title")
    found += [
        f"no {name}"
        for name in ("description", "og:title", "og:description", "og:url", "og:image", "og:image:alt", "og:locale")
        if not meta.get(name, "").strip()
    ]
    if meta.get("twitter:card") != "summary_large_image":
        found.append("no card")
    if meta.get("og:url") != address:
        found.append(f"og:url: {meta.get('og:url')}")
    return found + (problems_of(graph_of(page)) if BLOCK.search(page) else ["no structured data"])


def test_every_public_page_says_what_it_is_in_every_language(ground: Things, client: Client) -> None:
    wrong, looked = {}, set()
    for row in filter(is_public_page, ROWS):
        with translation.override(settings.LANGUAGE_CODE):
            path = row.address(ground)
        for code, _name in settings.LANGUAGES:
            address = localised(path, code)
            answer = client.get(address)
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            if not is_page or "public" not in answer.headers.get("Cache-Control", ""):
                break  # a file for programs, or a page that is another for everybody
            looked.add(row.route)
            if found := problems(answer.content.decode(), settings.SITE_URL + address):
                wrong[address] = found
    assert wrong == {}
    assert {"dashboard:home", "dashboard:report", "opendata:data", "opendata:snapshot"} <= looked
    assert len(looked) >= 20
