"""The desk: who has a report open, what was typed, ready-made reasons, the queue beside the report, many at once."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from progress import discarding, drafts, errors, permissions, ready_reasons, review_queue, reviewing, workflow
from progress.models import ProgressReport, ReadyReason, ReasonDraft, ReviewClaim
from stakeholders.models import Membership
from tests import factories
from tests.cast import sign_in

pytestmark = pytest.mark.any_database

NOW = timezone.now()


@pytest.fixture
def curator(client: Client, carol) -> Client:
    return sign_in(client, carol)


@pytest.fixture
def report(commitment, alice) -> ProgressReport:
    return factories.submitted(commitment, by=alice)


@pytest.fixture
def queue_of(verania, fatima, alice):
    """Makes so many waiting reports, a commitment each."""
    return lambda number, **data: [
        factories.submitted(factories.commitment(verania, by=fatima), by=alice, **data) for _ in range(number)
    ]


@pytest.fixture
def unchanged(verania, fatima, alice, dan):
    """Makes so many waiting reports of "no significant change"."""

    def make(number: int) -> list[ProgressReport]:
        made = []
        for _ in range(number):
            commitment = factories.commitment(verania, by=fatima)
            factories.published(commitment, by=alice, curator=dan)
            made.append(drafts.no_change(commitment=commitment, organisation=verania, by=alice))
        return made

    return make


def at(name: str, report: ProgressReport) -> str:
    return reverse(f"review:{name}", kwargs={"pk": report.pk})


def state(report: ProgressReport) -> str:
    return ProgressReport.objects.get(pk=report.pk).review_state


class TestOpenToOne:
    def test_it_shows_to_the_other_who_cannot_decide_meanwhile(self, client, report, carol, dan):
        reviewing.take(report=report, by=dan)
        sign_in(client, carol)
        page = client.get(at("report", report)).content.decode()
        assert "Opened by Dan Dorn, until" in page and "Publish" not in page.split('id="decide"')[1]
        assert "opened by Dan Dorn, until" in client.get(reverse("review:queue")).content.decode()
        answer = client.post(at("publish", report), {"version": report.version})
        assert answer.status_code == 409 and "Dan Dorn has this report open until" in answer.content.decode()
        assert state(report) == "submitted"

    def test_it_lapses(self, report, carol, dan):
        reviewing.take(report=report, by=dan, at=NOW - reviewing.HELD_FOR - datetime.timedelta(seconds=1))
        assert reviewing.claim_on(report, at=NOW) is None
        workflow.publish(report=report, by=carol)
        assert state(report) == "published" and not ReviewClaim.objects.exists()

    def test_it_holds_until_the_last_minute(self, report, carol, dan):
        reviewing.take(report=report, by=dan, at=NOW - reviewing.HELD_FOR + datetime.timedelta(minutes=1))
        with pytest.raises(errors.HeldByAnother):
            reviewing.take(report=report, by=carol, at=NOW)

    def test_it_is_taken_over_from_the_one_that_was_named(self, curator, report, dan, carol):
        reviewing.take(report=report, by=dan)
        assert curator.post(at("take", report), {"over_from": carol.pk}).status_code == 409
        assert curator.post(at("take", report), {"over_from": dan.pk})["Location"] == at("report", report)
        assert ReviewClaim.objects.get().curator == carol
        with pytest.raises(errors.HeldByAnother):
            workflow.publish(report=report, by=dan)

    @pytest.mark.parametrize("lost", [{"is_curator": False}, {"is_active": False}])
    def test_who_is_no_curator_any_more_holds_nothing(self, lost, report, carol, dan):
        reviewing.take(report=report, by=dan)
        type(dan).objects.filter(pk=dan.pk).update(**lost)
        assert reviewing.claim_on(report, at=NOW) is None
        with pytest.raises(errors.NotPermitted):
            workflow.publish(report=report, by=dan)
        workflow.publish(report=report, by=carol)

    def test_one_has_one_report_open(self, queue_of, carol):
        first, second = queue_of(2)
        for one in (first, second):
            reviewing.take(report=one, by=carol)
        assert [claim.report for claim in ReviewClaim.objects.all()] == [second]

    def test_who_had_a_hand_in_it_cannot_open_it(self, report, verania, carol):
        Membership.objects.create(user=carol, organisation=verania, role="reporter")
        with pytest.raises(errors.NotPermitted):
            reviewing.take(report=report, by=carol)

    def test_the_next_is_one_that_nobody_else_has_open(self, curator, queue_of, carol, dan):
        first, second, third = queue_of(3)
        reviewing.take(report=second, by=dan)
        assert curator.post(at("publish", first), {"version": first.version})["Location"] == at("report", third)
        assert ReviewClaim.objects.get(curator=carol).report == third

    def test_looking_opens_nothing(self, curator, report):
        curator.get(at("report", report))
        assert not ReviewClaim.objects.exists()


class TestFourEyes:
    def test_the_page_says_who_may_decide(self, curator, report, verania, carol, dan):
        Membership.objects.create(user=carol, organisation=verania, role="reporter")
        decide = curator.get(at("report", report)).content.decode().split('id="decide"')[1]
        assert "Who can decide:" in decide and "Dan Dorn" in decide and "<textarea" not in decide

    def test_the_page_says_that_nobody_may(self, curator, report, verania, carol):
        type(carol).objects.exclude(pk=carol.pk).update(is_curator=False)
        Membership.objects.create(user=carol, organisation=verania, role="reporter")
        assert "No other curator can decide." in curator.get(at("report", report)).content.decode()

    @pytest.mark.parametrize("hand", ["author", "submitter", "signer", "member", "former member", "earlier member", ""])
    def test_the_queue_knows_it_as_the_permission_does(self, hand, report, verania, carol, alice):
        changes = {"author": {"author": carol}, "submitter": {"submitted_by": carol}}
        changes["signer"] = {"signed_off_by": carol, "signed_off_at": NOW}
        ended = {"member": None, "former member": timezone.now(), "earlier member": NOW - datetime.timedelta(days=400)}
        if hand in changes:
            ProgressReport.objects.filter(pk=report.pk).update(**changes[hand])
        elif hand:
            joined = NOW - datetime.timedelta(days=500)
            Membership.objects.create(
                user=carol, organisation=verania, role="reporter", started_at=joined, ended_at=ended[hand]
            )
        report.refresh_from_db()
        may = permissions.can_review(carol, report)
        assert review_queue.reviewable(carol).filter(pk=report.pk).exists() is may is (hand in ("", "earlier member"))


class TestReasonNeverLost:
    TYPED = "Name the regions,\nand the year."

    def comes_back(self, client: Client, report: ProgressReport) -> bool:
        return f"{self.TYPED}</textarea>" in client.get(at("report", report)).content.decode().replace("\r", "")

    def test_at_the_next_report(self, curator, queue_of):
        first, second = queue_of(2)
        answer = curator.post(at("skip", first), {"version": first.version, "return-reason": self.TYPED})
        assert answer["Location"] == at("report", second)
        assert self.comes_back(curator, first) and not self.comes_back(curator, second)

    def test_while_it_is_typed(self, curator, report, client, dan):
        curator.post(at("keep_reason", report), {"return-reason": self.TYPED})
        assert self.comes_back(curator, report)
        assert not self.comes_back(sign_in(Client(), dan), report), "nobody else reads it"
        curator.post(at("keep_reason", report), {"return-reason": ""})
        assert not ReasonDraft.objects.exists()

    @pytest.mark.parametrize("name", ["return", "skip", "keep_reason"])
    def test_when_somebody_else_was_quicker(self, name, curator, report, dan):
        workflow.publish(report=report, by=dan)
        answer = curator.post(at(name, report), {"version": report.version, "return-reason": self.TYPED})
        assert answer.status_code == 409 and f"{self.TYPED}</textarea>" in answer.content.decode().replace("\r", "")

    def test_when_another_has_it_open(self, curator, report, dan):
        reviewing.take(report=report, by=dan)
        answer = curator.post(at("return", report), {"version": report.version, "return-reason": self.TYPED})
        assert answer.status_code == 409 and f"{self.TYPED}</textarea>" in answer.content.decode().replace("\r", "")

    @pytest.mark.parametrize("name", ["return", "publish", "skip", "ready_reason"])
    def test_when_the_session_had_ended(self, name, client, report, carol):
        sign_in(client, carol)
        page = client.get(at("report", report))
        owner = page.content.decode().split('name="form_owner" value="')[1].split('"')[0]
        client.logout()
        client.post(
            at(name, report),
            {"return-reason": self.TYPED, "form_owner": owner},
            headers={"referer": f"http://testserver{at('report', report)}"},
        )
        kept = client.session["kept_forms"]
        sign_in(client, carol)
        session = client.session
        session["kept_forms"] = kept
        session.save()
        assert self.comes_back(client, report)

    def test_when_the_role_was_lost(self, client, report, carol):
        sign_in(client, carol)
        page = client.get(at("report", report))
        owner = page.content.decode().split('name="form_owner" value="')[1].split('"')[0]
        type(carol).objects.filter(pk=carol.pk).update(is_curator=False)
        answer = client.post(at("return", report), {"return-reason": self.TYPED, "form_owner": owner})
        assert answer.status_code == 404 and "Name the regions," in answer.content.decode()
        assert state(report) == "submitted"

    def test_when_it_is_published_by_mistake(self, curator, report):
        answer = curator.post(at("publish", report), {"version": report.version, "return-reason": self.TYPED})
        assert answer.status_code == 400 and "You typed a reason." in answer.content.decode()
        assert state(report) == "submitted"

    def test_what_was_sent_is_not_offered_again(self, curator, report):
        curator.post(at("keep_reason", report), {"return-reason": self.TYPED})
        curator.post(at("return", report), {"version": report.version, "return-reason": self.TYPED})
        assert state(report) == "returned" and not ReasonDraft.objects.exists()

    def test_what_is_too_long_is_said_and_stays(self, curator, report):
        answer = curator.post(at("skip", report), {"return-reason": "x" * 4001})
        assert answer.status_code == 409 and "at most 4,000" in answer.content.decode()
        assert "x" * 4001 in answer.content.decode()


class TestReadyReasons:
    def test_added_from_what_was_typed_then_used_on_another_report(self, curator, queue_of, carol):
        first, second = queue_of(2)
        page = curator.post(at("ready_reason", first), {"return-reason": "Name the source of each figure."})
        assert page.status_code == 200 and "Name the source of each figure.</textarea>" in page.content.decode()
        made = ReadyReason.objects.get(curator=carol)
        page = curator.post(at("ready_reason", second), {"return-reason": "Thank you.", "ready": made.pk})
        assert "Thank you.\n\nName the source of each figure.</textarea>" in page.content.decode()
        assert state(second) == "submitted"

    def test_changed_and_deleted(self, curator, carol):
        made = ready_reasons.add(by=carol, text="Name the source.")
        where = reverse("review:reason", args=[made.pk])
        typed = {"name": "Source", "text": "Name each source.", "version": made.version}
        assert curator.post(where, typed).status_code == 302
        late = curator.post(where, typed | {"text": "Late."})
        assert late.status_code == 409 and "Late.</textarea>" in late.content.decode()
        assert "Name each source." in late.content.decode()
        made.refresh_from_db()
        assert (made.name, made.text) == ("Source", "Name each source.")
        curator.post(reverse("review:reason_delete", args=[made.pk]), {"version": made.version})
        assert not ReadyReason.objects.exists()

    def test_a_quota_is_said_where_it_is_met_and_the_text_stays(self, curator, report, carol):
        for number in range(ready_reasons.MOST):
            ready_reasons.add(by=carol, text=f"Reason {number}")
        answer = curator.post(at("ready_reason", report), {"return-reason": "One more."})
        assert answer.status_code == 400 and "You already have 20 ready-made reasons" in answer.content.decode()
        assert "One more.</textarea>" in answer.content.decode()

    def test_a_name_twice_is_said_at_its_field(self, curator, carol):
        ready_reasons.add(by=carol, text="One", name="Same")
        answer = curator.post(reverse("review:reasons"), {"name": "Same", "text": "Two"})
        assert answer.status_code == 400 and "name" in answer.context["form"].errors

    def test_nobody_elses(self, curator, report, dan):
        theirs = ready_reasons.add(by=dan, text="Dan's own words")
        assert "Dan&#x27;s own words" not in curator.get(at("report", report)).content.decode()
        assert curator.post(at("ready_reason", report), {"ready": theirs.pk}).status_code == 404
        assert curator.get(reverse("review:reason", args=[theirs.pk])).status_code == 404


class TestManyAtOnce:
    WHERE = "/review/unchanged/"

    def sent(self, reports, *, publish=(), reasons=None):
        data = {"report": [one.pk for one in reports], "publish": [one.pk for one in publish]}
        data |= {f"version-{one.pk}": one.version for one in reports}
        return data | {f"reason-{one.pk}": text for one, text in (reasons or {}).items()}

    def test_some_are_published_some_returned_the_rest_stays(self, curator, unchanged):
        reports = unchanged(4)
        data = self.sent(reports, publish=reports[:2], reasons={reports[2]: "The project has ended."})
        assert curator.post(self.WHERE, data).status_code == 302
        assert [state(one) for one in reports] == ["published", "published", "returned", "submitted"]

    def test_four_eyes_for_each(self, curator, unchanged, lantern, bob, dan, carol):
        own, other = unchanged(2)
        ProgressReport.objects.filter(pk=own.pk).update(author=carol)
        page = curator.get(self.WHERE).content.decode()
        assert f'name="version-{own.pk}"' not in page and "Another curator must review it." in page
        answer = curator.post(self.WHERE, self.sent([own, other], publish=[own, other]))
        assert answer.status_code == 409 and "You do not have permission" in answer.content.decode()
        assert (state(own), state(other)) == ("submitted", "published")

    def test_what_cannot_be_done_stays_with_what_was_typed(self, curator, unchanged, dan):
        gone, both, fine = unchanged(3)
        workflow.publish(report=gone, by=dan)
        data = self.sent([gone, both, fine], publish=[both, fine], reasons={gone: "Too old.", both: "Or not?"})
        answer = curator.post(self.WHERE, data)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Choose one: publish the report" in page and 'value="Or not?"' in page
        assert [state(one) for one in (both, fine)] == ["submitted", "published"]

    def test_the_reason_for_one_that_was_taken_back_is_shown(self, curator, unchanged, alice):
        [report] = unchanged(1)
        data = self.sent([report], reasons={report: "Too old for this."})
        discarding.take_back(report=report, by=alice)
        answer = curator.post(self.WHERE, data)
        assert answer.status_code == 409 and "Too old for this.</textarea>" in answer.content.decode()

    def test_nothing_chosen_is_said(self, curator, unchanged):
        assert curator.post(self.WHERE, self.sent(unchanged(1))).status_code == 400

    def test_one_that_another_curator_has_open_is_left_to_them(self, curator, unchanged, dan):
        [report] = unchanged(1)
        reviewing.take(report=report, by=dan)
        assert "Another curator has it open." in curator.get(self.WHERE).content.decode()
        assert curator.post(self.WHERE, self.sent([report], publish=[report])).status_code == 409
        assert state(report) == "submitted"

    def test_an_ordinary_report_is_not_published_here(self, curator, report):
        curator.post(self.WHERE, self.sent([report], publish=[report]))
        assert state(report) == "submitted"

    def test_queries_do_not_grow(self, curator, unchanged):
        counts = []
        for more in (1, 2):
            unchanged(more)
            with CaptureQueriesContext(connection) as asked:
                curator.get(self.WHERE)
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestThePage:
    def test_queries_do_not_grow_with_the_queue(self, curator, queue_of, carol):
        [first] = queue_of(1)
        counts = []
        for more in (1, 3):
            queue_of(more)
            with CaptureQueriesContext(connection) as asked:
                curator.get(at("report", first))
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 50

    def test_old_and_new_beside_each_other_and_what_stayed(self, curator, commitment, alice, dan):
        factories.published(commitment, by=alice, curator=dan, narrative="Ten judges were trained.", barriers="None.")
        report = factories.submitted(commitment, by=alice, narrative="Twelve judges were trained.", barriers="None.")
        page = curator.get(at("report", report)).content.decode()
        assert "<bdi>Ten</bdi></del>" in page and "<bdi>Twelve</bdi></ins>" in page
        assert page.index("Unchanged:") < page.index("None.")

    def test_keys_without_alt_are_switched_on_by_the_person(self, curator, report, carol):
        assert 'data-keys="alt"' in curator.get(at("report", report)).content.decode()
        curator.post(reverse("review:keys"), {"single_keys": "on", "report": report.pk})
        assert 'data-keys="single"' in curator.get(at("report", report)).content.decode()
        curator.post(reverse("review:keys"), {"report": report.pk})
        carol.preferences.refresh_from_db()
        assert carol.preferences.single_keys is False
