"""Twenty reports reviewed from the keyboard, in a real browser; what is typed is kept while it is typed."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from progress.models import ProgressReport, ReviewClaim
from tests import factories
from tests.browser import assert_accessible
from tests.cast import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RETURNED = (3, 11)
SKIPPED = 6


@pytest.fixture
def reports(verania, fatima, alice) -> list[ProgressReport]:
    """Twenty that wait."""
    return [
        factories.submitted(factories.commitment(verania, by=fatima, title=f"Plan {number:02}"), by=alice)
        for number in range(20)
    ]


@pytest.fixture
def desk(quiet_page: Page, live_server, reports, carol) -> Page:
    """Carol at the first of them."""
    cookie = sign_in(Client(), carol).cookies["session"].value
    quiet_page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
    quiet_page.goto(f"{live_server.url}/review/{reports[0].pk}/")
    at(quiet_page, "Plan 00")
    return quiet_page


def at(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(page.get_by_text("Open to you until")).to_be_visible()


def test_twenty_reports_from_the_keyboard(desk: Page) -> None:
    page = desk
    page.keyboard.press("p")  # not switched on: nothing has focus now that Enter would press
    expect(page.get_by_role("button", name="Publish")).not_to_be_focused()
    page.keyboard.press("Alt+Slash")
    expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    page.get_by_label("Use single keys, without Alt").check()
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.get_by_text("Your keyboard shortcuts were saved.")).to_be_visible()
    assert_accessible(page)
    for number in [*range(20), SKIPPED]:
        at(page, f"Plan {number:02}")
        if number in RETURNED:
            page.keyboard.press("r")
            page.keyboard.type("Please name the regions, and who pays.")  # letters of shortcuts are text here
            page.keyboard.press("Tab")
            page.get_by_role("button", name="Return for changes").press("Enter")
        elif number == SKIPPED and ProgressReport.objects.filter(review_state="submitted").count() > 1:
            page.keyboard.press("n")
        else:
            page.keyboard.press("p")
            page.keyboard.press("Enter")
    expect(page.get_by_text("No reports to review")).to_be_visible()
    states = [one.review_state for one in ProgressReport.objects.order_by("pk")]
    assert states == ["returned" if number in RETURNED else "published" for number in range(20)]
    assert not ReviewClaim.objects.exists()


def test_the_queue_by_its_keys_and_what_was_typed_is_there_again(desk: Page) -> None:
    page = desk
    with page.expect_response("**/reason/"):
        page.get_by_label("What to change").fill("Half a sentence")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("Alt+j")
    page.keyboard.press("Alt+j")
    page.keyboard.press("Alt+k")
    page.keyboard.press("Enter")
    at(page, "Plan 01")
    page.go_back()
    page.reload()
    expect(page.get_by_label("What to change")).to_have_value("Half a sentence")
