"""Two reports of one organisation on one commitment: every step with a second report in every state is taken or refused
in words, and the pages say what is under way."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from progress import discarding, drafts, errors, workflow
from progress.models import EventAction, ProgressReport, ReviewState
from stakeholders.models import CommitmentState, JointOrganisation
from tests import factories
from tests.cast import sign_in

VERBS = {
    EventAction.ASK_SIGN_OFF: workflow.ask_sign_off,
    EventAction.SIGN_OFF: workflow.sign_off,
    EventAction.SUBMIT: workflow.submit,
    EventAction.RETURN: workflow.return_report,
    EventAction.PUBLISH: workflow.publish,
    EventAction.RETRACT: workflow.retract,
    EventAction.SEND_BACK: workflow.send_back,
}
# Two open reports cannot be there at once: the database holds one at most.
STEPS = [
    (action, source, second)
    for action, step in workflow.TRANSITIONS.items()
    for source in sorted(step.sources)
    for second in ReviewState.values
    if not {source, second} <= workflow.EDITABLE
]


def put(commitment, state: str, *, by, reviewer) -> ProgressReport:
    """A report in ``state``, written straight into the table: two may only come about so, or by old versions."""
    at = timezone.now() - datetime.timedelta(days=1)
    stamps = {
        "submitted": ["submitted"],
        "returned": ["submitted", "returned"],
        "published": ["submitted", "published"],
    }
    stamps["retracted"] = [*stamps["published"], "retracted"]
    values: dict = {}
    for stamp in stamps.get(state, []):
        values |= {f"{stamp}_at": at, f"{stamp}_by": by if stamp == "submitted" else reviewer}
    if state in ("returned", "retracted"):
        values[f"{state}_reason"] = "A reason."
    return ProgressReport.objects.create(
        commitment=commitment, organisation=commitment.lead_organisation, author=by, review_state=state,
        covers_until=timezone.localdate(), narrative="What was done.", implementation_status="in_progress",
        health="on_track", created_at=at, updated_at=at, **values,
    )  # fmt: skip


def test_every_step_of_the_table_has_a_verb():
    assert set(VERBS) == set(workflow.TRANSITIONS)


@pytest.mark.parametrize(("action", "source", "second"), STEPS)
def test_a_step_beside_a_second_report(action, source, second, commitment, alice, fatima, carol, dan):
    first = put(commitment, source, by=alice, reviewer=dan)
    other = put(commitment, second, by=alice, reviewer=dan)
    by = carol if action in (EventAction.RETURN, EventAction.PUBLISH, EventAction.RETRACT) else fatima
    if workflow.TRANSITIONS[action].answers_a_request:
        asked = {"sign_off_requested_at": timezone.now(), "sign_off_requested_by": alice}
        ProgressReport.objects.filter(pk=first.pk).update(**asked)
    words = {"reason": "Say why."} if workflow.TRANSITIONS[action].needs_reason else {}
    if action == EventAction.RETURN and second in workflow.EDITABLE:
        with pytest.raises(errors.AnotherOpen):
            VERBS[action](report=first, by=by, **words)
    else:
        assert VERBS[action](report=first, by=by, **words).pk == first.pk
    other.refresh_from_db()
    assert other.review_state == second


def test_a_refused_return_says_why_keeps_its_reason_and_leads_to_what_is_under_way(client, commitment, alice, carol):
    first = put(commitment, "submitted", by=alice, reviewer=carol)
    put(commitment, "draft", by=alice, reviewer=carol)
    sign_in(client, carol)
    answer = client.post(reverse("review:return", args=[first.pk]), {"return-reason": "Name the regions."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "is writing another report on this commitment" in page
    assert "Name the regions.</textarea>" in page
    there = reverse("stakeholders:commitment", args=[commitment.pk])
    assert f'href="{there}#reports"' in page
    assert "In preparation:" in client.get(there).content.decode()


def test_a_reason_is_not_lost_when_another_curator_published_first(client, commitment, alice, carol, dan):
    report = factories.submitted(commitment, by=alice)
    workflow.publish(report=report, by=dan)
    sign_in(client, carol)
    answer = client.post(reverse("review:return", args=[report.pk]), {"return-reason": "Name the regions."})
    assert answer.status_code == 409
    assert "Name the regions.</textarea>" in answer.content.decode()


def test_no_second_report_is_begun_while_one_is_reviewed(client, commitment, verania, alice):
    report = factories.submitted(commitment, by=alice)
    with pytest.raises(drafts.UnderWay):
        drafts.open_draft(commitment=commitment, organisation=verania, by=alice, covers_until=timezone.localdate())
    client.force_login(alice)
    page = client.get(reverse("stakeholders:commitment", args=[commitment.pk])).content.decode()
    assert "Write a report" not in page
    assert "A report is being reviewed" in page
    assert reverse("reporting:report", args=[report.pk]) in page


@pytest.fixture
def joint_draft(commitment, lantern, bob):
    JointOrganisation.objects.create(commitment=commitment, organisation=lantern)
    return factories.draft(commitment, by=bob, organisation=lantern)


class TestAFormerPartner:
    def test_cannot_submit_and_the_page_says_so(self, client, joint_draft, bob):
        JointOrganisation.objects.all().delete()
        with pytest.raises(errors.NoLongerPartner):
            workflow.submit(report=joint_draft, by=bob)
        client.force_login(bob)
        page = client.get(reverse("reporting:report", args=[joint_draft.pk])).content.decode()
        assert "no longer takes part" in page
        assert "Save and submit" not in page
        discarding.discard(report=joint_draft, by=bob)

    def test_is_not_published(self, client, joint_draft, bob, carol):
        report = workflow.submit(report=joint_draft, by=bob)
        JointOrganisation.objects.all().delete()
        with pytest.raises(errors.NoLongerPartner):
            workflow.publish(report=report, by=carol)
        sign_in(client, carol)
        page = client.get(reverse("review:report", args=[report.pk])).content.decode()
        assert "no longer takes part" in page
        assert reverse("review:publish", args=[report.pk]) not in page
        answer = client.post(reverse("review:publish", args=[report.pk]))
        assert (answer.status_code, "no longer takes part" in answer.content.decode()) == (409, True)
        assert workflow.return_report(report=report, by=carol, reason="You left.").review_state == "returned"

    def test_nor_is_anything_on_a_commitment_that_was_archived(self, commitment, alice, carol):
        report = factories.submitted(commitment, by=alice)
        type(commitment).objects.filter(pk=commitment.pk).update(
            state=CommitmentState.ARCHIVED, archived_at=timezone.now(), archived_by=carol, archived_reason="Over."
        )
        with pytest.raises(errors.NoLongerPartner):
            workflow.publish(report=report, by=carol)
