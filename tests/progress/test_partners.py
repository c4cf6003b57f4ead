"""Joint commitments: the lead sees what each partner handed in last, and takes texts over by an act of its own."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from progress import drafts, partners, workflow
from progress.errors import Conflict, Incomplete, NotPermitted, WrongState
from progress.models import ProgressReport
from stakeholders.models import Membership, Organisation, Role
from tests import factories
from tests.cast import person
from tests.progress.test_reporting_pages import page_of, posted

pytestmark = pytest.mark.django_db
HEADING = "**Lantern Trust, situation on"


@pytest.fixture
def joint(commitment, lantern):
    commitment.joint_links.create(organisation=lantern)
    return commitment


@pytest.fixture
def theirs(joint, bob, lantern) -> ProgressReport:
    """The partner's report, with the curators."""
    says = {"narrative": "A *helpline* opened.", "barriers": "Few staff.", "percent": 60}
    return factories.submitted(joint, by=bob, organisation=lantern, **says)


def last(joint) -> tuple:
    (said,) = partners.last_said(joint)
    return said.last, said.full


def test_only_what_was_handed_in_is_there(joint, bob, carol, lantern) -> None:
    draft = factories.draft(joint, by=bob, organisation=lantern, narrative="Not yet yours.")
    assert last(joint) == (None, None)
    submitted = workflow.submit(report=draft, by=bob)
    assert last(joint) == (submitted, submitted)
    returned = workflow.return_report(report=submitted, by=carol, reason="Say more.")
    assert last(joint) == (None, None)
    published = workflow.publish(report=workflow.submit(report=returned, by=bob), by=carol)
    again = drafts.no_change(commitment=joint, organisation=lantern, by=bob)
    assert last(joint) == (again, published), "no change has no words of its own"
    workflow.publish(report=again, by=carol)
    workflow.retract(report=published, by=carol, reason="Wrong.")
    assert last(joint)[1] is None


def test_the_form_and_the_page_of_the_lead_show_it_and_no_other(client: Client, joint, theirs, alice, bob) -> None:
    own = factories.draft(joint, by=alice)
    page = reverse("stakeholders:commitment", args=[joint.pk])
    client.force_login(alice)
    for address in (page_of(own), page):
        text = client.get(address).content.decode()
        assert "What partners reported last" in text and "A helpline opened." in text and "60%" in text
    client.force_login(bob)
    assert "What partners reported last" not in client.get(page).content.decode()


def test_a_partner_reads_beforehand_who_else_will(client: Client, joint, bob, lantern) -> None:
    client.force_login(bob)
    own = factories.draft(joint, by=bob, organisation=lantern)
    page = client.get(page_of(own)).content.decode()
    assert "Government of Verania leads this commitment" in page and "What partners reported last" not in page


def test_a_first_report_begins_without_the_words_of_another(joint, theirs, alice, carol, verania) -> None:
    workflow.publish(report=theirs, by=carol)
    begun = drafts.open_draft(commitment=joint, organisation=verania, by=alice, covers_until=theirs.covers_until)
    assert (begun.percent, begun.implementation_status) == (60, "in_progress")
    assert (begun.barriers, begun.next_steps, begun.barrier_kinds) == ("", "", [])


def test_taking_over_adds_below_and_once(client: Client, joint, theirs, alice) -> None:
    own = factories.draft(joint, by=alice, narrative="Ten judges trained.")
    client.force_login(alice)
    sent = posted(own, narrative="Ten judges trained, and two more.", action=f"take-over-{theirs.pk}")
    answer = client.post(page_of(own), sent, follow=True)
    assert "added below yours" in answer.content.decode()
    own.refresh_from_db()
    assert own.narrative.startswith(f"Ten judges trained, and two more.\n\n{HEADING}")
    assert own.narrative.endswith("A *helpline* opened.") and own.barriers.endswith("Few staff.")
    assert (own.percent, own.review_state, theirs.narrative) == (None, "draft", "A *helpline* opened.")
    again = client.post(page_of(own), posted(own, action=f"take-over-{theirs.pk}"), follow=True)
    assert "Nothing was added" in again.content.decode()
    before = own.narrative
    own.refresh_from_db()
    assert own.narrative == before


def test_what_was_read_is_what_is_taken_over(joint, theirs, alice, bob, carol, lantern) -> None:
    own = factories.draft(joint, by=alice)
    workflow.publish(report=theirs, by=carol)
    newer = factories.submitted(joint, by=bob, organisation=lantern, narrative="Two helplines.")
    with pytest.raises(WrongState, match="reported again"):
        partners.take_over(report=own, source=theirs.pk, by=alice, version=own.version)
    with pytest.raises(Conflict):
        partners.take_over(report=own, source=newer.pk, by=alice, version=own.version + 1)
    with pytest.raises(NotPermitted):
        partners.take_over(report=newer, source=newer.pk, by=bob, version=newer.version)
    full = drafts.save(report=own, by=alice, version=own.version, data={"narrative": "x" * 19_999})
    with pytest.raises(Incomplete) as refusal:
        partners.take_over(report=full, source=newer.pk, by=alice, version=full.version)
    assert set(refusal.value.errors) == {"narrative"}


def test_queries_do_not_grow_with_partners_and_their_reports(joint, theirs, carol, bob, lantern, verania) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert all(said.last and said.full.narrative for said in partners.last_said(joint))
        return len(found)

    one = count()
    workflow.publish(report=theirs, by=carol)
    factories.published(joint, by=bob, curator=carol, organisation=lantern)
    for number in range(2):
        other = Organisation.objects.create(name=f"Partner {number}", slug=f"partner-{number}", actor_type="ngo")
        joint.joint_links.create(organisation=other)
        writer = person(f"Writer {number}")
        Membership.objects.create(user=writer, organisation=other, role=Role.REPORTER)
        factories.submitted(joint, by=writer, organisation=other)
    assert count() == one == 2
