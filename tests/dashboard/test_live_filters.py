"""Filters that work while one looks: afterwards the page is the one that its address gives, head and frame included."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser import choose, follow
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
    choose(page, "country", "XA")
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
    quiet_page.locator(".languages summary").click()
    follow(quiet_page.get_by_role("link", name="Français"))
    assert "/fr/commitments/?" in quiet_page.url
    expect(quiet_page.locator("#result-count")).to_contain_text("2 ")


def test_a_past_day_chosen_live_is_the_day_that_the_page_names(quiet_page: Page, site: str) -> None:
    quiet_page.goto(f"{site}/commitments/")
    quiet_page.locator(".day summary").click()
    quiet_page.locator("#id_as_of").fill("2025-06-01")
    quiet_page.locator("#id_as_of").blur()
    expect(quiet_page.locator(".day summary")).to_contain_text("1 June 2025")
    expect(quiet_page.locator("#results .chosen")).to_contain_text("1 June 2025")


def test_counts_and_menus_follow_a_live_filter_and_the_menu_stays_open(quiet_page: Page, site: str) -> None:
    quiet_page.goto(f"{site}/commitments/")
    choose_live(quiet_page, "/commitments/")
    menu = quiet_page.locator("form.filters .pill", has=quiet_page.locator("[name=country]"))
    expect(menu.locator("summary")).to_contain_text("(1)")
    expect(menu.locator("[name=country][value=XA]")).to_be_visible()
    counts = "[...document.querySelectorAll('form.filters .count')].map((one) => one.textContent)"
    live = quiet_page.evaluate(counts)
    quiet_page.reload()
    assert live == quiet_page.evaluate(counts)


def test_the_steps_beside_the_day_lead_through_the_ends_of_months(quiet_page: Page, site: str) -> None:
    quiet_page.goto(f"{site}/commitments/?as_of=2025-06-10&country=XA")
    follow(quiet_page.get_by_role("link", name="A month later"))
    assert quiet_page.url.endswith("country=XA&as_of=2025-06-30")
    follow(quiet_page.get_by_role("link", name="A month later"))
    assert quiet_page.url.endswith("country=XA&as_of=2025-07-31")
    follow(quiet_page.get_by_role("link", name="A month earlier"))
    assert quiet_page.url.endswith("country=XA&as_of=2025-06-30")


def test_a_wrong_value_leads_to_the_page_that_names_it(page: Page, site: str) -> None:
    page.goto(f"{site}/commitments/")
    with page.expect_navigation():
        page.locator(".day summary").click()
        page.locator("#id_as_of").fill("2999-01-01")
        page.locator("#id_as_of").blur()
    expect(page.locator("main")).to_contain_text("That day has not come yet")
