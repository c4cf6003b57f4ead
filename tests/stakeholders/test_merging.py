"""Merging two entries of one organisation: what hangs on both, the numbers, the history, and the way back."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from progress import rollups
from progress.models import CommitmentStatus, ProgressReport, ReportEvent, Thread
from search import indexing
from stakeholders import memberships, organisations
from stakeholders.errors import Conflict, Invalid, NotPermitted, ReasonRequired, WrongState
from stakeholders.merging import undoing, verbs
from stakeholders.merging.plan import plan_of
from stakeholders.merging.relations import relations
from stakeholders.models import (
    Assignment,
    Commitment,
    CommitmentChange,
    InvitedMembership,
    JointOrganisation,
    Membership,
    Organisation,
    OrganisationMerge,
)
from submissions.models import AccessToken, SheetUpload
from tests import factories
from tests.stakeholders import merging
from tests.stakeholders.merging import LED, Scene, answers_of, drafts_of

pytestmark = pytest.mark.django_db

# Every column that names an organisation. A new one fails here until somebody has looked at what a merge does with its
# rows: they move, and those that a unique constraint allows once stay (stakeholders/merging/relations.py).
LOOKED_AT = {
    "stakeholders.Organisation.merged_into",
    "stakeholders.Commitment.lead_organisation",
    "stakeholders.JointOrganisation.organisation",
    "stakeholders.Membership.organisation",
    "stakeholders.InvitedMembership.organisation",
    "stakeholders.OrganisationQuota.organisation",
    "stakeholders.Assignment.organisation",
    "stakeholders.Handover.organisation",
    "stakeholders.Response.organisation",
    "progress.ProgressReport.organisation",
    "progress.NudgedItem.organisation",
    "progress.ReportLink.organisation",
    "progress.Snooze.organisation",
    "progress.Thread.organisation",
    "submissions.AccessToken.organisation",
    "submissions.SheetUpload.organisation",
}


@pytest.fixture
def made() -> Scene:
    return merging.scene()


def merge(made: Scene, **more) -> OrganisationMerge:
    return verbs.merge(
        source=made.twin, target=made.kept, by=made.curator, reason=more.pop("reason", "Entered twice."), **more
    )


def sound() -> None:
    """No stored number is wrong, the history holds, and the search index says what is true."""
    said = StringIO()
    call_command("verify_history", stdout=said)
    assert "rows hold" in said.getvalue()
    assert rollups.rebuild(on=timezone.localdate()) == 0
    assert indexing.rebuild() == 0


def standing() -> dict[str, object]:
    """Who has what: all rows that name an organisation, but for the ends of memberships."""
    found: dict[str, object] = {
        relation.label: sorted(relation.model._default_manager.values_list("pk", relation.field))
        for relation in relations()
        if relation.model not in (JointOrganisation, Membership)
    }
    found["partners"] = sorted(JointOrganisation.objects.values_list("commitment", "organisation"))
    current = Membership.objects.filter(ended_at__isnull=True)
    found["members"] = sorted(current.values_list("organisation", "user", "role"))
    found["changes"] = [json.dumps(one.proposed) for one in CommitmentChange.objects.order_by("pk")]
    found["counted"] = sorted(CommitmentStatus.objects.as_of(None).values_list("commitment", "scopes"))
    return found


def test_every_column_that_names_an_organisation_was_looked_at():
    assert {relation.label for relation in relations()} == LOOKED_AT


def test_all_that_hangs_on_it_moves(made):
    merge(made)
    made.twin.refresh_from_db()
    assert (made.twin.merged_into, made.twin.archived_reason) == (made.kept, "Entered twice.")
    assert Commitment.objects.filter(lead_organisation=made.kept).count() == 2 * LED + 2
    assert not Commitment.objects.of_organisations([made.twin]).exists()
    assert made.commitments["both"][0].joint_organisations.get() == made.kept
    assert not JointOrganisation.objects.filter(commitment__in=made.commitments["cross"]).exists()
    assert {one.user.name: one.role for one in Membership.objects.active().filter(organisation=made.kept)} == {
        "Twin": "reporter",  # there is a focal point
        "Twin Reporter": "reporter",
        "Kept": "focal_point",
        "In Both": "reporter",  # a viewer there, a reporter here
    }
    assert not made.twin.memberships.exists()  # who belonged to it long ago is remembered with it
    assert InvitedMembership.objects.filter(organisation=made.kept).count() == 2
    assert SheetUpload.objects.filter(organisation=made.kept).count() == 2
    sound()


def test_where_both_have_one_that_of_the_kept_organisation_stays(made):
    first, second, _third = made.recommendations
    drafts = {one.commitment_id: one for one in drafts_of(made.twin)}
    [joint] = made.commitments["both"]
    merge(made)
    assert answers_of(made.kept) == {first.pk: "noted", second.pk: "supported_in_part"}
    assert answers_of(made.twin) == {first.pk: "supported"}
    assert drafts_of(made.twin) == [drafts[joint.pk]]
    assert len(drafts_of(made.kept)) == 3
    assert set(AccessToken.objects.filter(organisation=made.kept).values_list("name", flat=True)) == {
        "Registry", "Only of twin", "Only of kept",
    }  # fmt: skip
    assert Assignment.objects.get(commitment=joint, organisation=made.kept).owner == made.people["kept"]
    assert Thread.objects.filter(organisation=made.kept).count() == 1
    # Nothing is lost: whoever wrote the draft can still read it.
    assert drafts[joint.pk] in ProgressReport.objects.visible_to(made.people["twin"])
    assert drafts[joint.pk] not in ProgressReport.objects.visible_to(made.people["left"])


def test_the_history_goes_on_and_nothing_of_it_is_rewritten(made):
    before = list(ReportEvent.objects.order_by("sequence").values_list("sequence", "hash", "content_digest"))
    reports = ProgressReport.objects.filter(organisation=made.twin).count()
    merge(made)
    assert list(ReportEvent.objects.values_list("sequence", "hash", "content_digest")[: len(before)]) == before
    assert ReportEvent.objects.filter(action="merge", reason="Entered twice.").count() == reports - 1  # a draft stayed
    [commitment] = made.commitments["both"]
    assert commitment.history.latest().history_change_reason == "Entered twice."


def test_a_change_that_waits_names_the_kept_organisation(made):
    merge(made)
    assert CommitmentChange.objects.get().proposed["joint_organisations"] == []  # the lead is no partner of itself


def test_a_merge_is_undone_as_a_whole(made):
    before = standing()
    done = merge(made)
    assert standing() != before
    undoing.undo(merge=done, by=made.curator, reason="They are two after all.")
    assert standing() == before
    made.twin.refresh_from_db()
    assert (made.twin.archived_at, made.twin.archived_reason, made.twin.merged_into) == (None, "", None)
    sound()
    with pytest.raises(WrongState):
        undoing.undo(merge=done, by=made.curator, reason="Twice.")


def test_what_was_written_since_is_not_torn_apart(made):
    done = merge(made)
    factories.draft(Commitment.objects.get(pk=made.commitments["twin"][5].pk), by=made.people["kept"])
    [said] = undoing.contradictions(done)
    assert made.commitments["twin"][5].title in said
    with pytest.raises(WrongState):
        undoing.undo(merge=done, by=made.curator, reason="They are two after all.")
    assert OrganisationMerge.objects.standing().get() == done


def test_members_go_back_with_the_role_they_have_by_then(made):
    done = merge(made)
    reporter = made.people["twin reporter"]
    memberships.change_role(membership=reporter.memberships.get(ended_at=None), role="viewer", by=made.curator)
    undoing.undo(merge=done, by=made.curator, reason="They are two after all.")
    assert reporter.memberships.get(ended_at=None).organisation == made.twin
    assert made.people["twin"].memberships.get(ended_at=None).role == "focal_point"


def test_merges_follow_each_other_and_are_undone_from_the_last(made):
    third = Organisation.objects.create(name="Light", slug="light-3", actor_type="government")
    first = merge(made)
    second = verbs.merge(source=made.kept, target=third, by=made.curator, reason="Again.")
    made.twin.refresh_from_db()
    assert made.twin.merged_into == third
    with pytest.raises(WrongState, match="merged on"):
        undoing.undo(merge=first, by=made.curator, reason="No.")
    undoing.undo(merge=second, by=made.curator, reason="No.")
    undoing.undo(merge=first, by=made.curator, reason="No.")
    sound()


def test_what_was_seen_is_what_happens(made):
    seen = plan_of(made.twin, made.kept).seen
    factories.commitment(made.twin, by=made.people["twin"])
    with pytest.raises(Conflict):
        merge(made, seen=seen)
    assert not OrganisationMerge.objects.exists()
    merge(made, seen=plan_of(made.twin, made.kept).seen)


def test_it_is_refused_in_words(made, alice, ada):
    for who in (alice, ada):
        with pytest.raises(NotPermitted):
            verbs.merge(source=made.twin, target=made.kept, by=who, reason="Entered twice.")
    with pytest.raises(ReasonRequired):
        merge(made, reason=" ")
    with pytest.raises(Invalid):
        verbs.merge(source=made.kept, target=made.kept, by=made.curator, reason="Itself.")
    merge(made)
    with pytest.raises(WrongState):
        merge(made)
    with pytest.raises(Invalid):
        verbs.merge(source=made.kept, target=made.twin, by=made.curator, reason="Back.")
    made.twin.refresh_from_db()
    with pytest.raises(WrongState, match="Undo the merge"):
        organisations.restore(organisation=made.twin, by=made.curator, reason="Back.")
