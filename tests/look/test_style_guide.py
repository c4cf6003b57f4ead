"""The style page shows every part, to those who may see it, and looks right in every mode."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.conf import settings
from playwright.sync_api import Browser, Page

from consent import notices
from consent.seeding import seed
from tests.browser import WHAT_IS_WRONG

COMPONENTS = Path(settings.BASE_DIR) / "templates" / "components"

# Shown by the frames of pages, not by the style page's own.
ELSEWHERE = {"components/alternates.html", "components/structured_data.html"}


@pytest.fixture
def demo(settings):
    """The style page is open to everyone in demo mode."""
    settings.DEMO = True


def test_administrators_see_it_and_others_do_not(client, alice, ada):
    assert client.get("/styleguide/").status_code == 302
    client.force_login(alice)
    assert client.get("/styleguide/").status_code == 404
    client.force_login(ada)
    assert client.get("/styleguide/").status_code == 200


@pytest.mark.django_db
def test_everyone_sees_it_in_demo_mode(client, demo):
    assert client.get("/styleguide/").status_code == 200


@pytest.mark.django_db
def test_every_part_is_shown(client, demo):
    names = {template.name for template in client.get("/styleguide/").templates}
    parts = {f"components/{path.relative_to(COMPONENTS)}" for path in COMPONENTS.rglob("*.html")}
    assert parts - names == ELSEWHERE


@pytest.mark.django_db
def test_no_page_has_style_or_script_in_it(client, demo):
    page = client.get("/styleguide/").content.decode()
    assert not re.search(r"<[^>]+\sstyle=|<style|<script(?![^>]*\ssrc=)|<[^>]+\son[a-z]+=", page)


@pytest.mark.django_db
def test_ids_are_unique(client, demo):
    page = client.get("/styleguide/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(set(ids)) == sorted(ids)


MODES = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}},
    "phone, dark": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}


def opened(browser: Browser, address: str, **mode: object) -> tuple[Page, list[str]]:
    """The page in a clean profile, and everything that the browser complained of."""
    page = browser.new_context(**mode).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    return page, complaints


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["", "/ar"], ids=["left to right", "right to left"])
@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
def test_nothing_is_wrong_in_the_browser(browser, live_server, demo, mode, language):
    page, complaints = opened(browser, f"{live_server.url}{language}/styleguide/", **mode)
    result = Axe().run(page, options=WHAT_IS_WRONG)
    assert result.violations_count == 0, result.generate_report()
    assert complaints == []
    page.context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["", "/ar"], ids=["left to right", "right to left"])
@pytest.mark.parametrize(("width", "size"), [(320, 16), (1280, 32)], ids=["narrow", "text at 200%"])
def test_the_page_never_scrolls_sideways(browser, live_server, demo, language, width, size):
    viewport = {"width": width, "height": 640}
    page, _complaints = opened(browser, f"{live_server.url}{language}/styleguide/", viewport=viewport)
    page.evaluate("size => { document.documentElement.style.fontSize = size + 'px' }", size)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_colours_switch_for_the_page_and_nothing_is_stored_without_consent(browser, live_server, demo):
    page, _complaints = opened(browser, f"{live_server.url}/styleguide/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark", exact=True).click()
    assert page.evaluate(paper) != light
    assert page.get_by_role("button", name="Dark", exact=True).get_attribute("aria-pressed") == "true"
    assert "theme=" not in page.evaluate("document.cookie")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.reload()
    assert page.evaluate(paper) == light
    page.context.close()


@pytest.fixture
def notice(transactional_db):
    """The question about cookies, which a flush takes away, is asked again."""
    seed(apps)
    notices.forget()
    yield
    notices.forget()


@pytest.mark.browser
def test_colours_stay_for_whoever_agreed_to_preferences(browser, live_server, demo, notice):
    page, complaints = opened(browser, f"{live_server.url}/ar/styleguide/", color_scheme="light")
    page.locator("#consent-banner button[value=accept_all]").click()
    page.locator("[data-consent-done]").wait_for()
    with page.expect_response("**/cookies/preferences/") as kept:
        page.locator("[data-theme-choice=dark]").click()
    assert kept.value.ok
    page.goto(f"{live_server.url}/styleguide/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_by_role("button", name="Dark", exact=True).get_attribute("aria-pressed") == "true"
    assert complaints == []
    page.context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_script_the_page_is_whole_and_offers_no_switch_that_does_nothing(browser, live_server, demo):
    page, _complaints = opened(browser, f"{live_server.url}/styleguide/", java_script_enabled=False)
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_role("button", name="Dark", exact=True).count() == 0
    page.context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_first_tab_offers_to_skip_the_header(browser, live_server, demo):
    page, _complaints = opened(browser, f"{live_server.url}/styleguide/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the main content")
    assert link.evaluate("element => element === document.activeElement")
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()
