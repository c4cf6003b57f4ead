"""Who is reminded of what and when: one digest a person, at stages, caught up once, never doubled."""

from __future__ import annotations

import datetime
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Digest, Preferences, User
from outbox.models import Message
from progress import drafts, mails, reminders, workflow, worklist
from stakeholders.models import Membership, Organisation
from tests import cast, factories

pytestmark = pytest.mark.any_database

DUE = datetime.date(2026, 7, 31)
NOW = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)


def plan(on: datetime.date) -> set[str]:
    """Plan for ``on``; return whose digests are new."""
    before = set(Message.objects.values_list("pk", flat=True))
    reminders.plan(now=NOW, on=on)
    new = Message.objects.exclude(pk__in=before).filter(kind="digest")
    return {message.user.name.split()[0] for message in new}


@pytest.fixture
def due(commitment, alice, fatima):
    """A report of Verania's is due on 31 July 2026."""
    return factories.period(due_on=DUE)


@pytest.mark.parametrize(
    ("days", "reminded"),
    [(-60, False), (-30, True), (-7, True), (-1, True), (7, True), (21, True), (60, True), (61, True)],
)
def test_a_first_digest_comes_from_the_first_stage_on(days, reminded, due):
    assert plan(DUE + timedelta(days=days)) == ({"Alice", "Fatima"} if reminded else set())


def test_it_slows_down_by_itself(due):
    first = DUE - timedelta(days=40)
    days = [first + timedelta(days=number) for number in range(120)]
    told = [(day - DUE).days for day in days if plan(day)]
    assert told == [-30, -7, -1, 7, 21, 60]


def test_a_planner_that_missed_days_catches_up_with_one_mail(due):
    plan(DUE - timedelta(days=30))
    assert plan(DUE + timedelta(days=9)) == {"Alice", "Fatima"}
    assert plan(DUE + timedelta(days=10)) == set()


def test_planning_again_and_for_an_earlier_day_adds_nothing_wrong(due):
    day = DUE - timedelta(days=7)
    assert plan(day) == {"Alice", "Fatima"}
    assert plan(day) == set()
    assert plan(DUE + timedelta(days=60)) == {"Alice", "Fatima"}
    assert plan(DUE - timedelta(days=1)) == {"Alice", "Fatima"}, "a digest of a later day does not silence this one"


def test_who_never_answered_is_asked_for_the_next_report_as_anybody_is(due):
    assert plan(DUE + timedelta(days=60)) == {"Alice", "Fatima"}
    january = datetime.date(2027, 1, 31)
    factories.period(starts_on=datetime.date(2026, 7, 1), ends_on=datetime.date(2026, 12, 31), due_on=january)
    first = DUE + timedelta(days=61)
    told = [day for day in (first + timedelta(days=number) for number in range(250)) if plan(day)]
    assert [(day - january).days for day in told] == [-30, -7, -1, 7, 21, 60]


def test_two_in_a_week_at_most_as_long_as_nothing_is_late(verania, fatima, alice, carol):
    first = DUE - timedelta(days=30)
    for number in range(6):
        factories.commitment(verania, by=fatima, due_on=DUE + 2 * timedelta(days=number))
    told = [number for number in range(12) if plan(first + timedelta(days=number))]
    assert told == [0, 2, 7, 9], "every second day something reaches a stage"
    late = [number for number in range(37, 44) if plan(first + timedelta(days=number))]
    assert late == [37, 39, 41, 43]


def test_one_mail_however_much_is_due(verania, fatima, alice, carol, due):
    for number in range(3):
        factories.commitment(verania, by=fatima, due_on=DUE + timedelta(days=number))
    plan(DUE - timedelta(days=1))
    assert Message.objects.filter(user=alice).count() == 1


def test_who_has_reported_is_left_alone(due, commitment, alice):
    factories.submitted(commitment, by=alice, period=due)
    assert plan(DUE) == set()


def test_only_who_reports_is_reminded(due, verania, bob, carol, charlie):
    Membership.objects.create(user=charlie, organisation=verania, role="viewer")
    assert plan(DUE) == {"Alice", "Fatima"}


@pytest.mark.parametrize(("days", "reminded"), [(-1, False), (7, False), (21, True)])
def test_the_alternate_steps_in_when_it_has_waited_long(days, reminded, due, verania, charlie):
    Membership.objects.create(user=charlie, organisation=verania, role="alternate")
    assert ("Charlie" in plan(DUE + timedelta(days=days))) == reminded


def test_or_at_once_where_there_is_no_focal_point(due, verania, fatima, charlie):
    Membership.objects.create(user=charlie, organisation=verania, role="alternate")
    Membership.objects.filter(user=fatima).update(ended_at=timezone.now())
    assert plan(DUE - timedelta(days=1)) == {"Alice", "Charlie"}


@pytest.mark.parametrize(
    "change",
    [
        {"digest": Digest.NEVER},
        {"unsubscribed_at": NOW},
        {"snoozed_until": DUE + timedelta(days=1)},
    ],
)
def test_who_wants_none_gets_none(change, due, alice):
    Preferences.objects.filter(user=alice).update(**change)
    assert plan(DUE) == {"Fatima"}


def test_daily_and_weekly_as_chosen(due, alice, fatima):
    Preferences.objects.filter(user=alice).update(digest=Digest.DAILY)
    Preferences.objects.filter(user=fatima).update(digest=Digest.WEEKLY)
    told = [plan(DUE + timedelta(days=number)) for number in range(8)]
    assert [("Alice" in names, "Fatima" in names) for names in told] == [
        (True, number in (0, 7)) for number in range(8)
    ]


def test_each_morning_is_the_persons_own(due, alice, fatima):
    Preferences.objects.filter(user=alice).update(time_zone="Pacific/Auckland", digest_hour=7)
    Preferences.objects.filter(user=fatima).update(time_zone="America/Los_Angeles", digest_hour=9)
    reminders.plan(now=datetime.datetime(2026, 7, 30, 13, tzinfo=datetime.UTC))
    mornings = {message.user.name.split()[0]: message.not_before for message in Message.objects.all()}
    assert mornings == {
        "Alice": datetime.datetime(2026, 7, 30, 19, tzinfo=datetime.UTC),  # 7 o'clock on the 31st there
        "Fatima": datetime.datetime(2026, 7, 30, 16, tzinfo=datetime.UTC),  # 9 o'clock on the 30th there
    }


def test_a_commitment_near_its_end_is_mentioned_to_its_lead(verania, fatima, alice):
    factories.commitment(verania, by=fatima, due_on=DUE)
    assert plan(DUE - timedelta(days=30)) == {"Alice", "Fatima"}


def _add_people(count: int, *, by: User) -> None:
    """People with a report to answer for one organisation each, who stand in for the focal point of another."""
    for number in range(count):
        made = Membership.objects.count() + number
        own, other = (
            Organisation.objects.create(name=f"{name} {made}", slug=f"{name}-{made}", actor_type="ngo")
            for name in ("own", "other")
        )
        reporter, focal_point = (cast.person(f"{name} {made}") for name in ("Reporter", "Focal"))
        for user, organisation, role in (
            (reporter, own, "focal_point"),
            (reporter, other, "alternate"),
            (focal_point, other, "focal_point"),
        ):
            Membership.objects.create(user=user, organisation=organisation, role=role)
        factories.draft(factories.commitment(own, by=by, due_on=DUE), by=reporter)
        factories.commitment(other, by=by, due_on=DUE, joint=[own])


def test_the_queries_of_planning_do_not_grow_with_people(due, commitment, fatima, alice):
    def plan_on(day: datetime.date) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            return reminders.plan(now=NOW, on=day), len(asked)

    _add_people(1, by=fatima)
    few, queries = plan_on(DUE)
    _add_people(13, by=fatima)
    Preferences.objects.update(digest=Digest.DAILY)
    assert (few, *plan_on(DUE + timedelta(days=1))) == (4, 30, queries)


class TestTheLetter:
    def content(self, user, day=DUE):
        plan(day)
        return mails.digest(Message.objects.get(user=user, kind="digest"))

    def test_it_says_what_waits_and_where(self, due, commitment, alice, settings):
        content = self.content(alice, DUE + timedelta(days=7))
        assert "overdue" in content.subject
        for text in (content.text, content.html):
            assert commitment.title in text
            assert f"{settings.SITE_URL}/reporting/" in text
        assert content.unsubscribe_url.startswith(f"{settings.SITE_URL}/u/")
        assert len(content.unsubscribe_url.removeprefix(settings.SITE_URL)) < 40

    def test_in_the_persons_language(self, due, alice):
        Preferences.objects.filter(user=alice).update(language="ar")
        content = self.content(alice)
        assert 'dir="rtl"' in content.html
        assert "/ar/reporting/" in content.text

    @pytest.mark.parametrize(
        ("language", "date", "mark"), [("en", "August 2026", ","), ("fr", "août 2026", ","), ("ar", "2026", "،")]
    )
    def test_dates_are_written_out_no_more_exactly_than_they_are_known(self, language, date, mark, verania, alice):
        factories.commitment(verania, by=alice, due_on=datetime.date(2026, 8, 31), due_precision="month")
        Preferences.objects.filter(user=alice).update(language=language)
        content = self.content(alice, datetime.date(2026, 9, 1))
        for text in (content.text, content.html):
            assert date in text
            assert "2026-08" not in text
        listed = next(line for line in content.text.splitlines() if line.startswith("- "))
        assert mark in listed and (mark == "," or "," not in listed)

    def test_not_when_it_is_no_longer_owed(self, due, commitment, alice):
        plan(DUE)
        factories.submitted(commitment, by=alice, period=due)
        assert mails.digest(Message.objects.get(user=alice)) is None

    def test_not_to_who_left_meanwhile(self, due, alice):
        plan(DUE)
        Membership.objects.filter(user=alice).update(ended_at=timezone.now())
        assert mails.digest(Message.objects.get(user=alice)) is None

    def test_titles_cannot_add_headers_or_markup(self, due, commitment, alice):
        type(commitment).objects.filter(pk=commitment.pk).update(title="<b>Bold</b>\r\nBcc: all@example.org")
        content = self.content(alice)
        assert "<b>Bold" not in content.html
        assert "\n" not in content.subject


class TestReturns:
    def test_a_return_is_one_mail_to_its_author_at_once(self, commitment, alice, carol):
        report = factories.submitted(commitment, by=alice)
        workflow.return_report(report=report, by=carol, reason="Which courts?")
        message = Message.objects.get()
        assert message.recipient == alice.email
        assert "Which courts?" in mails.report_returned(message).text

    def test_to_the_focal_point_when_the_author_left(self, commitment, alice, fatima, carol):
        report = factories.submitted(commitment, by=alice)
        Membership.objects.filter(user=alice).update(ended_at=timezone.now())
        workflow.return_report(report=report, by=carol, reason="Which courts?")
        assert Message.objects.get().recipient == fatima.email

    def test_not_when_it_was_submitted_again_meanwhile(self, commitment, alice, carol):
        report = workflow.return_report(report=factories.submitted(commitment, by=alice), by=carol, reason="When?")
        drafts.save(report=report, by=alice, version=report.version, data={"narrative": "In May."})
        workflow.submit(report=report, by=alice)
        assert mails.report_returned(Message.objects.get()) is None

    def test_a_second_return_is_a_second_mail(self, commitment, alice, carol):
        report = factories.submitted(commitment, by=alice)
        for reason in ("When?", "Where?"):
            report = workflow.return_report(report=report, by=carol, reason=reason)
            if reason == "When?":
                report = workflow.submit(report=report, by=alice)
        contents = [mails.report_returned(message) for message in Message.objects.order_by("pk")]
        assert contents[0] is None
        assert "Where?" in contents[1].text

    def test_the_digest_repeats_it_only_after_a_week(self, commitment, alice, carol):
        report = workflow.return_report(report=factories.submitted(commitment, by=alice), by=carol, reason="When?")
        day = timezone.localdate(report.returned_at)
        assert plan(day + timedelta(days=1)) == set()
        assert "Alice" in plan(day + timedelta(days=7))


class TestUnsubscribing:
    def address(self, user) -> str:
        return reverse("progress:unsubscribe", kwargs={"token": user.preferences.unsubscribe_token})

    def test_a_get_asks_and_never_does_it(self, client: Client, alice):
        assert client.get(self.address(alice)).status_code == 200
        assert Preferences.objects.get(user=alice).unsubscribed_at is None

    @pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
    def test_the_page_is_in_the_persons_language(self, client: Client, alice, language):
        Preferences.objects.filter(user=alice).update(language=language)
        for answer in (client.get(self.address(alice)), client.post(self.address(alice))):
            page = answer.content.decode()
            assert f'<html lang="{language}"' in page
            assert answer.headers["Content-Language"] == language
            # The address exists once, without a language before it.
            assert 'hreflang="' not in page

    def test_a_mail_programs_post_does_it_without_login_or_cookie(self, alice):
        client = Client(enforce_csrf_checks=True)
        answer = client.post(self.address(alice), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not answer.cookies
        assert Preferences.objects.get(user=alice).unsubscribed_at is not None

    def test_an_unknown_token_is_a_404(self, client: Client, db):
        assert client.post(reverse("progress:unsubscribe", kwargs={"token": "x" * 22})).status_code == 404

    def test_the_list_in_the_application_stays(self, client: Client, due, commitment, alice):
        client.post(self.address(alice))
        assert worklist.for_person(alice, on=DUE).due


class TestTheCommand:
    def test_it_plans_and_delivers_once(self, due, alice, fatima, settings, capsys):
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        call_command("remind", on=DUE.isoformat())
        call_command("remind", on=DUE.isoformat())
        assert sorted(one.to[0] for one in mail.outbox) == sorted([alice.email, fatima.email])
        assert "0 planned" in capsys.readouterr().out

    def test_a_dry_run_says_who_and_does_nothing(self, due, commitment, alice, capsys):
        call_command("remind", on=DUE.isoformat(), dry_run=True)
        said = capsys.readouterr().out
        assert alice.email in said
        assert commitment.title in said
        assert not Message.objects.exists()

    @pytest.mark.parametrize("day", ["tomorrow", "31.07.2026", "2026-02-30"])
    def test_a_wrong_day_is_named(self, day, db):
        with pytest.raises(CommandError, match="is not a day"):
            call_command("remind", on=day)
