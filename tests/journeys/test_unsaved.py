"""In a real browser: leaving typed text asks first, and saving or adding keeps the place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from stakeholders import commitments
from stakeholders.commitment_data import CommitmentData
from tests import factories
from tests.accounts.test_browser import sign_in_with_password
from tests.browser import assert_accessible, follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def recommendation(transactional_db):
    return factories.recommendation(factories.area(factories.edition()))


@pytest.fixture
def report(recommendation, verania, fatima, alice):
    commitment = factories.commitment(verania, by=fatima, recommendations=[recommendation])
    return factories.draft(commitment, by=alice)


def leave(page: Page, address: str) -> list[str]:
    """Try to go to ``address``; the kinds of questions that the browser asked. They are answered with "stay"."""
    asked: list[str] = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.evaluate("address => { location.href = address }", address)
    page.wait_for_timeout(500)
    page.remove_listener("dialog", stay) if not asked else None
    return asked


def test_leaving_typed_text_asks_first(quiet_page: Page, live_server, report, alice) -> None:
    page = quiet_page
    sign_in_with_password(page, live_server.url, alice)
    page.goto(f"{live_server.url}/reporting/reports/{report.pk}/")
    page.get_by_role("textbox", name="Barriers").fill("A strike.")
    assert leave(page, f"/fr/reporting/reports/{report.pk}/") == ["beforeunload"]
    expect(page.get_by_role("textbox", name="Barriers")).to_have_value("A strike.")
    follow(page.get_by_role("button", name="Save as draft"))
    expect(page.locator("#saved")).to_be_focused()
    expect(page.locator("#saved")).to_be_in_viewport()
    assert_accessible(page)
    assert leave(page, "/reporting/") == []
    expect(page).to_have_url(f"{live_server.url}/reporting/")


def test_what_was_added_has_the_focus(quiet_page: Page, live_server, report, alice) -> None:
    page = quiet_page
    sign_in_with_password(page, live_server.url, alice)
    page.goto(f"{live_server.url}/reporting/reports/{report.pk}/")
    page.get_by_role("textbox", name="Link").fill("https://example.org/act")
    follow(page.get_by_role("button", name="Save and add"))
    expect(page.locator(f"#evidence-{report.evidence.get().pk}")).to_be_focused()


def test_another_milestone_has_the_focus(quiet_page: Page, live_server, recommendation, verania, alice) -> None:
    data = CommitmentData(title="Train", description="Do.", recommendations=[recommendation])
    draft = commitments.create(organisation=verania, by=alice, data=data)
    page = quiet_page
    sign_in_with_password(page, live_server.url, alice)
    page.goto(f"{live_server.url}/reporting/commitments/{draft.pk}/edit/")
    page.locator("#id_milestones-0-title").fill("First")
    follow(page.get_by_role("button", name="Add another milestone"))
    expect(page.locator("#id_milestones-1-title")).to_be_focused()
    expect(page.locator("#id_milestones-0-title")).to_have_value("First")
