"""In a real browser: what is typed into a report is never lost, whatever happens to line, server, session or tab."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Error, Page, expect

from accounts.models import User
from progress import drafts
from progress.models import ProgressReport
from tests import factories
from tests.browser import assert_accessible, follow
from tests.cast import PASSWORD
from tests.journeys.conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED, KEPT = re.compile("Saved at"), re.compile("Kept on this device")


@pytest.fixture
def report(transactional_db, verania, fatima: User, alice: User, dan: User) -> ProgressReport:
    asked = factories.recommendation(factories.area(factories.edition()))
    commitment = factories.commitment(verania, by=fatima, recommendations=[asked])
    factories.published(commitment, by=alice, curator=dan, narrative="Planned.", percent=20, health="on_track")
    return factories.draft(commitment, by=alice, narrative="")


@pytest.fixture
def write(browse: Callable[..., Page], report: ProgressReport) -> Callable[..., Page]:
    """The report's form in a browser of that person."""

    def opened(user: User, page: Page | None = None, **options) -> Page:
        page = page or sign_in(browse(**options), user)
        page.goto(f"/reporting/reports/{report.pk}/")
        return page

    return opened


def story(page: Page):
    return page.get_by_role("textbox", name="What was done")


def state(page: Page):
    return page.locator("#saved")


def crash(page: Page) -> BrowserContext:
    """The tab's process dies: nothing is asked, and nothing is sent on leaving. Gives the browser that it was in."""
    with contextlib.suppress(Error):
        page.goto("chrome://crash")
    context = page.context
    page.close()
    return context


def stored(report: ProgressReport) -> str:
    report.refresh_from_db()
    return report.narrative


def test_it_saves_itself_and_shows_what_readers_will_see(write, alice: User, report: ProgressReport) -> None:
    page = write(alice)
    story(page).fill("Ten judges trained.")
    page.get_by_role("radio", name="At risk").check()
    expect(state(page)).to_have_text(SAVED)
    expect(page.locator("#changes-so-far")).to_contain_text("At risk")
    expect(page.locator("#before-health")).to_contain_text("On track")
    expect(page.get_by_text("19 of 20,000 characters")).to_be_visible()
    assert stored(report) == "Ten judges trained."
    assert_accessible(page)
    page.goto("/reporting/")  # nothing asks: all is saved
    page.go_back()
    expect(story(page)).to_have_value("Ten judges trained.")
    page.reload()
    expect(story(page)).to_have_value("Ten judges trained.")
    page.goto(f"/ar/reporting/reports/{report.pk}/")
    expect(page.locator("#id_narrative")).to_have_value("Ten judges trained.")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('report-')).length") == 0


def test_help_is_asked_for_only_when_blocked(write, alice: User) -> None:
    page = write(alice)
    expect(page.get_by_label("What kind of help is needed")).to_be_hidden()
    page.get_by_role("radio", name="Blocked").check()
    expect(page.get_by_label("What kind of help is needed")).to_be_visible()


def test_a_long_text_outlives_a_line_that_fails_and_a_tab_that_crashes(
    write, alice: User, report: ProgressReport, watch
) -> None:
    long = "Ten judges trained. " * 999 + "And the courts told."  # 20,000 characters
    page = write(alice)
    page.route("**/autosave/", lambda route: route.abort())
    story(page).fill(long)
    expect(state(page)).to_have_text(KEPT)
    assert stored(report) == ""
    again = write(alice, crash(page).new_page())
    expect(state(again)).to_have_text(SAVED)
    expect(story(again)).to_have_value(long)
    assert stored(report) == long
    watch.problems.clear()


def test_offline_and_back(write, alice: User, report: ProgressReport, watch) -> None:
    page = write(alice)
    page.context.set_offline(True)
    story(page).fill("In a tunnel.")
    expect(state(page)).to_have_text(KEPT)
    page.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    assert stored(report) == "In a tunnel."
    watch.problems.clear()


def test_an_answer_lost_on_the_way_is_no_other_hand(write, alice: User, report: ProgressReport, watch) -> None:
    page = write(alice)

    def lose(route) -> None:
        route.fetch()
        route.abort()

    page.route("**/autosave/", lose, times=1)
    story(page).fill("First.")
    expect(state(page)).to_have_text(KEPT)
    assert stored(report) == "First."
    story(page).fill("First, then second.")
    expect(state(page)).to_have_text(SAVED, timeout=15_000)
    assert stored(report) == "First, then second."
    watch.problems.clear()


def test_the_session_ends_while_typing(write, alice: User, report: ProgressReport, watch) -> None:
    page = write(alice)
    Session.objects.all().delete()
    story(page).fill("Typed after the session ended.")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Password").fill("wrong")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_label("Password").press("Enter")
    expect(dialog).to_be_hidden()
    expect(state(page)).to_have_text(SAVED)
    assert stored(report) == "Typed after the session ended."
    story(page).fill("And on.")
    follow(page.get_by_role("button", name="Save as draft"))
    expect(story(page)).to_have_value("And on.")
    watch.problems.clear()


def test_two_people_at_once(write, alice: User, fatima: User, report: ProgressReport, watch) -> None:
    one, other = write(alice), write(fatima)
    story(one).fill("Alice's words")
    expect(state(one)).to_have_text(SAVED)
    story(other).fill("Fatima's words")
    expect(state(other)).to_contain_text("Nothing was overwritten")
    assert stored(report) == "Alice's words"
    follow(other.get_by_role("button", name="Compare and merge"))
    expect(other.get_by_role("alert")).to_contain_text("Alice's words")
    expect(story(other)).to_have_value("Fatima's words")
    follow(other.get_by_role("button", name="Save as draft"))
    assert stored(report) == "Fatima's words"
    expect(other.locator("main .error-summary")).to_have_count(0)
    watch.problems.clear()


def test_one_person_in_two_tabs(write, alice: User, report: ProgressReport, watch) -> None:
    one = write(alice)
    other = write(alice, one.context.new_page())
    story(one).fill("First tab")
    expect(state(one)).to_have_text(SAVED)
    story(other).fill("Second tab")
    expect(state(other)).to_contain_text("another tab")
    assert stored(report) == "First tab"
    watch.problems.clear()


def test_what_was_kept_meets_what_somebody_saved_meanwhile(
    write, alice: User, fatima: User, report: ProgressReport, watch
) -> None:
    page = write(alice)
    page.route("**/autosave/", lambda route: route.abort())
    story(page).fill("Kept on the device")
    expect(state(page)).to_have_text(KEPT)
    context = crash(page)
    drafts.save(report=report, by=fatima, version=report.version, data={"narrative": "Saved meanwhile"})
    again = write(alice, context.new_page())
    expect(story(again)).to_have_value("Kept on the device")
    expect(state(again)).to_contain_text("Nothing was overwritten")
    assert stored(report) == "Saved meanwhile"
    watch.problems.clear()


def test_signing_out_takes_along_what_was_kept(write, alice: User, watch) -> None:
    page = write(alice)
    page.route("**/autosave/", lambda route: route.abort())
    story(page).fill("Not for the next one at this computer")
    expect(state(page)).to_have_text(KEPT)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('report-'))") == []
    watch.problems.clear()


def test_by_keyboard_on_a_phone_in_arabic(write, alice: User, report: ProgressReport, browse) -> None:
    page = sign_in(browse(viewport={"width": 360, "height": 740}), alice)
    page.goto(f"/ar/reporting/reports/{report.pk}/")
    page.locator("#id_narrative").focus()
    page.keyboard.type("تدريب عشرة قضاة")
    expect(state(page)).not_to_contain_text("Last saved")
    expect(page.locator("#changes-so-far")).to_contain_text("تدريب")
    assert page.evaluate("document.documentElement.scrollWidth <= 360")
    assert stored(report) == "تدريب عشرة قضاة"
    assert_accessible(page)


def test_without_script_the_buttons_save(write, alice: User, report: ProgressReport) -> None:
    page = write(alice, java_script_enabled=False)
    story(page).fill("By hand.")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_text("Nobody outside your organisation sees a draft")).to_be_visible()
    expect(page.locator("#changes-so-far")).to_contain_text("By hand.")
    assert stored(report) == "By hand."
