"""The search in Chromium: Ctrl and / lead to its field, wherever it is; no key does so by itself (WCAG 2.1.4)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser import assert_accessible
from tests.dashboard import world as worlds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server, carol: User) -> str:
    worlds.full(carol)
    return str(live_server.url)


def test_slash_leads_to_the_search_and_the_search_to_what_is_found(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}/about/")
    quiet_page.keyboard.press("/")
    expect(quiet_page.locator("#site-search")).not_to_be_focused()
    quiet_page.keyboard.press("Control+/")
    expect(quiet_page.locator("#site-search")).to_be_focused()
    quiet_page.keyboard.type("and/or")
    expect(quiet_page.locator("#site-search")).to_have_value("and/or")
    quiet_page.locator("#site-search").fill("hotline")
    quiet_page.keyboard.press("Enter")
    expect(quiet_page.locator("mark").first).to_be_visible()
    quiet_page.keyboard.press("Control+/")
    expect(quiet_page.locator("#everything")).to_be_focused()
    for path in (
        "/search/?q=hotlien",
        "/search/?q=zzqqxx",
        "/search/?q=hotline&kind=reports",
        "/ar/search/?q=hotline",
        "/method/",
        "/ar/method/",
    ):
        quiet_page.goto(address + path)
        assert_accessible(quiet_page)


def test_slash_opens_the_menu_of_a_phone_for_it(quiet_page: Page, address: str) -> None:
    quiet_page.set_viewport_size({"width": 390, "height": 844})
    quiet_page.goto(f"{address}/about/")
    quiet_page.keyboard.press("Control+/")
    expect(quiet_page.locator("#site-search")).to_be_focused()
