"""The way of a report: every state × action × role, and what each step leaves behind."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from progress import drafts, errors, evidence, history, rollups, workflow
from progress.models import CommitmentStatus, EventAction, ProgressReport, PublicVersion, ReportEvent, ReviewState
from stakeholders.models import Membership
from stakeholders.signals import commitment_changed
from tests import factories

PEOPLE = ("alice", "fatima", "bob", "carol", "ada", "charlie")
ACTIONS = tuple(workflow.TRANSITIONS)
ASKED = "asked to be signed off"  # a draft for which the focal point was asked
STATES = (*ReviewState, ASKED)

# Who may take which step from which state. Everything that is not here must be refused.
ALLOWED = {
    ("draft", "ask_sign_off"): {"alice", "fatima"},
    ("returned", "ask_sign_off"): {"alice", "fatima"},
    ("draft", "sign_off"): {"fatima"},
    ("returned", "sign_off"): {"fatima"},
    (ASKED, "ask_sign_off"): {"alice", "fatima"},
    (ASKED, "sign_off"): {"fatima"},
    (ASKED, "send_back"): {"fatima"},
    (ASKED, "submit"): {"alice", "fatima"},
    ("draft", "submit"): {"alice", "fatima"},
    ("returned", "submit"): {"alice", "fatima"},
    ("submitted", "return"): {"carol"},
    ("submitted", "publish"): {"carol"},
    ("published", "retract"): {"carol", "dan"},
}

VERBS = {
    "ask_sign_off": workflow.ask_sign_off,
    "sign_off": workflow.sign_off,
    "send_back": workflow.send_back,
    "submit": workflow.submit,
    "return": workflow.return_report,
    "publish": workflow.publish,
    "retract": workflow.retract,
}


@pytest.fixture
def cast(alice, fatima, bob, carol, dan, ada, charlie):
    return {
        "alice": alice,
        "fatima": fatima,
        "bob": bob,
        "carol": carol,
        "dan": dan,
        "ada": ada,
        "charlie": charlie,
    }


def in_state(state: str, commitment, cast) -> ProgressReport:
    """A report of Alice's, brought to ``state`` by the verbs, reviewed by Dan."""
    report = factories.draft(commitment, by=cast["alice"])
    if state == "draft":
        return report
    if state == ASKED:
        return workflow.ask_sign_off(report=report, by=cast["alice"])
    report = workflow.submit(report=report, by=cast["alice"])
    if state == "submitted":
        return report
    if state == "returned":
        return workflow.return_report(report=report, by=cast["dan"], reason="Add the date.")
    report = workflow.publish(report=report, by=cast["dan"])
    if state == "retracted":
        return workflow.retract(report=report, by=cast["dan"], reason="Wrong commitment.")
    return report


def take(action: str, report: ProgressReport, by) -> ProgressReport:
    reason = {"reason": "Because."} if workflow.TRANSITIONS[EventAction(action)].needs_reason else {}
    return VERBS[action](report=report, by=by, **reason)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", STATES)
def test_each_step_is_open_to_those_it_names_and_to_nobody_else(state, action, commitment, cast):
    report = in_state(state, commitment, cast)
    allowed = ALLOWED.get((state, action), set())
    for name in PEOPLE:
        assert workflow.may(cast[name], action, report) == (name in allowed), name
        before, events = ProgressReport.objects.values().get(pk=report.pk), ReportEvent.objects.count()
        if name in allowed:
            with transaction.atomic():
                assert take(action, report, cast[name]).version == report.version + 1
                transaction.set_rollback(True)
        else:
            with pytest.raises(errors.Refused):
                take(action, report, cast[name])
        assert ProgressReport.objects.values().get(pk=report.pk) == before
        assert ReportEvent.objects.count() == events


def test_the_table_above_speaks_of_every_step():
    assert {action for _, action in ALLOWED} == {str(action) for action in ACTIONS} == set(VERBS)


LEADS_TO = {"submit": "submitted", "return": "returned", "publish": "published", "retract": "retracted"}
WALKS = st.lists(st.integers(0, 1000), min_size=6, max_size=10)  # which of the steps that are open, at each crossing


def open_steps(state: str, is_asked: bool) -> list[tuple[str, str]]:
    """What the table allows to whom in a state, also behind a request to sign off."""
    found = {action: people for (source, action), people in ALLOWED.items() if source == state}
    if is_asked and state in ("draft", "returned"):
        found["send_back"] = ALLOWED[ASKED, "send_back"]
    return sorted((action, name) for action, people in found.items() for name in people if name in PEOPLE)


# A walk says where it went wrong; looking for a shorter one takes minutes.
@settings(max_examples=8, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=WALKS)
def test_any_walk_leads_where_the_table_says(walk, commitment, cast):
    """However a report came to where it is: what may be done next follows from its state and an open request alone."""
    with transaction.atomic():
        report, state, is_asked, way = factories.draft(commitment, by=cast["alice"]), "draft", False, []
        for number in walk:
            steps = open_steps(state, is_asked)
            found = [(str(one), name) for one in ACTIONS for name in PEOPLE if workflow.may(cast[name], one, report)]
            assert sorted(found) == steps, way
            if not steps:
                break
            action, name = steps[number % len(steps)]
            report = take(action, report, cast[name])
            way.append((action, name))
            state = LEADS_TO.get(action, state)
            is_asked = action == "ask_sign_off" or (is_asked and action in ("sign_off", "submit"))
            assert report.review_state == state, way
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("action", "state", "name"),
    [("return", "submitted", "carol"), ("retract", "published", "carol"), ("send_back", ASKED, "fatima")],
)
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_step_back_needs_words(action, state, name, reason, commitment, cast):
    report = in_state(state, commitment, cast)
    with pytest.raises(errors.ReasonRequired):
        VERBS[action](report=report, by=cast[name], reason=reason)


def test_the_whole_way_is_written_down(commitment, cast):
    report = in_state("returned", commitment, cast)
    report = drafts.save(report=report, by=cast["alice"], version=report.version, data={"narrative": "With the date."})
    report = workflow.submit(report=report, by=cast["alice"])
    report = workflow.publish(report=report, by=cast["carol"])
    report = workflow.retract(report=report, by=cast["dan"], reason="Counted twice.")
    steps = [(e.action, e.from_state, e.to_state, e.by_id, e.reason) for e in report.events.all()]
    alice, carol, dan = (cast[name].pk for name in ("alice", "carol", "dan"))
    assert steps == [
        ("create", "", "draft", alice, ""),
        ("submit", "draft", "submitted", alice, ""),
        ("return", "submitted", "returned", dan, "Add the date."),
        ("submit", "returned", "submitted", alice, ""),
        ("publish", "submitted", "published", carol, ""),
        ("retract", "published", "retracted", dan, "Counted twice."),
    ]
    assert history.verify() == (7, None)


class TestFourEyes:
    def test_a_curator_cannot_publish_what_they_wrote(self, commitment, verania, carol, dan):
        Membership.objects.create(user=carol, organisation=verania, role="reporter")
        report = factories.submitted(commitment, by=carol)
        with pytest.raises(errors.NotPermitted):
            workflow.publish(report=report, by=carol)
        assert workflow.publish(report=report, by=dan).review_state == "published"

    def test_nor_what_a_colleague_wrote(self, commitment, verania, alice, carol):
        Membership.objects.create(user=carol, organisation=verania, role="viewer")
        report = factories.submitted(commitment, by=alice)
        with pytest.raises(errors.NotPermitted):
            workflow.publish(report=report, by=carol)

    def test_nor_after_leaving_the_organisation_that_they_wrote_it_in(self, commitment, verania, alice, carol):
        membership = Membership.objects.create(user=carol, organisation=verania, role="reporter")
        report = factories.submitted(commitment, by=alice)
        membership.ended_at = report.submitted_at
        membership.save()
        with pytest.raises(errors.NotPermitted):
            workflow.publish(report=report, by=carol)

    def test_the_database_refuses_it_too(self, commitment, alice, carol):
        report = factories.published(commitment, by=alice, curator=carol)
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgressReport.objects.filter(pk=report.pk).update(published_by=alice)


class TestSignOff:
    @pytest.fixture
    def commitment(self, commitment, verania):
        verania.requires_sign_off = True
        verania.save()
        return commitment

    def test_a_reporter_waits_for_it(self, commitment, alice, fatima):
        report = factories.draft(commitment, by=alice)
        with pytest.raises(errors.NotPermitted):
            workflow.submit(report=report, by=alice)
        workflow.ask_sign_off(report=report, by=alice)
        workflow.sign_off(report=report, by=fatima)
        assert workflow.submit(report=report, by=alice).review_state == "submitted"

    def test_the_focal_point_submits_at_once(self, commitment, alice, fatima):
        report = factories.draft(commitment, by=alice)
        assert workflow.submit(report=report, by=fatima).review_state == "submitted"

    def test_an_edit_takes_it_away(self, commitment, alice, fatima):
        report = workflow.sign_off(report=factories.draft(commitment, by=alice), by=fatima)
        drafts.save(report=report, by=alice, version=report.version, data={"narrative": "Something else."})
        with pytest.raises(errors.NotPermitted):
            workflow.submit(report=report, by=alice)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"narrative": "  "}, "narrative"),
        ({"health": "blocked"}, "help_kind"),
        ({"implementation_status": "completed", "percent": 60}, "percent"),
        ({"implementation_status": "not_started", "percent": 5}, "percent"),
    ],
)
def test_an_incomplete_draft_stays_and_says_what_is_missing(data, field, commitment, alice):
    report = factories.draft(commitment, by=alice, **data)
    with pytest.raises(errors.Incomplete) as refusal:
        workflow.submit(report=report, by=alice)
    assert list(refusal.value.errors) == [field]
    report.refresh_from_db()
    assert report.review_state == "draft"


def test_a_person_who_lost_the_role_is_refused_although_the_page_was_open(commitment, alice, carol):
    report = factories.submitted(commitment, by=alice)
    type(carol).objects.filter(pk=carol.pk).update(is_curator=False)
    assert carol.is_curator, "the object that the page holds is stale on purpose"
    with pytest.raises(errors.NotPermitted):
        workflow.publish(report=report, by=carol)


def test_a_publication_costs_the_same_however_much_hangs_on_it(verania, recommendation, lantern, alice, bob, carol):
    def queries(how_many: int) -> int:
        commitment = factories.commitment(verania, by=alice, joint=[lantern])
        for _ in range(how_many):
            commitment.recommendations.add(factories.recommendation(recommendation.area))
            factories.published(commitment, by=bob, curator=carol, organisation=lantern)
        commitment_changed.send(type(commitment), commitment=commitment)
        draft = factories.draft(commitment, by=alice)
        for number in range(how_many):
            evidence.add_link(report=draft, by=alice, url=f"https://example.org/{number}", title="Record")
        report = workflow.submit(report=draft, by=alice)
        with CaptureQueriesContext(connection) as asked:
            workflow.publish(report=report, by=carol)
        assert rollups.rebuild(on=report.covers_until) == 0
        return len(asked)

    assert queries(4) == queries(1) <= 36


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (ProgressReport, "commitment_id"),
        (ProgressReport, "organisation_id"),
        (ProgressReport, "published_by_id"),
        (ReportEvent, "report_id"),
        (ReportEvent, "hash"),
        (CommitmentStatus, "commitment_id"),
    ],
)
def test_no_step_writes_an_index_that_nothing_is_looked_up_by(model, column, db):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    over = {name for name, one in found.items() if (one["index"] or one["unique"]) and one["columns"] == [column]}
    assert over <= {"status_one_open_row"}


def test_what_fails_halfway_leaves_nothing(commitment, alice, carol, monkeypatch):
    report = factories.submitted(commitment, by=alice)
    version = PublicVersion.objects.get().number

    def fail(**_):
        raise RuntimeError("the power went")

    monkeypatch.setattr(history, "append", fail)
    with pytest.raises(RuntimeError):
        workflow.publish(report=report, by=carol)
    report.refresh_from_db()
    assert report.review_state == "submitted"
    assert CommitmentStatus.objects.get(valid_to__isnull=True).report_id is None
    assert PublicVersion.objects.get().number == version
    monkeypatch.undo()
    assert rollups.rebuild(on=report.covers_until) == 0
