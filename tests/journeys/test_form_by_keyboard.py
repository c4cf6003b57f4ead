"""In a real browser: a whole report, and the partners of a commitment, by the keyboard alone."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from progress.models import ProgressReport
from stakeholders.models import Indicator, Milestone
from tests import factories
from tests.journeys.conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What has the focus is in the window, and not below the bar that stays at its end.
IS_SEEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const bar = document.querySelector(".save-bar");
  const end = bar && !bar.contains(document.activeElement) ? bar.getBoundingClientRect().top : innerHeight;
  return box.top < end && box.bottom > 0;
}"""


class Keyboard:
    """Presses keys and touches nothing else."""

    def __init__(self, page: Page) -> None:
        self.page, self.press, self.type = page, page.keyboard.press, page.keyboard.type

    def to(self, selector: str) -> None:
        """Tab on until what has the focus is that."""
        for _ in range(150):
            self.press("Tab")
            assert self.page.evaluate(IS_SEEN), self.page.evaluate("document.activeElement.outerHTML")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"{selector} is not reached by Tab")

    def follow(self) -> None:
        """Press what has the focus, which leads to another page."""
        with self.page.expect_navigation():
            self.press("Enter")

    def from_the_top(self) -> None:
        """Over the header, by the link that is there for it."""
        self.to(".skip, [href='#main']")
        self.press("Enter")


@pytest.fixture
def draft(transactional_db, verania, fatima, alice, dan) -> ProgressReport:
    commitment = factories.commitment(verania, by=fatima)
    Indicator.objects.create(commitment=commitment, name="Judges", unit="people", baseline=0, target=40)
    Milestone.objects.create(commitment=commitment, title="A law", due_on=datetime.date(2026, 5, 1))
    factories.published(commitment, by=alice, curator=dan, percent=20)
    return factories.draft(commitment, by=alice, narrative="")


def test_a_whole_report(browse: Callable[..., Page], draft: ProgressReport, alice) -> None:
    page = sign_in(browse(), alice)
    page.goto(f"/reporting/reports/{draft.pk}/")
    keys = Keyboard(page)
    keys.from_the_top()
    keys.to("[name=implementation_status]:checked")
    keys.to("[name=health]:checked")
    for _ in range(3):
        keys.press("ArrowRight")  # on track, at risk, off track, blocked
    keys.to("[name=help_kind]")
    keys.type("Fund")
    keys.to("[name=help_needed]")
    keys.type("A second court.")
    keys.to("[name=percent]")
    keys.press("Control+a")
    keys.type("45")
    keys.to("[name=narrative]")
    keys.type("Ten judges were trained.")
    keys.press("Enter")
    keys.type("Two courts were told.")
    keys.to("[name=barrier_kinds][value=staff]")
    keys.press("Space")
    keys.to("[name=barriers]")
    keys.type("Few trainers.")
    keys.to("[name=next_steps]")
    keys.type("The other courts.")
    keys.to("[name^=indicator_]")
    keys.type("12")
    keys.to("[name^=reached-][type=checkbox]")
    keys.press("Space")
    keys.to("[name$='-day']")
    keys.to("[type=url]")
    keys.type("https://example.org/act")
    keys.to("button[value=save]")
    keys.follow()
    expect(page.get_by_text("Nobody outside your organisation sees a draft")).to_be_visible()
    keys.to("button[value=preview]")
    keys.follow()
    expect(page.get_by_text("Nothing was submitted or published")).to_be_visible()
    keys.from_the_top()
    keys.to("main a.button")
    keys.follow()
    keys.to("button[value=submit]")
    keys.follow()
    expect(page.get_by_text("The report was submitted. A curator will review it.")).to_be_visible()
    draft.refresh_from_db()
    assert (draft.review_state, draft.health, draft.help_kind, draft.percent) == ("submitted", "blocked", "funding", 45)
    assert draft.narrative == "Ten judges were trained.\nTwo courts were told."
    assert (draft.barriers, draft.next_steps, draft.barrier_kinds) == ("Few trainers.", "The other courts.", ["staff"])
    assert draft.indicator_values.get().value == 12
    assert draft.commitment.milestones.get().reached_on == timezone.localdate()
    assert [piece.url for piece in draft.latest_evidence] == ["https://example.org/act"]


def test_a_partner_is_found_and_added(browse: Callable[..., Page], transactional_db, alice, lantern) -> None:
    page = sign_in(browse(), alice)
    page.goto("/reporting/commitments/new/")
    keys = Keyboard(page)
    keys.from_the_top()
    keys.to("#find-partner")
    keys.type("lantern")
    expect(page.get_by_text("Organisations found: 1")).to_be_visible()
    expect(page.locator("#found-partners option")).to_have_attribute("value", "Lantern Trust")
    keys.press("Control+a")
    keys.type("Lantern Trust")
    keys.press("Enter")
    expect(page.get_by_role("textbox", name="Partner organisations")).to_have_value("Lantern Trust")
    expect(page.locator("#find-partner")).to_have_value("")
    expect(page.get_by_role("heading", name="Add a commitment")).to_be_visible()
