"""Filters that work while one looks: afterwards the page is the one that its address gives, head and frame included."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser import follow
from tests.dashboard import world as worlds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Everything that a page says or leads to, but for the form, which holds what was chosen either way.
SAID = """() => {
  const page = document.cloneNode(true);
  for (const form of page.querySelectorAll("form.filters")) form.remove();
  const named = (selector, ...names) => [...page.querySelectorAll(selector)].map(
    (node) => [node.localName, ...names.map((name) => node.getAttribute(name))].join(" "));
  return {
    title: document.title,
    head: named("head meta, head link:not([rel=stylesheet])", "name", "property", "rel", "content", "href").sort(),
    facts: [...page.querySelectorAll("script[type='application/ld+json']")].map((node) => node.text),
    links: named("a", "href"),
    carried: named("input[type=hidden]", "name", "value"),
    text: page.querySelector("main").innerText.replace(/\\s+/g, " "),
  };
}"""

LISTS = ["/recommendations/", "/organisations/", "/commitments/", "/reports/"]
PAGES = ["/", "/gaps/", "/data/", "/packs/", "/areas/alpha/", *LISTS]


@pytest.fixture
def site(live_server, carol: User) -> str:
    worlds.full(carol)
    return live_server.url


def choose_live(page: Page, path: str) -> None:
    """Choose a country and wait until the page has followed."""
    page.evaluate("document.querySelectorAll('form.filters details').forEach((more) => { more.open = true })")
    page.locator("#id_country").select_option("XA")
    expect(page).to_have_url(re.compile(rf"{re.escape(path)}\\?.*country=XA"))
    expect(page.locator("#results .chosen")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_was_filtered_live_is_the_page_of_its_address(quiet_page: Page, site: str, path: str) -> None:
    quiet_page.goto(f"{site}{path}")
    choose_live(quiet_page, path)
    live = quiet_page.evaluate(SAID)
    quiet_page.reload()
    loaded = quiet_page.evaluate(SAID)
    assert live == loaded
    # The address of the page in each language, and what search engines and readers of shares take.
    assert len([one for one in loaded["head"] if "country=XA" in one]) >= 6
    assert "Country:" in loaded["title"]


def test_a_language_switch_after_a_live_filter_keeps_the_filter(quiet_page: Page, site: str) -> None:
    quiet_page.goto(f"{site}/commitments/")
    choose_live(quiet_page, "/commitments/")
    expect(quiet_page.locator("#result-count")).to_have_text("2 commitments")
    follow(quiet_page.get_by_role("link", name="Français"))
    assert "/fr/commitments/?" in quiet_page.url
    expect(quiet_page.locator("#result-count")).to_contain_text("2 ")


def test_a_past_day_chosen_live_is_the_day_that_the_page_names(quiet_page: Page, site: str) -> None:
    quiet_page.goto(f"{site}/commitments/")
    quiet_page.locator("#id_as_of").fill("2025-06-01")
    quiet_page.locator("#id_as_of").blur()
    expect(quiet_page.locator("main .as-of")).to_contain_text("1 June 2025")


def test_a_wrong_value_leads_to_the_page_that_names_it(page: Page, site: str) -> None:
    page.goto(f"{site}/commitments/")
    with page.expect_navigation():
        page.locator("#id_as_of").fill("2999-01-01")
        page.locator("#id_as_of").blur()
    expect(page.locator("main")).to_contain_text("That day has not come yet")
