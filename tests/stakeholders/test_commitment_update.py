"""What a commitment says: creating and changing it, its dates, links, milestones, indicators, reasons and history."""

import datetime
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest

from recommendations.partial_dates import PartialDate
from stakeholders import commitments, organisations
from stakeholders.commitment_data import CommitmentData, IndicatorData, MilestoneData, data_of
from stakeholders.commitment_timeline import public_timeline, timeline
from stakeholders.errors import Conflict, Invalid, NotPermitted, ReasonRequired, WrongState
from stakeholders.models import Commitment
from stakeholders.signals import commitment_changed
from tests import factories

pytestmark = pytest.mark.any_database

EVERYBODY = ["alice", "fatima", "olga", "vera", "bob", "carol", "dan", "ada", "charlie"]
REPORTERS = {"alice", "fatima", "olga"}
CURATORS = {"carol", "dan"}
MAY_UPDATE = {
    "draft": REPORTERS | CURATORS,
    "proposed": set(),
    "published": CURATORS,
    "archived": set(),
}


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_draft_for_an_organisation(verania, people, data, who):
    if who in REPORTERS | CURATORS:
        made = commitments.create(organisation=verania, by=people[who], data=data)
        assert (made.state, made.created_by, made.lead_organisation) == ("draft", people[who], verania)
        assert data_of(made) == data
    else:
        with pytest.raises(NotPermitted):
            commitments.create(organisation=verania, by=people[who], data=data)
        assert not Commitment.objects.exists()


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("state", MAY_UPDATE)
def test_who_may_change_it_in_which_state(request, people, data, state, who):
    commitment = request.getfixturevalue(state)
    changed = replace(data, title="Train 500 investigators")
    if who in MAY_UPDATE[state]:
        commitments.update(commitment=commitment, by=people[who], data=changed, reason="More money.")
    else:
        with pytest.raises((NotPermitted, WrongState)):
            commitments.update(commitment=commitment, by=people[who], data=changed, reason="More money.")
    commitment.refresh_from_db()
    assert (commitment.title == changed.title) is (who in MAY_UPDATE[state])


def test_everything_said_is_kept(verania, lantern, alice, data):
    whole = replace(
        data,
        title="  Train them  ",
        language="ar",
        start=PartialDate.parse("2026"),
        visibility="aggregate",
        joint_organisations=[lantern],
        milestones=[
            MilestoneData(title="Half", due=PartialDate.parse("2026-12"), reached_on=datetime.date(2026, 11, 3)),
            MilestoneData(title="All"),
        ],
        indicators=[
            IndicatorData(
                name="Trained", unit="people", baseline=Decimal("12.5"), baseline_year=2020, target=Decimal(400)
            )
        ],
    )
    made = Commitment.objects.get(pk=commitments.create(organisation=verania, by=alice, data=whole).pk)
    kept = data_of(made)
    milestones = [replace(row, id=None) for row in kept.milestones]
    indicators = [replace(row, id=None) for row in kept.indicators]
    assert replace(kept, milestones=milestones, indicators=indicators) == replace(whole, title="Train them")
    assert made.due_on == datetime.date(2027, 6, 30)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"description": ""}, "description"),
        ({"language": "tlh"}, "language"),
        ({"visibility": "secret"}, "visibility"),
        ({"recommendations": []}, "recommendations"),
        ({"start": PartialDate.parse("2028"), "due": PartialDate.parse("2027-12-31")}, "due"),
        ({"milestones": [MilestoneData(title="")]}, "milestones"),
        ({"milestones": [MilestoneData(title="New", id=987654)]}, "milestones"),
        ({"indicators": [IndicatorData(name="A", unit="x"), IndicatorData(name="a ", unit="y")]}, "indicators"),
        ({"indicators": [IndicatorData(name="A", unit="x", baseline_year=2020)]}, "indicators"),
        ({"indicators": [IndicatorData(name="A", unit="x", target=Decimal(10) ** 15)]}, "indicators"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(verania, alice, draft, data, change, field):
    wrong = replace(data, **change)
    with pytest.raises(Invalid) as refusal:
        commitments.create(organisation=verania, by=alice, data=wrong)
    assert field in refusal.value.errors
    assert str(refusal.value)
    with pytest.raises(Invalid):
        commitments.update(commitment=draft, by=alice, data=wrong)
    assert data_of(Commitment.objects.get()) == data


@pytest.mark.parametrize(
    ("start", "due"),
    [("2027", "2027-01"), ("2027-06", "2027-06-01"), ("2027-06-30", "2027-06"), ("2027-06-30", "2027")],
)
def test_dates_that_may_fit_are_taken(verania, alice, data, start, due):
    dates = {"start": PartialDate.parse(start), "due": PartialDate.parse(due)}
    assert commitments.create(organisation=verania, by=alice, data=replace(data, **dates)).due.iso == due


def test_neither_the_lead_nor_an_archived_partner_is_linked(verania, lantern, alice, carol, data):
    organisations.archive(organisation=lantern, by=carol, reason="Dissolved.")
    for partner in (verania, lantern):
        with pytest.raises(Invalid) as refusal:
            commitments.create(organisation=verania, by=alice, data=replace(data, joint_organisations=[partner]))
        assert "joint_organisations" in refusal.value.errors


def test_a_partner_that_was_archived_since_may_stay(verania, lantern, alice, carol, data):
    joint = replace(data, joint_organisations=[lantern])
    made = commitments.create(organisation=verania, by=alice, data=joint)
    organisations.archive(organisation=lantern, by=carol, reason="Dissolved.")
    assert commitments.update(commitment=made, by=alice, data=replace(joint, title="Other")).title == "Other"


def test_recommendations_of_a_draft_edition_are_not_open(verania, alice, data):
    hidden = factories.recommendation(factories.area(factories.edition(state="draft")))
    with pytest.raises(Invalid):
        commitments.create(organisation=verania, by=alice, data=replace(data, recommendations=[hidden]))


def test_one_form_sent_twice_makes_one_commitment(verania, alice, bob, lantern, data):
    key = uuid.uuid4()
    first = commitments.create(organisation=verania, by=alice, data=data, key=key)
    again = commitments.create(organisation=verania, by=alice, data=data, key=key)
    assert first.pk == again.pk
    assert Commitment.objects.count() == 1


def test_an_old_version_is_a_conflict_that_carries_the_present_one(draft, alice, fatima, data):
    seen = draft.version
    saved = commitments.update(commitment=draft, by=fatima, data=replace(data, title="Hers"), version=seen)
    with pytest.raises(Conflict) as refusal:
        commitments.update(commitment=draft, by=alice, data=replace(data, title="His"), version=seen)
    assert (refusal.value.current.title, refusal.value.current.version) == ("Hers", saved.version)


def test_saying_the_same_writes_nothing(published, fatima, data):
    rows = published.history.count()
    same = commitments.update(commitment=published, by=fatima, data=data_of(published), version=published.version)
    assert (same.version, published.history.count()) == (published.version, rows)


@pytest.mark.parametrize("due", ["2028", None])
def test_moving_a_public_due_date_wants_a_reason_that_the_public_sees(published, dan, data, due):
    moved = replace(data, due=PartialDate.parse(due) if due else None)
    with pytest.raises(ReasonRequired):
        commitments.update(commitment=published, by=dan, data=moved, reason="   ")
    commitments.update(commitment=published, by=dan, data=moved, reason="The vote was postponed.")
    latest = public_timeline(published)[0]
    assert (latest.reason, latest.due_before, latest.due_after) == ("The vote was postponed.", data.due, moved.due)
    assert latest.moved


def test_a_milestone_reached_needs_no_words(draft, alice, carol, fatima, data):
    planned = replace(data, milestones=[MilestoneData(title="Half")])
    draft = commitments.update(commitment=draft, by=alice, data=planned)
    proposed = commitments.propose(commitment=draft, by=alice)
    published = commitments.publish(commitment=proposed, by=carol)
    stored = data_of(published)
    reached = [replace(stored.milestones[0], reached_on=datetime.date(2026, 11, 1))]
    commitments.update(commitment=published, by=fatima, data=replace(stored, milestones=reached))
    assert published.milestones.get().reached_on == datetime.date(2026, 11, 1)
    with pytest.raises(NotPermitted, match="is waiting for review"):
        commitments.update(commitment=published, by=fatima, data=replace(stored, milestones=[]), reason="Gone.")


def test_partners_of_a_published_commitment_are_the_curators_affair(published, fatima, dan, lantern, data):
    joint = replace(data, joint_organisations=[lantern])
    with pytest.raises(NotPermitted):
        commitments.update(commitment=published, by=fatima, data=joint, reason="They join.")
    commitments.update(commitment=published, by=dan, data=joint, reason="They join.")
    assert list(published.joint_organisations.all()) == [lantern]


@pytest.mark.parametrize(("state", "told"), [("draft", 0), ("published", 1)])
def test_only_changes_of_what_is_published_are_told(request, carol, data, state, told):
    commitment, heard = request.getfixturevalue(state), []

    def listen(*, commitment, **_):
        heard.append(commitment.title)

    commitment_changed.connect(listen)
    try:
        commitments.update(commitment=commitment, by=carol, data=replace(data, title="New"), reason="So.")
    finally:
        commitment_changed.disconnect(listen)
    assert heard == ["New"] * told


def test_rows_keep_their_identity_and_their_history(draft, alice, data):
    one = replace(
        data, milestones=[MilestoneData(title="Half")], indicators=[IndicatorData(name="Trained", unit="people")]
    )
    draft = commitments.update(commitment=draft, by=alice, data=one)
    milestone, indicator = draft.milestones.get(), draft.indicators.get()
    two = replace(
        one,
        milestones=[MilestoneData(id=milestone.pk, title="Two thirds"), MilestoneData(title="All")],
        indicators=[IndicatorData(id=indicator.pk, name="Trained", unit="persons")],
    )
    commitments.update(commitment=draft, by=alice, data=two)
    assert draft.milestones.get(title="Two thirds").pk == milestone.pk
    assert {row.title for row in milestone.history.all()} == {"Half", "Two thirds"}
    assert [row.history_user for row in indicator.history.all()] == [alice, alice]
    commitments.update(commitment=draft, by=alice, data=replace(two, milestones=[], indicators=[]))
    assert not draft.milestones.exists()
    assert milestone.history.model.objects.filter(id=milestone.pk, history_type="-").count() == 1


def test_an_indicator_that_reports_measure_by_stays(published, fatima, alice, dan, data):
    measured = replace(data, indicators=[IndicatorData(name="Trained", unit="people")])
    commitments.update(commitment=published, by=dan, data=measured, reason="So that it can be told.")
    report = factories.draft(published, by=alice)
    report.indicator_values.create(indicator=published.indicators.get(), value=7)
    with pytest.raises(Invalid) as refusal:
        commitments.update(commitment=published, by=dan, data=data, reason="Away.")
    assert "Trained" in str(refusal.value)
    assert published.indicators.count() == 1


def test_two_indicators_do_not_trade_names_in_one_save(draft, alice, data):
    pair = [IndicatorData(name="A", unit="x"), IndicatorData(name="B", unit="x")]
    draft = commitments.update(commitment=draft, by=alice, data=replace(data, indicators=pair))
    a, b = draft.indicators.order_by("name")
    traded = [IndicatorData(id=a.pk, name="B", unit="x"), IndicatorData(id=b.pk, name="A", unit="x")]
    with pytest.raises(Invalid):
        commitments.update(commitment=draft, by=alice, data=replace(data, indicators=traded))
    taken_over = [IndicatorData(id=a.pk, name="B", unit="x")]  # B itself is taken out
    commitments.update(commitment=draft, by=alice, data=replace(data, indicators=taken_over))
    assert draft.indicators.get().pk == a.pk


def test_the_timeline_shows_all_to_its_people_and_the_public_part_to_the_public(archived, alice, carol, dan):
    titles = [str(moment.title) for moment in timeline(archived)]
    assert titles == ["Archived", "Published", "Submitted for review", "Drafted"]
    assert [str(moment.title) for moment in public_timeline(archived)] == ["Archived", "Published"]
    assert timeline(archived)[0].by == dan


def test_what_was_private_stays_out_of_the_public_timeline(published, dan, data):
    hidden = replace(data, visibility="private")
    commitments.update(commitment=published, by=dan, data=hidden, reason="Court order.")
    assert [str(moment.title) for moment in public_timeline(published)] == ["Published"]


def test_history_remembers_the_recommendations_of_each_day(published, dan, data):
    other = factories.recommendation(data.recommendations[0].area)
    commitments.update(commitment=published, by=dan, data=replace(data, recommendations=[other]), reason="Moved.")
    changed = timeline(published)[0]
    assert [str(name) for name in changed.changed] == ["Recommendations"]
    rows = published.history.order_by("-history_date")
    assert [row.recommendations.get().recommendation_id for row in rows[:2]] == [other.pk, data.recommendations[0].pk]


def test_written_down_later_it_counts_from_its_day(verania, alice, carol, data):
    day = datetime.datetime(2024, 3, 5, 12, tzinfo=datetime.UTC)
    made = commitments.create(organisation=verania, by=alice, data=data, at=day)
    commitments.propose(commitment=made, by=alice, at=day)
    published = commitments.publish(commitment=made, by=carol, at=day)
    assert (published.created_at, published.published_at) == (day, day)
    assert {row.history_date for row in published.history.all()} == {day}


def test_data_can_be_left_small(recommendation):
    assert CommitmentData(title="T", description="D", recommendations=[recommendation]).milestones == ()
