"""Journey B: a visitor refuses, later accepts statistics, signs in; the record holds exactly that and no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from consent.models import ConsentEvent, ConsentState, DailyCount, PageView
from tests.browser import follow
from tests.journeys.conftest import sign_in

WITHOUT_SCRIPT = {"java_script_enabled": False, "viewport": {"width": 390, "height": 844}}
ON_SCREEN = {"viewport": {"width": 1280, "height": 900}}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def record() -> list[tuple[str, str, frozenset[str], str]]:
    """The log as it stands: what happened, to whom, what was granted, and where it was said."""
    rows = ConsentEvent.objects.order_by("number")
    return [(row.kind, row.subject_kind, row.granted, row.way) for row in rows]


def cookies(page: Page) -> set[str]:
    return {cookie["name"] for cookie in page.context.cookies()}


def refuse(page: Page, *, has_script: bool) -> None:
    """In the banner of a public page, with one click. With script the page stays."""
    page.goto("/about/")
    button = page.get_by_role("region").get_by_role("button", name="Refuse all")
    if has_script:
        button.click()
        expect(page.get_by_role("status").filter(has_text="Your choice is saved.")).to_be_focused()
    else:
        follow(button)
    page.goto("/recommendations/")
    page.goto("/cookies/mine/")
    expect(page.get_by_text("You refused everything optional")).to_be_visible()


def accept_statistics(page: Page) -> None:
    """On the page behind the footer's link, where no optional box is ticked."""
    page.goto("/about/")
    follow(page.get_by_role("contentinfo").get_by_role("link", name="Cookies"))
    optional = [page.locator(f"#consent-{name}") for name in ("preferences", "statistics", "marketing")]
    for box in optional:
        expect(box).not_to_be_checked()
    optional[1].check()
    follow(page.get_by_role("button", name="Save my choice"))
    page.goto("/cookies/mine/")
    expect(page.get_by_text("Your choice is saved")).to_be_visible()


@pytest.mark.parametrize("options", [WITHOUT_SCRIPT, ON_SCREEN], ids=["phone without script", "desktop"])
def test_the_record_says_exactly_what_the_visitor_said(options, browse: Callable[..., Page], alice: User) -> None:
    page = browse(**options)
    page.goto("/about/")
    assert cookies(page) == set()
    assert record() == []

    refuse(page, has_script=options is ON_SCREEN)
    assert cookies(page) == {"consent"}
    assert record() == [], "an anonymous no is a count and no row"
    count = DailyCount.objects.get()
    assert (count.answers, count.refused_all, count.statistics) == (1, 1, 0)
    assert not PageView.objects.exists(), "nothing is counted of somebody who refused"

    accept_statistics(page)
    browser = ("grant", "receipt", frozenset({"statistics"}), "page")
    assert record() == [browser]
    page.goto("/organisations/")
    assert list(PageView.objects.values_list("path", "views")) == [("/organisations/", 1)]

    sign_in(page, alice)
    assert record() == [browser], "a yes is never carried into an account silently"
    assert not ConsentState.objects.exists()
    page.goto("/cookies/mine/")
    assert not page.context.request.get("/cookies/state.json").json()["granted"]["statistics"]

    page.get_by_role("main").locator("#consent-statistics").check()
    follow(page.get_by_role("button", name="Save my choice"))
    page.goto("/cookies/mine/")
    expect(page.get_by_role("main").get_by_text("Your choice is saved")).to_be_visible()
    assert ConsentState.objects.get().granted == frozenset({"statistics"})
    assert record() == [browser, ("grant", "account", frozenset({"statistics"}), "page")]

    page.goto("/reporting/")
    follow(page.get_by_role("contentinfo").get_by_role("link", name="Cookies"))
    follow(page.get_by_role("button", name="Withdraw consent"))
    assert {(kind, who, granted) for kind, who, granted, _way in record()[2:]} == {
        ("withdraw", "account", frozenset()),
        ("withdraw", "receipt", frozenset()),
    }
    assert ConsentState.objects.get().granted == frozenset()
    before = sum(PageView.objects.values_list("views", flat=True))
    page.goto("/gaps/")  # not opened before, so that the browser asks for it
    assert sum(PageView.objects.values_list("views", flat=True)) == before
