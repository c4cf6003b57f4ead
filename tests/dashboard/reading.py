"""A page as a person reads it, for tests that look at its words."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client


def words(html: str) -> str:
    """The text of some markup on one line, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?bdi[^>]*>", "", html))).split())


def page(client: Client, address: str, **query: str) -> str:
    """The main part of a page, as markup. The page must answer."""
    answer = client.get(address, query)
    assert answer.status_code == 200, (address, answer.status_code)
    return re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)[0]  # type: ignore[index]  # every page has one


def section(html: str, heading: str) -> str:
    """The markup of the section whose heading has this id, up to the end of the section or the next heading."""
    found = re.search(rf'id="{heading}".*?(?=</section>|<h2|$)', html, re.DOTALL)
    assert found, heading
    return found[0]
