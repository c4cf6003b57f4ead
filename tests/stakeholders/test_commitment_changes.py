"""What an organisation changes in a published commitment waits for review; the public sees the approved words."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outbox.models import Message
from progress import mails
from recommendations.partial_dates import PartialDate
from recommendations.three_way import in_words
from stakeholders import commitment_changes, commitments
from stakeholders.commitment_changes import Outdated
from stakeholders.commitment_comparison import compare
from stakeholders.commitment_data import CommitmentData, IndicatorData, MilestoneData, data_of
from stakeholders.commitment_json import from_json, to_json
from stakeholders.commitment_timeline import public_timeline
from stakeholders.errors import Conflict, NotPermitted, ReasonRequired, WrongState
from stakeholders.forms.commitment import CommitmentForms
from stakeholders.models import ChangeState, Commitment, CommitmentChange, Membership, Role
from tests.cast import sign_in

NEW = "Train 900 investigators"
REASON = "The budget was doubled."


def change(published: Commitment, by, **said) -> CommitmentChange:
    data = replace(data_of(published), **said or {"title": NEW})
    waiting = commitment_changes.edit(commitment=published, by=by, data=data, reason=REASON)
    assert waiting is not None
    return waiting


def typed_over(published: Commitment, page, **said) -> dict[str, str]:
    """What a browser sends when it opened ``page`` and changed ``said``."""
    form = page.context["form"]
    sent = {
        "title": form["title"].value(),
        "description": form["description"].value(),
        "language": "en",
        "recommendations": [str(pk) for pk in form["recommendations"].value()],
        "visibility": "public",
        "due_day": "", "due_month": "6", "due_year": "2027",
        "version": form["version"].value(),
        "change_version": form["change_version"].value(),
        "reason": REASON,
    }  # fmt: skip
    for rows in ("milestones", "indicators"):
        sent |= {f"{rows}-TOTAL_FORMS": "0", f"{rows}-INITIAL_FORMS": "0"}
    return sent | said


def edit_page(commitment: Commitment) -> str:
    return reverse("stakeholders:commitment_edit", args=[commitment.pk])


def at(name: str, one: CommitmentChange) -> str:
    return reverse(f"curate_stakeholders:{name}", args=[one.pk])


PUBLIC = ["/commitments/{pk}/", "/api/v1/commitments/{pk}/", "/data/commitments.csv", "/search/?q=investigators", "/"]


def public_words(published: Commitment) -> str:
    found = []
    for address in PUBLIC:
        answer = Client().get(address.format(pk=published.pk))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found.append(body.decode())
    return "\n".join(found)


class TestThroughThePages:
    def test_the_public_sees_the_old_words_until_a_curator_approves(self, published, fatima, dan):
        client = Client()
        sign_in(client, fatima)
        page = client.get(edit_page(published))
        assert "A curator must approve your change" in page.content.decode()
        answer = client.post(edit_page(published), typed_over(published, page, title=NEW), follow=True)
        own = answer.content.decode()
        assert "A change is waiting for review" in own and NEW in own and REASON in own
        assert NEW not in public_words(published) and REASON not in public_words(published)
        waiting = CommitmentChange.objects.get()
        sign_in(client, dan)
        assert (
            at("commitment_change", waiting) in client.get(reverse("curate_stakeholders:commitments")).content.decode()
        )
        shown = client.get(at("commitment_change", waiting)).content.decode()
        assert NEW in shown and "Train 400 investigators" in shown and REASON in shown
        assert client.post(at("change_approve", waiting), {"version": waiting.version}).status_code == 302
        assert NEW in public_words(published)
        published.refresh_from_db()
        assert (published.title, published.edited_by) == (NEW, fatima)
        latest = public_timeline(published)[0]
        assert latest.reason == REASON
        assert published.history.latest().history_user == dan

    def test_its_author_goes_on_with_the_change_and_can_withdraw_it(self, client, published, fatima):
        first = change(published, fatima)
        sign_in(client, fatima)
        page = client.get(edit_page(published))
        assert page.context["form"]["title"].value() == NEW
        client.post(edit_page(published), typed_over(published, page, description="Three weeks each."))
        again = CommitmentChange.objects.get()
        assert (again.pk, again.version) == (first.pk, first.version + 1)
        assert from_json(again.proposed).title == NEW and from_json(again.proposed).description == "Three weeks each."
        withdraw = reverse("stakeholders:change_withdraw", args=[published.pk])
        assert client.get(withdraw).status_code == 200
        client.post(withdraw, {"version": again.version})
        again.refresh_from_db()
        assert again.state == ChangeState.WITHDRAWN
        assert client.get(withdraw).status_code == 404
        assert client.get(edit_page(published)).context["form"]["title"].value() == "Train 400 investigators"

    def test_two_of_an_organisation_write_at_once(self, client, published, fatima, olga):
        """The second one meets the first one's change, merged by field, not overwritten."""
        sign_in(client, olga)
        hers = client.get(edit_page(published))
        change(published, fatima)
        answer = client.post(edit_page(published), typed_over(published, hers, description="Mine."))
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Fatima Faro saved it" in page and NEW in page and "Mine." in page
        assert CommitmentChange.objects.get().version == 1

    def test_a_refusal_is_mailed_to_its_author_and_shown(self, client, published, fatima, dan):
        waiting = change(published, fatima)
        sign_in(client, dan)
        assert client.post(at("change_refuse", waiting), {"version": waiting.version, "reason": " "}).status_code == 400
        client.post(at("change_refuse", waiting), {"version": waiting.version, "reason": "Which budget?"})
        waiting.refresh_from_db()
        assert (waiting.state, waiting.refusal) == (ChangeState.REFUSED, "Which budget?")
        message = Message.objects.get(kind="change_refused")
        assert message.recipient == fatima.email
        sign_in(client, fatima)
        page = client.get(reverse("stakeholders:commitment", args=[published.pk])).content.decode()
        assert "Which budget?" in page
        assert "Which budget?" not in public_words(published)

    def test_who_had_a_hand_in_it_does_not_find_the_buttons(self, client, published, fatima, carol):
        waiting = change(published, fatima)
        Membership.objects.create(user=carol, organisation=published.lead_organisation, role=Role.VIEWER)
        sign_in(client, carol)
        assert "Another curator must review it" in client.get(at("commitment_change", waiting)).content.decode()
        for name in ("change_approve", "change_refuse"):
            assert client.post(at(name, waiting), {"version": waiting.version, "reason": "x"}).status_code == 404

    @pytest.mark.parametrize("who", ["alice", "bob", "fatima", "ada", "charlie"])
    def test_for_others_there_is_no_such_page(self, request, client, published, fatima, who):
        waiting = change(published, fatima)
        sign_in(client, request.getfixturevalue(who))
        assert client.get(at("commitment_change", waiting)).status_code == 404
        for name in ("change_approve", "change_refuse"):
            assert client.post(at(name, waiting), {"version": waiting.version, "reason": "x"}).status_code == 404

    def test_a_curators_edit_shows_at_once_with_a_recent_proof(self, client, published, dan):
        sign_in(client, dan, ago=3700)
        page = client.get(edit_page(published))
        sent = typed_over(published, page, title=NEW)
        assert "reauthenticate" in client.post(edit_page(published), sent)["Location"]
        sign_in(client, dan)
        client.post(edit_page(published), sent)
        published.refresh_from_db()
        assert published.title == NEW and not CommitmentChange.objects.exists()

    def test_a_version_that_was_not_seen_is_not_decided_about(self, client, published, fatima, dan):
        waiting = change(published, fatima)
        change(published, fatima, title="Another title")
        sign_in(client, dan)
        answer = client.post(at("change_approve", waiting), {"version": waiting.version}, follow=True)
        assert "Read it again" in answer.content.decode()
        published.refresh_from_db()
        assert published.title == "Train 400 investigators"


class TestVerbs:
    def test_the_mail_says_why(self, published, fatima, dan):
        commitment_changes.refuse(change=change(published, fatima), by=dan, reason="Which budget?")
        content = mails.change_refused(Message.objects.get(kind="change_refused"))
        assert "Which budget?" in content.text and published.title in content.subject

    def test_a_day_reached_is_no_edit_of_words(self, published, fatima, dan):
        commitments.update(
            commitment=published,
            by=dan,
            reason="x",
            data=replace(data_of(published), milestones=[MilestoneData(title="Half")]),
        )
        stored = data_of(published)
        reached = [replace(stored.milestones[0], reached_on=datetime.date(2026, 11, 1))]
        data = replace(stored, milestones=reached)
        assert commitment_changes.edit(commitment=published, by=fatima, data=data) is None
        assert published.milestones.get().reached_on == datetime.date(2026, 11, 1)

    def test_what_was_reached_meanwhile_stays_reached_when_other_words_are_approved(self, published, fatima, dan):
        rows = [MilestoneData(title="Half"), MilestoneData(title="All")]
        commitments.update(commitment=published, by=dan, reason="x", data=replace(data_of(published), milestones=rows))
        stored = data_of(published)
        half, whole = stored.milestones
        waiting = change(published, fatima, milestones=[replace(half, title="A half"), whole], title=NEW)
        ticked = [replace(half, reached_on=datetime.date(2026, 11, 1)), whole]
        commitment_changes.edit(commitment=published, by=fatima, data=replace(stored, milestones=ticked))
        commitment_changes.approve(change=waiting, by=dan)
        now = data_of(Commitment.objects.get())
        assert now.title == NEW
        assert [(row.title, bool(row.reached_on)) for row in now.milestones] == [("A half", True), ("All", False)]

    def test_what_a_curator_changed_meanwhile_elsewhere_stays(self, published, fatima, dan, carol):
        waiting = change(published, fatima)
        data = replace(data_of(published), description="Clearer words.")
        commitments.update(commitment=published, by=carol, data=data, reason="Clarity.")
        commitment_changes.approve(change=waiting, by=dan)
        published.refresh_from_db()
        assert (published.title, published.description) == (NEW, "Clearer words.")

    def test_the_same_field_changed_on_both_sides_is_refused_in_words(self, published, fatima, dan, carol):
        waiting = change(published, fatima)
        commitments.update(commitment=published, by=carol, data=replace(data_of(published), title="Hers"), reason="x")
        with pytest.raises(Outdated, match="Title"):
            commitment_changes.approve(change=waiting, by=dan)
        published.refresh_from_db()
        assert published.title == "Hers"

    def test_four_eyes(self, published, fatima, dan, carol):
        Membership.objects.create(user=carol, organisation=published.lead_organisation, role=Role.ALTERNATE)
        waiting = change(published, carol)
        with pytest.raises(NotPermitted):
            commitment_changes.approve(change=waiting, by=carol)
        # Having left the organisation since does not help.
        carol.memberships.update(ended_at=timezone.now(), ended_by=carol)
        with pytest.raises(NotPermitted):
            commitment_changes.approve(change=waiting, by=carol)
        with pytest.raises(NotPermitted):
            commitment_changes.approve(change=waiting, by=fatima)
        commitment_changes.approve(change=waiting, by=dan)
        with pytest.raises(WrongState):
            commitment_changes.refuse(change=waiting, by=dan, reason="Too late.")

    def test_a_curator_of_the_organisation_waits_as_well(self, published, carol, dan):
        Membership.objects.create(user=carol, organisation=published.lead_organisation, role=Role.REPORTER)
        with pytest.raises(NotPermitted):
            commitments.update(commitment=published, by=carol, data=replace(data_of(published), title=NEW), reason="x")
        assert change(published, carol).state == ChangeState.WAITING

    def test_a_reason_is_needed_and_partners_are_the_curators_affair(self, published, fatima, lantern):
        data = data_of(published)
        with pytest.raises(ReasonRequired):
            commitment_changes.edit(commitment=published, by=fatima, data=replace(data, title=NEW))
        with pytest.raises(NotPermitted):
            commitment_changes.edit(
                commitment=published, by=fatima, data=replace(data, joint_organisations=[lantern]), reason="x"
            )

    def test_a_change_that_changes_nothing_any_more_waits_no_more(self, published, fatima):
        waiting = change(published, fatima)
        assert commitment_changes.edit(commitment=published, by=fatima, data=data_of(published), reason="x") is None
        waiting.refresh_from_db()
        assert waiting.state == ChangeState.WITHDRAWN

    def test_of_an_archived_commitment_nothing_is_approved(self, published, fatima, dan):
        waiting = change(published, fatima)
        commitments.archive(commitment=published, by=dan, reason="Gone.")
        assert not CommitmentChange.objects.waiting().exists()
        with pytest.raises(WrongState):
            commitment_changes.approve(change=waiting, by=dan)

    def test_versions(self, published, fatima, olga, dan):
        waiting = change(published, fatima)
        data = replace(data_of(published), title="Another")
        for seen in ({"change_version": 0}, {"version": published.version - 1}):
            with pytest.raises(Conflict):
                commitment_changes.edit(commitment=published, by=olga, data=data, reason="x", **seen)
        with pytest.raises(Conflict):
            commitment_changes.approve(change=waiting, by=dan, version=waiting.version + 1)

    def test_one_waits_at_a_time(self, published, fatima):
        waiting = change(published, fatima)
        with pytest.raises(IntegrityError), transaction.atomic():
            CommitmentChange.objects.create(
                commitment=published, base={}, proposed={}, reason="x", proposed_by=waiting.proposed_by
            )

    def test_who_may_not_publish_at_present_approves_nothing(self, published, fatima, dan):
        waiting = change(published, fatima)
        dan.publishing_blocked_until = timezone.now() + datetime.timedelta(hours=1)
        dan.save()
        with pytest.raises(PermissionDenied, match="Until"):
            commitment_changes.approve(change=waiting, by=dan)


def test_what_differs_is_written_as_people_write_it(published):
    before = data_of(published)
    row = MilestoneData(id=None, title="Half", due=PartialDate.parse("2027-03"), reached_on=datetime.date(2027, 3, 9))
    measure = IndicatorData(id=None, name="Trained", unit="people", target=Decimal(2400))
    after = replace(before, due=PartialDate.parse("2028-07-15"), milestones=[row], indicators=[measure])
    said = {one.label: one.after for one in compare(before, after)}
    assert said["Due"] == "15 July 2028"
    assert said["Milestones"] == "Half, due March 2027, reached on 9 March 2027"
    assert said["Indicators"] == "Trained (people), target 2,400"


def test_at_a_conflict_dates_are_written_so_too(published, fatima):
    form = CommitmentForms(commitment=published, user=fatima).form
    assert in_words(form["due"], ["15", "7", "2028"]) == "15 July 2028"


def test_everything_said_survives_being_stored(lantern, recommendation):
    data = CommitmentData(
        title="Train them",
        description="All of them.",
        language="ar",
        recommendations=[recommendation],
        joint_organisations=[lantern],
        start=PartialDate.parse("2026"),
        due=PartialDate.parse("2027-06"),
        visibility="aggregate",
        milestones=[
            MilestoneData(
                id=3, title="Half", due=PartialDate.parse("2026-12-31"), reached_on=datetime.date(2026, 1, 2)
            ),
            MilestoneData(title="All"),
        ],
        indicators=[
            IndicatorData(
                id=4, name="Trained", unit="people", baseline=Decimal("1.5"), baseline_year=2020, target=Decimal(9)
            )
        ],
    )
    assert from_json(to_json(data)) == data
