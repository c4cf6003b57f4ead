"""Signing off: asked for where somebody can give it and of what is complete; answered with a comment or a yes."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outbox.models import Message
from progress import drafts, errors, history, mails, workflow, worklist
from progress.models import EventAction, ProgressReport
from stakeholders.models import Membership
from tests import factories
from tests.progress.test_reporting_pages import posted

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def _sign_off_is_required(verania) -> None:
    verania.requires_sign_off = True
    verania.save()


@pytest.fixture
def asked(commitment, alice, fatima) -> ProgressReport:
    return workflow.ask_sign_off(report=factories.draft(commitment, by=alice), by=alice)


class TestAsking:
    def test_where_nobody_can_sign_off_it_is_refused_with_what_to_do(self, commitment, alice, fatima, client: Client):
        Membership.objects.filter(user=fatima).update(ended_at=timezone.now())
        report = factories.draft(commitment, by=alice)
        with pytest.raises(errors.NobodyToSignOff, match="Ask a curator to invite one"):
            workflow.ask_sign_off(report=report, by=alice)
        client.force_login(alice)
        data = posted(report, narrative="A law was passed.", action="ask_sign_off")
        page = client.post(reverse("reporting:report", args=[report.pk]), data, follow=True).content.decode()
        assert "Ask a curator to invite one" in page
        assert "the focal point to sign" not in page and "Waiting for your focal point" not in page
        assert ProgressReport.objects.get(pk=report.pk).narrative == "A law was passed."

    def test_an_alternate_will_do(self, commitment, alice, fatima):
        Membership.objects.filter(user=fatima).update(role="alternate")
        assert workflow.ask_sign_off(report=factories.draft(commitment, by=alice), by=alice).sign_off_requested_at

    def test_no_change_is_refused_too_and_leaves_nothing(self, commitment, verania, alice, fatima, carol):
        report = workflow.sign_off(report=factories.draft(commitment, by=alice), by=fatima)
        workflow.publish(report=workflow.submit(report=report, by=alice), by=carol)
        Membership.objects.filter(user=fatima).update(ended_at=timezone.now())
        with pytest.raises(errors.NobodyToSignOff):
            drafts.no_change(commitment=commitment, organisation=verania, by=alice)
        assert ProgressReport.objects.count() == 1

    @pytest.mark.parametrize("name", ["ask_sign_off", "sign_off", "submit"])
    def test_it_checks_what_submitting_checks(self, name, commitment, alice, fatima):
        report = factories.draft(commitment, by=alice, narrative="  ")
        with pytest.raises(errors.Incomplete) as refused:
            getattr(workflow, name)(report=report, by=fatima)
        assert set(refused.value.errors) == {"narrative"}


class TestSendingBack:
    def test_it_goes_to_its_author_with_the_comment(self, asked, alice, fatima):
        report = workflow.send_back(report=asked, by=fatima, reason="Name the law.")
        assert (report.review_state, report.is_sent_back, report.sign_off_requested_at) == ("draft", True, None)
        [item] = worklist.for_person(alice, on=timezone.localdate()).returned
        assert (item.report, item.reason) == (report, "Name the law.")
        event = report.events.last()
        assert (event.action, event.by, event.reason) == (EventAction.SEND_BACK, fatima, "Name the law.")
        assert history.verify()[1] is None
        content = mails.report_returned(Message.objects.get(user=alice))
        assert content is not None
        assert "Name the law." in content.text
        assert "Fatima Faro" in content.text

    def test_only_while_a_sign_off_is_asked_for(self, commitment, alice, fatima):
        with pytest.raises(errors.NotAsked):
            workflow.send_back(report=factories.draft(commitment, by=alice), by=fatima, reason="Name the law.")

    def test_asking_again_answers_it(self, asked, alice, fatima):
        report = workflow.send_back(report=asked, by=fatima, reason="Name the law.")
        report = drafts.save(report=report, by=alice, version=report.version, data={"narrative": "The law of May."})
        report = workflow.ask_sign_off(report=report, by=alice)
        assert not report.is_sent_back
        assert mails.report_returned(Message.objects.get(user=alice)) is None, "it has moved on"
        assert [item.report for item in worklist.for_person(fatima, on=timezone.localdate()).to_sign_off] == [report]

    def test_a_curators_later_return_is_what_counts_then(self, asked, alice, fatima, carol):
        report = workflow.send_back(report=asked, by=fatima, reason="Name the law.")
        report = workflow.submit(report=workflow.sign_off(report=report, by=fatima), by=alice)
        report = workflow.return_report(report=report, by=carol, reason="Which courts?")
        [item] = worklist.for_person(alice, on=timezone.localdate()).returned
        assert item.reason == "Which courts?"

    def test_the_page_has_the_button_for_the_focal_point_alone(self, asked, alice, fatima, client: Client):
        address = reverse("reporting:report", args=[asked.pk])
        for person, there in ((alice, False), (fatima, True)):
            client.force_login(person)
            assert ("Return for changes" in client.get(address).content.decode()) == there

    def test_the_page_sends_it_back(self, asked, alice, fatima, client: Client):
        client.force_login(fatima)
        address = reverse("reporting:send_back", args=[asked.pk])
        empty = client.post(address)
        assert empty.status_code == 400
        assert "error-summary" in empty.content.decode()
        done = client.post(address, {"send_back-reason": "Name the law."}, follow=True)
        assert "Returned for changes" in done.content.decode()
        client.force_login(alice)
        page = client.get(reverse("reporting:report", args=[asked.pk])).content.decode()
        assert "Returned by Fatima Faro:" in page
        assert "Name the law." in page

    def test_nobody_writes_to_themselves(self, commitment, alice, fatima):
        Membership.objects.filter(user=alice).update(ended_at=timezone.now())
        report = ProgressReport.objects.get(pk=factories.draft(commitment, by=fatima).pk)
        report = workflow.ask_sign_off(report=report, by=fatima)
        workflow.send_back(report=report, by=fatima, reason="A note to myself.")
        assert not Message.objects.exists()


class TestReadingBeforeSigning:
    def test_the_focal_point_reads_and_signs_in_one_step(self, commitment, asked, fatima, client: Client):
        client.force_login(fatima)
        page = client.get(reverse("reporting:report", args=[asked.pk]))
        assert "Sign and submit" in page.content.decode() and "Save as draft" not in page.content.decode()
        done = client.post(reverse("reporting:sign", args=[asked.pk]), {"version": asked.version}, follow=True)
        assert "The report was submitted" in done.content.decode()
        asked.refresh_from_db()
        assert (asked.review_state, asked.signed_off_by, asked.submitted_by) == ("submitted", fatima, fatima)

    def test_what_was_changed_meanwhile_is_read_again_first(self, asked, fatima, client: Client):
        client.force_login(fatima)
        for version in (asked.version - 1, "", "x", "9" * 30):
            done = client.post(reverse("reporting:sign", args=[asked.pk]), {"version": version}, follow=True)
            assert "Read it again" in done.content.decode()
        asked.refresh_from_db()
        assert (asked.review_state, asked.signed_off_at) == ("draft", None)

    def test_editing_is_a_step_further(self, asked, fatima, client: Client):
        client.force_login(fatima)
        page = client.get(reverse("reporting:report", args=[asked.pk]), {"edit": "1"}).content.decode()
        assert "Save as draft" in page

    def test_nobody_else_signs(self, asked, alice, bob, client: Client):
        for person, status in ((alice, 302), (bob, 404)):
            client.force_login(person)
            answer = client.post(reverse("reporting:sign", args=[asked.pk]), {"version": asked.version})
            assert answer.status_code == status
        asked.refresh_from_db()
        assert (asked.review_state, asked.signed_off_at) == ("draft", None)
