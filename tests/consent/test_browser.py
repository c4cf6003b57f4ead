"""The rows of the law's table that only a real browser can show, and the journeys of a visitor.

What pages store, in every state of consent: test_crawl.py.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from consent import notices
from consent.models import ConsentEvent, ConsentState, DailyCount, DeclaredItem, NoticeVersion, PageView
from tests.browser import assert_accessible, follow
from tests.cast import PASSWORD

from .conftest import change_purpose

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def banner(page: Page) -> Any:
    return page.get_by_role("region", name="Cookies and your choice")


def cookies(context: BrowserContext) -> set[str]:
    return {cookie["name"] for cookie in context.cookies()}


def answer(page: Page, label: str) -> None:
    """Press a button of the banner and wait for the confirmation."""
    banner(page).get_by_role("button", name=label).click()
    expect(page.get_by_role("status").filter(has_text="Your choice is saved.")).to_be_focused()


def test_going_on_is_no_consent(quiet_page: Page, live_server) -> None:
    """Scrolling, navigating, Esc and waiting record nothing and store nothing (EDPB 05/2020)."""
    quiet_page.goto(live_server.url + "/")
    quiet_page.mouse.wheel(0, 4000)
    quiet_page.keyboard.press("Escape")
    follow(quiet_page.get_by_role("link", name="About", exact=True).first)
    quiet_page.mouse.click(400, 300)
    quiet_page.keyboard.press("Escape")
    expect(banner(quiet_page)).to_be_visible()
    assert cookies(quiet_page.context) == set()
    assert not ConsentEvent.objects.exists()
    assert not DailyCount.objects.exists()


@pytest.mark.parametrize("size", [(1200, 800), (320, 640)])
def test_refusing_looks_and_weighs_like_accepting(page: Page, live_server, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(live_server.url + "/about/")
    looks = [
        page.get_by_role("button", name=name).evaluate(
            """(button) => { const style = getComputedStyle(button); const box = button.getBoundingClientRect();
            return [button.tagName, box.height, Math.round(box.width), style.color, style.backgroundColor,
                    style.borderColor, style.fontSize, style.fontWeight, button.parentElement.className]; }"""
        )
        for name in ("Accept all", "Refuse all")
    ]
    assert looks[0] == looks[1]
    box = banner(page).bounding_box()
    assert box["height"] < size[1] * 0.6, "the page stays readable behind it"


def test_accept_then_withdraw_and_the_gated_script_falls_silent(page: Page, live_server) -> None:
    """Withdrawing takes no more clicks than accepting, and works from the next load."""
    asked: list[str] = []

    def with_gated_script(route: Route) -> None:
        script = Template("{% load consent %}{% gated_script 'statistics' 'consent/probe.js' %}").render(Context())
        body = route.fetch().text().replace("</main>", f"{script}</main>")
        route.fulfill(body=body, content_type="text/html")

    def probe(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="", content_type="text/javascript")

    page.route("**/cookies/statistics/", with_gated_script)
    page.route("**/consent/probe*.js", probe)
    page.goto(live_server.url + "/cookies/statistics/")
    assert asked == []
    answer(page, "Accept all")
    page.wait_for_function("document.querySelector('script[src*=probe]') !== null")
    page.goto(live_server.url + "/cookies/statistics/")
    expect(banner(page)).to_be_hidden()
    assert len(asked) >= 1
    follow(page.get_by_role("contentinfo").get_by_role("link", name="Cookies"))
    follow(page.get_by_role("button", name="Withdraw consent"))
    expect(page.get_by_role("heading", name="Your choice")).to_be_visible()
    before = len(asked)
    page.goto(live_server.url + "/cookies/statistics/")
    page.wait_for_load_state("networkidle")
    assert len(asked) == before
    assert list(ConsentEvent.objects.order_by("number").values_list("kind", flat=True)) == ["grant", "withdraw"]


def test_without_script_a_visitor_refuses_accepts_and_signs_in(browser: Browser, live_server, charlie) -> None:
    """The whole way as plain forms; the record shows exactly what was chosen."""
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto(live_server.url + "/about/")
    follow(page.get_by_role("button", name="Refuse all"))
    assert page.url == live_server.url + "/about/"
    assert cookies(context) == {"consent"}
    assert not ConsentEvent.objects.exists()
    follow(page.get_by_role("contentinfo").get_by_role("link", name="Cookies"))
    page.get_by_role("checkbox", name="Statistics").check()
    follow(page.get_by_role("button", name="Save my choice"))
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    event = ConsentEvent.objects.get()
    assert (event.kind, event.granted, event.subject_kind, event.way) == ("grant", {"statistics"}, "receipt", "page")
    assert event.notice.number == 1
    page.goto(live_server.url + "/gaps/")
    assert PageView.objects.get().path == "/gaps/"

    page.goto(live_server.url + "/accounts/login/")
    page.locator("input[name=login]").fill(charlie.email)
    page.locator("input[name=password]").fill(PASSWORD)
    follow(page.locator("main form button").first)
    page.goto(live_server.url + "/cookies/mine/")
    expect(page.get_by_text("Your account has not")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Nothing optional is active until you confirm")
    expect(page.get_by_role("checkbox", name="Statistics")).not_to_be_checked()
    assert not ConsentState.objects.exists(), "a yes is never carried over silently"
    page.get_by_role("checkbox", name="Statistics").check()
    follow(page.get_by_role("button", name="Save my choice"))
    assert ConsentState.objects.get().granted == {"statistics"}
    context.close()


def test_from_the_keyboard(quiet_page: Page, live_server) -> None:
    quiet_page.goto(live_server.url + "/about/")
    for _press in range(60):
        quiet_page.keyboard.press("Tab")
        if quiet_page.evaluate("document.activeElement.value") == "refuse_all":
            break
    quiet_page.keyboard.press("Enter")
    expect(quiet_page.get_by_role("status").filter(has_text="Your choice is saved.")).to_be_focused()
    assert DailyCount.objects.get().refused_all == 1


def test_a_notice_that_changes_while_the_page_is_open(page: Page, live_server, ada) -> None:
    """The answer given to the old words is not taken; the new ones are shown, unticked."""
    page.goto(live_server.url + "/about/")
    draft = notices.draft_from_current()
    change_purpose("statistics")(draft)
    notices.publish(draft=NoticeVersion.objects.get(pk=draft.pk), by=ada, at=timezone.now())
    page.get_by_role("button", name="Accept all").click()
    expect(page.get_by_role("alert")).to_contain_text("has changed while this page was open")
    expect(page.locator("#consent-statistics-purpose")).to_contain_text("And for something else.")
    expect(page.get_by_role("checkbox", name="Statistics")).not_to_be_checked()
    assert not ConsentEvent.objects.exists()


def test_the_form_shows_what_the_browser_holds(quiet_page: Page, live_server) -> None:
    """The page is the same for everyone; its script ticks the boxes by the cookie."""
    quiet_page.goto(live_server.url + "/cookies/")
    quiet_page.get_by_role("checkbox", name="Preferences").check()
    follow(quiet_page.get_by_role("button", name="Save my choice"))
    quiet_page.goto(live_server.url + "/cookies/")
    expect(quiet_page.get_by_role("checkbox", name="Preferences")).to_be_checked()
    expect(quiet_page.get_by_role("checkbox", name="Statistics")).not_to_be_checked()


def test_a_forged_cookie_hides_a_banner_and_opens_nothing(page: Page, live_server) -> None:
    forged = f"1.1.7.-.zzzzzz.{'A' * 22}.{'A' * 22}"
    page.context.add_cookies([{"name": "consent", "value": forged, "url": live_server.url}])
    page.goto(live_server.url + "/about/")
    assert not PageView.objects.exists()
    assert page.evaluate("fetch('/cookies/state.json').then((answer) => answer.json())")["decided"] is False


KEEP_SOMETHING = """async () => {
  localStorage.setItem("probe-1", "x");
  localStorage.setItem("needed", "x");
  sessionStorage.setItem("probe-2", "x");
  const asked = indexedDB.open("probe-3");
  await new Promise((done) => { asked.onsuccess = done; });
  asked.result.close();
}"""
STILL_THERE = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map((database) => database.name),
].filter((key) => key.startsWith("probe") || key === "needed")"""


@pytest.mark.parametrize("button", ["Withdraw consent", "Refuse all"])
def test_what_rested_on_a_yes_leaves_every_store_of_the_browser(page: Page, live_server, ada, button: str) -> None:
    """Withdrawing from the page or the banner: local and session storage and databases, as they are declared."""
    for kind in ("local", "session", "idb"):
        declare(kind, "probe-*")
    declare("local", "needed", category="functional")
    notices.publish(draft=notices.draft_from_current(), by=ada, at=timezone.now())
    page.goto(live_server.url + "/about/")
    answer(page, "Accept all")
    page.evaluate(KEEP_SOMETHING)
    if button == "Refuse all":
        page.context.clear_cookies()
        page.goto(live_server.url + "/about/")
        answer(page, button)
    else:
        page.goto(live_server.url + "/cookies/")
        follow(page.get_by_role("button", name=button))
        expect(page.get_by_role("heading", name="Your choice", level=1)).to_be_visible()
    page.wait_for_function(f"({STILL_THERE})().then((found) => found.join() === 'needed')")


def declare(kind: str, name: str, category: str = "statistics") -> None:
    """An item of another kind than cookies, with its words in every language."""
    item = DeclaredItem.objects.create(
        key=f"{kind}-{name.strip('-*')}",
        category_id=category,
        kind=kind,
        name=name,
        lifetime="session",
        data_types=["number"],
        third_parties=[],
    )
    for language in ("en", "fr", "es", "ar"):
        item.texts.create(language=language, purpose="To try it.", data="A number.")


def test_a_yes_that_ended_takes_its_cookie_along(page: Page, live_server, ada) -> None:
    """A material change: the preferences kept under the old words go with the next page, before any answer."""
    page.goto(live_server.url + "/about/")
    answer(page, "Accept all")
    assert page.evaluate("trackerConsent.keep('theme', 'dark')") is True
    page.goto(live_server.url + "/about/")
    assert "preferences" in cookies(page.context)
    draft = notices.draft_from_current()
    change_purpose("preferences")(draft)
    notices.publish(draft=draft, by=ada, at=timezone.now())
    page.goto(live_server.url + "/organisations/")  # not yet in the browser's own cache
    assert cookies(page.context) == {"consent"}


class TestAccessible:
    """A class of its own, so that another process may take it."""

    @pytest.mark.parametrize(
        "address", ["/cookies/", "/ar/cookies/", "/cookies/mine/", "/cookies/statistics/", "/cookies/notice/1/fr/"]
    )
    @pytest.mark.parametrize("look", [(1200, "light"), (320, "dark")], ids=["desktop light", "phone dark"])
    def test_accessible(self, browser: Browser, live_server, address: str, look: tuple[int, str]) -> None:
        context = browser.new_context(viewport={"width": look[0], "height": 800}, color_scheme=look[1])
        page = context.new_page()
        page.goto(live_server.url + "/about/")
        answer(page, "Accept all")
        page.goto(live_server.url + address)
        assert_accessible(page)
        context.clear_cookies()
        page.goto(live_server.url + address)
        assert_accessible(page)
        context.close()
