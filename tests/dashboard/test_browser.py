"""The public pages in Chromium: accessible, quiet, live with script and whole without it."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from accounts.models import User
from tests.browser import assert_accessible, choose, follow
from tests.dashboard import world as worlds
from tests.dashboard.addresses import COMPARED, EMBEDS, FILTERED, FOLLOWING, WORDS, things

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server, carol: User) -> tuple[str, worlds.World]:
    return live_server.url, worlds.full(carol)


def test_every_page_is_accessible_on_a_desk_on_a_phone_in_the_dark_and_in_arabic(quiet_page: Page, site) -> None:
    address, world = site
    pages = [*FILTERED, *WORDS, *FOLLOWING, *COMPARED, *EMBEDS, "/api/v1/docs/", *things(world)[::3]]
    for number, page in enumerate(pages):
        phone, dark = number % 2, number % 3 == 0
        quiet_page.set_viewport_size({"width": 320 if phone else 1200, "height": 800})
        quiet_page.emulate_media(color_scheme="dark" if dark else "light")
        quiet_page.goto(address + page)
        assert_accessible(quiet_page)
    # Data for machines is no script: the policy, whose reports fail this test, lets it stand in the page.
    assert quiet_page.evaluate("JSON.parse(document.querySelector('[type=\"application/ld+json\"]').text)")["@graph"]
    for page in ("/", "/commitments/", "/gaps/", "/data/"):
        quiet_page.goto(f"{address}/ar{page}")
        assert_accessible(quiet_page)


def test_filters_are_live_and_the_address_says_what_is_shown(quiet_page: Page, site) -> None:
    address, _world = site
    quiet_page.goto(f"{address}/commitments/")
    count = quiet_page.locator("#result-count")
    expect(count).to_have_text("5 commitments")
    count.evaluate("node => { window.announcer = node }")
    choose(quiet_page, "country", "XA")
    expect(count).to_have_text("2 commitments")
    expect(quiet_page).to_have_url(re.compile(r"/commitments/\?country=XA$"))
    # A screen reader hears the change only if the region itself stays.
    assert count.evaluate("node => node === window.announcer")
    expect(quiet_page.get_by_role("link", name="hotline promise")).to_be_visible()
    expect(quiet_page.get_by_role("link", name="fund promise")).to_have_count(0)
    assert_accessible(quiet_page)
    quiet_page.go_back()
    expect(quiet_page.locator("#result-count")).to_have_text("5 commitments")


def test_the_sentence_stands_above_the_filters_and_follows_them(quiet_page: Page, site) -> None:
    address, _world = site
    quiet_page.goto(f"{address}/")
    sentence = quiet_page.locator("#opening")
    expect(sentence).to_contain_text("One of five commitments is done.")
    below = quiet_page.locator("form.filters").bounding_box()
    above = sentence.bounding_box()
    assert above and below and above["y"] + above["height"] <= below["y"]
    choose(quiet_page, "area", "alpha")
    expect(sentence).to_contain_text("One of two commitments is done.")
    expect(quiet_page).to_have_title(re.compile("^One of two commitments is done"))
    follow(quiet_page.locator(".units td a.num").nth(1))
    expect(quiet_page.locator("#result-count")).to_have_text("2 commitments")


def test_filters_work_without_script(browser: Browser, site) -> None:
    address, _world = site
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/")
    choose(page, "area", "alpha")
    follow(page.get_by_role("button", name="Apply filters"))
    expect(page.locator("#result-count")).to_have_text("2 public commitments")
    follow(page.locator(".units td a.num").nth(1))
    expect(page.locator("#result-count")).to_have_text("2 commitments")
    assert "/commitments/?" in page.url and "area=alpha" in page.url
    context.close()


def test_the_dashboards_first_paint_is_light(quiet_page: Page, site) -> None:
    address, _world = site
    responses: list[Response] = []
    quiet_page.on("response", lambda answer: responses.append(answer))
    quiet_page.goto(f"{address}/", wait_until="networkidle")
    # The test server does not compress its static files, as the real one does.
    sizes = {answer.url: len(gzip.compress(answer.body())) for answer in responses}
    assert 0 < sum(sizes.values()) < 60 * 1024, sizes
