"""Who is written to in a week, and what about."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from following import mails, verbs, weekly
from following.models import Follower
from outbox import suppression
from outbox.models import Message, SuppressedAddress
from progress import drafts, workflow
from recommendations.models import Translation
from stakeholders.models import Commitment
from tests.dashboard.world import commit, report
from tests.following.conftest import MONDAY, ask

DAY = datetime.timedelta(days=1)
NEXT = datetime.datetime.combine(MONDAY, datetime.time(2), datetime.UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def before(clock) -> None:
    """Mid-week: what happens now is summarised on Monday."""
    clock.move_to(datetime.datetime(2025, 11, 19, 9, tzinfo=datetime.UTC))


def plan(now: datetime.datetime = NEXT) -> int:
    return weekly.plan(now=now)


def planned() -> set[str]:
    return set(Message.objects.filter(kind=verbs.SUMMARY).values_list("recipient", flat=True))


def mail_of(follower: Follower):
    message = Message.objects.filter(kind=verbs.SUMMARY, recipient=follower.email).latest("pk")
    with translation.override(message.language):
        return mails.summary(message)


def test_only_those_are_written_to_whose_things_have_news(world, before, follower) -> None:
    for name, query in [
        ("all", ""),
        ("beta", "area=beta"),
        ("gov", "organisation=gov"),
        ("academia", "recommendation=ED-2021-03"),
        ("school", f"commitment={world.commitments['school'].pk}"),
        ("narrow", "area=beta&actor_type=government&country=XA"),
        ("alpha", "area=alpha"),
        ("firm", "organisation=firm"),
        ("fund", f"commitment={world.commitments['fund'].pk}"),
        ("other", "area=beta&country=XB"),
    ]:
        follower(f"{name}@demo.example", query)
    report(world, "school3", "school", "2025-11-20", implementation_status="completed")
    assert plan() == 6
    assert planned() == {f"{name}@demo.example" for name in ("all", "beta", "gov", "academia", "school", "narrow")}


def test_nothing_new_is_no_mail(world, before, follower) -> None:
    follower("nia@demo.example")
    assert plan() == 0
    assert plan(NEXT + 7 * DAY) == 0


def test_planning_again_changes_nothing_and_what_was_missed_comes_with_the_next(world, before, follower) -> None:
    nia = follower("nia@demo.example")
    report(world, "school3", "school", "2025-11-20")
    assert [plan(), plan(), plan(NEXT + 3 * DAY)] == [1, 0, 0]
    report(world, "fund2", "fund", "2025-11-27")
    report(world, "school4", "school", "2025-12-04")
    assert plan(NEXT + 14 * DAY) == 1, "two weeks in one mail"
    content = mail_of(nia)
    assert "fund promise" in content.text and "as of 4 December 2025" in content.text
    assert "as of 20 November 2025" not in content.text


def test_a_planner_that_stopped_half_way_begins_again(world, before, follower, monkeypatch) -> None:
    """The mail and the note that it was planned are one transaction."""
    nia = follower("nia@demo.example")
    report(world, "school3", "school", "2025-11-20")
    with monkeypatch.context() as patch:
        patch.setattr(type(Follower.objects.all()), "update", _stop)
        with pytest.raises(RuntimeError):
            plan()
    assert planned() == set()
    assert plan() == 1
    nia.refresh_from_db()
    assert nia.summarised_until == MONDAY


def _stop(*_args, **_options):
    raise RuntimeError("The machine stopped.")


def test_two_planners_with_the_same_news_write_one_mail(world, before, follower) -> None:
    nia = follower("nia@demo.example")
    report(world, "school3", "school", "2025-11-20")
    plan()
    # As the second one has read it before the first one was done.
    Follower.objects.filter(pk=nia.pk).update(summarised_until=MONDAY - 7 * DAY)
    assert plan() == 0
    assert Message.objects.filter(kind=verbs.SUMMARY).count() == 1


def test_not_to_who_left_who_never_confirmed_and_whose_address_does_not_work(world, before, follower) -> None:
    left = follower("left@demo.example")
    verbs.stop_all(follower=left, at=timezone.now())
    ask("waiting@demo.example")
    follower("broken@demo.example")
    suppression.suppress("broken@demo.example", cause=SuppressedAddress.Cause.BOUNCE)
    report(world, "school3", "school", "2025-11-20")
    assert plan() == 0


def test_what_happened_before_it_was_followed_is_no_news(world, before, clock, follower) -> None:
    nia = follower("nia@demo.example", "organisation=firm")
    report(world, "school3", "school", "2025-11-19")
    clock.move_to(datetime.datetime(2025, 11, 21, 9, tzinfo=datetime.UTC))
    ask("nia@demo.example", "area=beta")
    verbs.confirm(follower=nia, at=timezone.now())
    assert plan() == 0


def test_the_questions_asked_do_not_grow_with_the_people(world, before, follower) -> None:
    report(world, "school3", "school", "2025-11-20")
    counts = []
    for people in (1, 12):
        for number in range(people):
            follower(f"n{number}.{people}@demo.example", "area=beta", "q=promise", "organisation=gov")
        Follower.objects.update(summarised_until=MONDAY - 7 * DAY)
        Message.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            plan()
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


def test_the_mail_comes_on_monday_morning_and_not_when_it_is_old(world, before, follower) -> None:
    follower("nia@demo.example")
    report(world, "school3", "school", "2025-11-20")
    plan()
    message = Message.objects.get(kind=verbs.SUMMARY)
    assert message.not_before.date() == MONDAY
    assert message.expires_at and message.expires_at.date() >= MONDAY + 6 * DAY


class TestTheMail:
    def test_it_says_what_changed_by_commitment(self, world, before, follower, settings) -> None:
        nia = follower("nia@demo.example", "area=beta", "organisation=gov")
        made = report(world, "school3", "school", "2025-11-20", implementation_status="completed")
        plan()
        content = mail_of(nia)
        assert content.subject.endswith("news about 1 commitment")
        for text in (content.text, content.html):
            assert "school promise" in text and "Organisation gov" in text
            assert "Status: from “In progress” to “Completed”" in text
            assert "New report, as of 20 November 2025" in text
            assert "from 17 November 2025 to 23 November 2025" in text
        assert f"{settings.SITE_URL}/reports/{made.pk}/" in content.html
        assert content.html.count("<h3") == 1, "once, however many ways it is followed"
        assert "Beta area" in content.html and "Organisation gov" in content.html
        assert content.unsubscribe_url.startswith(f"{settings.SITE_URL}/follow/own/")
        assert content.unsubscribe_url in content.text and content.unsubscribe_url in content.html

    def test_corrections_retractions_and_new_commitments_are_news(self, world, before, follower) -> None:
        nia = follower("nia@demo.example")
        fund = world.reports["fund1"]
        workflow.retract(report=fund, by=world.curator, reason="Counted <twice>.")
        school = world.reports["school1"]
        by = world.people[school.organisation_id]
        workflow.publish(report=workflow.submit(report=drafts.correct(report=school, by=by), by=by), by=world.curator)
        commit(world, "new", 1, [1], "2025-11-19")
        commit(world, "hidden", 0, [1], "2025-11-19", visibility="private")
        plan()
        content = mail_of(nia)
        assert "3 commitments" in content.subject
        assert "Report retracted on 19 November 2025" in content.text and "Counted <twice>." in content.text
        assert "Counted &lt;twice&gt;." in content.html
        assert "Corrected report, as of" in content.text
        assert "new promise" in content.text and "New commitment" in content.text
        assert "hidden promise" not in content.text

    def test_a_status_that_leaves_the_search_is_told_too(self, world, before, follower) -> None:
        """Who follows what is in progress wants to hear that it was completed; of others they hear nothing."""
        nia = follower("nia@demo.example", "status=in_progress&organisation=gov")
        sol = follower("sol@demo.example", "status=withdrawn&organisation=gov")
        report(world, "school3", "school", "2025-11-20", implementation_status="completed")
        plan()
        assert "school promise" in mail_of(nia).text
        assert mail_of(sol) is None, "it may have been news, and was none: no mail"

    def test_a_search_for_words_finds_its_own(self, world, before, follower) -> None:
        nia, sol = follower("nia@demo.example", "q=school"), follower("sol@demo.example", "q=fund")
        report(world, "school3", "school", "2025-11-20")
        plan()
        assert "school promise" in mail_of(nia).text
        assert mail_of(sol) is None

    def test_it_is_in_the_language_chosen(self, world, before, follower, settings) -> None:
        nia = follower("nia@demo.example", language="ar")
        report(world, "school3", "school", "2025-11-20")
        plan()
        content = mail_of(nia)
        assert '<html lang="ar" dir="rtl">' in content.html
        assert f"{settings.SITE_URL}/ar/commitments/" in content.text

    def test_not_to_who_left_meanwhile_nor_of_what_is_no_longer_public(self, world, before, follower) -> None:
        nia, sol = follower("nia@demo.example"), follower("sol@demo.example")
        report(world, "school3", "school", "2025-11-20")
        plan()
        verbs.stop_all(follower=nia, at=timezone.now())
        assert mail_of(nia) is None
        Commitment.objects.filter(pk=world.commitments["school"].pk).update(visibility="private")
        assert mail_of(sol) is None

    def test_a_retraction_takes_the_words_of_the_report_out_of_the_mail(self, world, before, follower) -> None:
        nia = follower("nia@demo.example")
        made = report(world, "school3", "school", "2025-11-20", narrative="Words that were wrong.")
        plan()
        workflow.retract(report=made, by=world.curator, reason="Wrong.")
        assert mail_of(nia) is not None and "Words that were wrong" not in mail_of(nia).html

    def test_titles_cannot_add_headers_or_markup(self, world, before, follower) -> None:
        nia = follower("nia@demo.example")
        report(world, "school3", "school", "2025-11-20")
        Commitment.objects.filter(pk=world.commitments["school"].pk).update(title="<b>Bold</b>\r\nBcc: a@demo.example")
        plan()
        content = mail_of(nia)
        assert "<b>Bold" not in content.html and "\n" not in content.subject

    def test_very_much_news_is_counted_not_listed(self, world, before, follower, monkeypatch) -> None:
        monkeypatch.setattr(mails, "MOST", 1)
        nia = follower("nia@demo.example")
        commit(world, "silent", 1, [3], "2025-05-10")
        for name in ("school", "fund", "silent"):
            report(world, f"{name} again", name, "2025-11-20")
        plan()
        content = mail_of(nia)
        assert content.html.count("<h3") == 1
        assert "And 2 more commitments" in content.html and "And 2 more commitments" in content.text


class TestTheQuestion:
    def content(self, follower: Follower):
        return mails.question(Message.objects.get(kind=verbs.CONFIRM, recipient=follower.email))

    def test_it_lists_what_waits_and_leads_to_the_page(self, world, settings) -> None:
        nia = ask("nia@demo.example", "area=alpha")
        ask("nia@demo.example", "organisation=firm")
        content = self.content(nia)
        for text in (content.text, content.html):
            assert "Alpha area" in text and "Organisation firm" in text
            assert f"{settings.SITE_URL}/follow/confirm/" in text
        assert content.unsubscribe_url == "", "there is nothing yet to unsubscribe from"

    def test_whoever_follows_it_already_is_told_so(self, world, before, clock, follower, settings) -> None:
        nia = follower("nia@demo.example", "area=alpha")
        clock.shift(DAY)
        ask("nia@demo.example", "area=alpha")
        content = mails.question(Message.objects.latest("pk"))
        assert "already" in content.subject
        assert f"{settings.SITE_URL}/follow/own/" in content.text
        assert nia.follows.confirmed().count() == 1

    def test_not_when_all_of_it_was_forgotten(self, world) -> None:
        nia = ask("nia@demo.example", "area=alpha")
        nia.follows.all().delete()
        assert self.content(nia) is None


def test_a_summary_names_what_is_followed_in_the_followers_language(world, before, follower) -> None:
    row = world.recommendations[2]
    Translation.objects.create(
        subject=row._meta.label_lower, object_id=row.pk, field="title", language="fr", text="Soutenir la recherche",
        source_digest="0" * 64,
    )  # fmt: skip
    nia = follower("nia@demo.example", f"recommendation={row.reference}", "organisation=gov", language="fr")
    report(world, "school3", "school", "2025-11-20")
    assert plan() == 1
    assert f"{row.reference} Soutenir la recherche" in mail_of(nia).html
