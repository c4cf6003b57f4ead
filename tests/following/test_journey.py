"""From the page to the mailbox and back, through a real SMTP server and a real browser."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from following import verbs, weekly
from following.models import Follower
from outbox import decisions, suppression
from outbox.models import Message, SuppressedAddress
from outbox.sending import deliver
from outbox.states import Reason, State
from progress.models import ProgressReport
from stakeholders.models import Commitment
from tests import factories
from tests.browser import assert_accessible
from tests.browser import follow as click
from tests.journeys.conftest import _read_the_notice_anew, browse, watch
from tests.mail_sink import MailSink

__all__ = ["_read_the_notice_anew", "browse", "watch"]

PHONE = {"width": 320, "height": 640}
WEEK = datetime.timedelta(days=7)
LINK = re.compile(r"https?://[^\s/]+(/\S+)")


@pytest.fixture
def commitment(verania, fatima) -> Commitment:
    area = factories.area(factories.edition(), name="Safe schools")
    return factories.commitment(
        verania, by=fatima, recommendations=[factories.recommendation(area)], title="Train all teachers"
    )


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def links_in(mail: EmailMessage) -> list[str]:
    """The paths of the links in the plain text."""
    return LINK.findall(text_of(mail))


def a_week_later(*, reports: list[ProgressReport]) -> None:
    """As if the reports had been published in a week that is over, and followed since before; the planner runs."""
    now = datetime.datetime.now(datetime.UTC)
    Follower.objects.following().update(summarised_until=verbs.monday(now.date()) - WEEK)
    for row in Follower.objects.all():
        row.follows.confirmed().update(confirmed_at=now - 2 * WEEK)
    monday = datetime.datetime.combine(verbs.monday(now.date()), datetime.time(12), datetime.UTC)
    ProgressReport.objects.filter(pk__in=[one.pk for one in reports]).update(
        published_at=monday - datetime.timedelta(days=3)
    )
    weekly.plan(now=now)
    Message.objects.filter(kind=verbs.SUMMARY).update(not_before=now - datetime.timedelta(minutes=1))


def looked_at(page: Page) -> None:
    """No page has a fault for a person who cannot see or point; asked where there is script."""
    if page.viewport_size == PHONE:
        assert_accessible(page)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("options", [{"java_script_enabled": False}, {"viewport": PHONE}])
def test_a_reader_follows_reads_and_stops(
    options, browse: Callable[..., Page], sink: MailSink, commitment, alice, carol
) -> None:
    page = browse(**options)
    page.goto(f"/commitments/{commitment.pk}/")
    click(page.get_by_role("link", name="Follow by email"))
    expect(page.get_by_role("main")).to_contain_text("Train all teachers")
    looked_at(page)
    page.get_by_label("Your email address").fill("nia@demo.example")
    page.get_by_label("Language of the emails").select_option("fr")
    click(page.get_by_role("button", name="Follow", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")
    looked_at(page)
    assert page.context.cookies() == []

    deliver()
    [question] = sink.emails()
    assert question["To"] == "nia@demo.example"
    assert "Train all teachers" in text_of(question) and "Train all teachers" in text_of(question, "html")
    assert "List-Unsubscribe" not in question
    page.goto(next(link for link in links_in(question) if "/follow/confirm/" in link))
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert not Follower.objects.following().exists(), "opening the page begins nothing"
    looked_at(page)
    click(page.get_by_role("main").get_by_role("button"))
    looked_at(page)
    assert Follower.objects.following().get().language == "fr"

    report = factories.published(commitment, by=alice, curator=carol)
    a_week_later(reports=[report])
    deliver()
    _question, summary = sink.emails()
    assert f"/fr/reports/{report.pk}/" in text_of(summary, "html")
    assert summary["Auto-Submitted"] == "auto-generated"
    page.goto(next(link for link in links_in(summary) if "/follow/own/" in link))
    expect(page.get_by_role("main")).to_contain_text("Train all teachers")
    assert Follower.objects.following().exists(), "opening the page ends nothing"
    looked_at(page)
    click(page.get_by_role("main").get_by_role("button").last)
    looked_at(page)
    assert not Follower.objects.following().exists()
    assert page.context.cookies() == []


def following(commitment: Commitment, email: str = "nia@demo.example") -> Follower:
    now = datetime.datetime.now(datetime.UTC)
    query, scopes = f"commitment={commitment.pk}", [[f"commitment:{commitment.pk}"]]
    asked = verbs.follow(email=email, query=query, scopes=scopes, language="en", at=now, may_mail=False)
    verbs.confirm(follower=asked.follower, at=now)
    return asked.follower


@pytest.mark.django_db
def test_a_mail_program_ends_it_with_one_post(sink: MailSink, commitment, alice, carol) -> None:
    follower = following(commitment)
    a_week_later(reports=[factories.published(commitment, by=alice, curator=carol)])
    deliver()
    [summary] = sink.emails()
    assert summary["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = summary["List-Unsubscribe"].strip(" <>")
    path = LINK.match(address)
    assert path
    answer = Client(enforce_csrf_checks=True).post(path[1], {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    follower.refresh_from_db()
    assert follower.left_at is not None


@pytest.mark.django_db
def test_no_mail_to_who_left_while_it_waited(sink: MailSink, commitment, alice, carol) -> None:
    follower = following(commitment)
    a_week_later(reports=[factories.published(commitment, by=alice, curator=carol)])
    verbs.stop_all(follower=follower, at=datetime.datetime.now(datetime.UTC))
    deliver()
    assert sink.emails() == []
    assert Message.objects.get().reason == Reason.NOT_OWED


@pytest.mark.django_db
def test_mail_that_is_held_waits_and_what_was_set_aside_goes_out_when_it_is_released(
    sink: MailSink, commitment, alice, carol, ada
) -> None:
    following(commitment)
    decisions.hold(by=ada)
    a_week_later(reports=[factories.published(commitment, by=alice, curator=carol)])
    deliver()
    assert sink.emails() == []
    decisions.release(by=ada)
    deliver()
    assert len(sink.emails()) == 1


@pytest.mark.django_db
def test_an_address_that_does_not_exist_is_not_written_to_again_and_nobody_is_troubled(
    sink: MailSink, commitment, alice, carol, ada
) -> None:
    now = datetime.datetime.now(datetime.UTC)
    verbs.follow(email="nobody@demo.example", query="", scopes=[], language="en", at=now)
    sink.behave(rcpt="550 5.1.1 no such mailbox")
    deliver()
    assert suppression.is_suppressed("nobody@demo.example")
    assert SuppressedAddress.objects.get().cause == SuppressedAddress.Cause.BOUNCE
    assert [one.state for one in Message.objects.all()] == [State.FAILED], "no mail to the administrators about it"
    sink.behave()
    verbs.follow(email="nobody@demo.example", query="", scopes=[], language="en", at=now + datetime.timedelta(days=1))
    deliver()
    assert sink.emails() == []
