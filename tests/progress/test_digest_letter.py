"""The digest as a letter: groups, the most urgent first, each with what to do about it; in HTML and text alike."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Digest, Preferences
from outbox.models import Message
from progress import digests, mails, reminders, workflow, worklist
from progress.work_groups import Group
from stakeholders import assignments
from tests import factories

pytestmark = pytest.mark.any_database

TODAY = timezone.localdate()
LANGUAGES = ("en", "fr", "es", "ar")


@pytest.fixture
def busy(commitment, verania, alice, fatima, carol):
    """One of each: late, returned, to sign off, due later, near its end."""
    factories.published(commitment, by=alice, curator=carol, percent=60)
    factories.period(
        starts_on=TODAY - timedelta(days=200), ends_on=TODAY - timedelta(days=40),
        due_on=TODAY - timedelta(days=30),
    )  # fmt: skip
    returned, signing = (factories.commitment(verania, by=fatima) for _ in range(2))
    workflow.return_report(
        report=factories.submitted(returned, by=alice, period=None), by=carol, reason="Which courts?"
    )
    workflow.ask_sign_off(report=factories.draft(signing, by=alice, period=None), by=alice)
    factories.commitment(verania, by=fatima, due_on=TODAY - timedelta(days=3))
    return fatima


def content(user, language: str = "en"):
    Preferences.objects.filter(user=user).update(language=language, digest=Digest.DAILY)
    reminders.plan(now=timezone.now() - timedelta(minutes=1), on=TODAY)
    return mails.digest(Message.objects.get(user=user, kind="digest"))


def test_the_late_come_first_and_each_under_one_heading(busy):
    found = content(busy)
    assert re.findall("<h2>(.*?)</h2>", found.html) == [
        "Overdue",
        "Returned for changes",
        "For you to sign off",
    ]
    headings = [line for line in found.text.splitlines() if line in ("Overdue", "Returned for changes")]
    assert headings == ["Overdue", "Returned for changes"]


def test_its_groups_are_those_of_the_page(busy, client: Client):
    client.force_login(busy)
    sections = client.get(reverse("reporting:work")).context["sections"]
    titles = [one.title for one in sections if one.key != Group.WITH_OTHERS.value]
    assert re.findall("<h2>(.*?)</h2>", content(busy).html) == titles


def test_each_says_what_it_is_about(busy):
    found = content(busy)
    for text in (found.html, found.text):
        assert "Which courts?" in text
        assert "60%" in text
        assert "Next reminder:" in text
        assert "because you report for your organisation" in text


def test_what_a_colleague_owns_says_so(busy, commitment, verania, alice):
    assignments.give(commitment=commitment, organisation=verania, to=alice, by=alice)
    assert f"{alice.name} reports on it" in content(busy).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_in_it_leads_somewhere(language, busy, client: Client):
    found = content(busy, language)
    client.force_login(busy)
    html = set(re.findall('href="(http://testserver[^"]*)"', found.html))
    plain = set(re.findall(r"http://testserver\S+", found.text))
    assert html == plain and len(html) >= 5
    for address in html:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_in_its_direction_where_the_page_is_taken_away(language, busy):
    """Mail programs on the web keep what is in the body alone."""
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<div class="letter" lang="{language}" dir="{direction}">' in content(busy, language).html


def test_a_long_list_stays_under_the_size_at_which_mails_are_cut(due_many, fatima):
    found = content(fatima)
    assert len(found.html.encode()) < 90_000
    assert len(re.findall("(?m)^- ", found.text)) == digests.MOST
    assert "5 more tasks are on the page" in found.text


@pytest.fixture
def due_many(verania, fatima, recommendation):
    factories.period(starts_on=TODAY - timedelta(days=90), ends_on=TODAY - timedelta(days=20), due_on=TODAY)
    for _one in range(digests.MOST + 5):
        factories.commitment(verania, by=fatima, recommendations=[recommendation], title="x" * 200)


def test_its_queries_do_not_grow(due_many, fatima, django_assert_num_queries):
    work = worklist.for_person(fatima, on=TODAY)
    with django_assert_num_queries(1):
        digests.letter(work)
