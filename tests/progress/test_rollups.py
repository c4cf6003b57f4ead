"""Stored roll-ups equal what they are rolled up from, after every step, and as of every past day."""

from __future__ import annotations

import contextlib
import datetime
import io
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import counting
from ledger.models import Balance, Entry
from ledger.states import State
from progress import drafts, errors, open_index, postings, rollups, workflow
from progress.checks import open_index_is_there
from progress.computed_fields import stored_in
from progress.freshness import stales_on
from progress.models import Assessment, CommitmentStatus, PublicVersion
from recommendations import catalogue
from stakeholders.models import Commitment, CommitmentState, Visibility
from stakeholders.signals import commitment_changed, organisation_changed
from tests import factories

TODAY = datetime.date(2026, 6, 1)


def moment(day: int) -> datetime.datetime:
    """Noon, ``day`` days after TODAY."""
    return datetime.datetime.combine(
        TODAY + datetime.timedelta(days=day), datetime.time(12), timezone.get_default_timezone()
    )


def counts(scope: str = "all") -> dict[str, int]:
    """Commitments by status in a scope today, as the ledger has it."""
    today = timezone.localdate()
    return counting.by_status(scope, [today])[today]


def test_a_commitment_counts_from_its_publication_on(commitment):
    assert counts() == {"": 1}


def test_a_report_counts_when_it_is_published_and_no_longer_when_it_is_retracted(commitment, alice, carol):
    report = factories.submitted(commitment, by=alice)
    assert counts() == {"": 1}
    workflow.publish(report=report, by=carol)
    assert counts() == {"in_progress": 1}
    workflow.retract(report=report, by=carol, reason="Wrong.")
    assert counts() == {"": 1}


def test_every_scope_counts_it_once(commitment, recommendation, verania, lantern, alice, carol):
    same_area = factories.recommendation(recommendation.area)
    commitment.recommendations.add(same_area)
    commitment.joint_links.create(organisation=lantern)
    commitment_changed.send(Commitment, commitment=commitment)
    factories.published(commitment, by=alice, curator=carol)
    edition, area = f"edition:{recommendation.edition_id}", f"area:{recommendation.area_id}"
    asked = [f"recommendation:{recommendation.pk}", f"recommendation:{same_area.pk}"]
    actors = [f"actor:{verania.actor_type}", f"actor:{lantern.actor_type}"]
    country, region = f"country:{verania.country_id}", f"region:{verania.country.region}"
    places = {"all", edition, area, *asked}
    pairs = {f"{one}+{actor}" for one in (edition, area, *asked) for actor in actors}
    answers = {f"answered:{pk}+{by}" for pk in (recommendation.pk, same_area.pk) for by in (*actors, region)}
    reports = {f"reports:{place}" for place in places}
    every = {*Entry.objects.values_list("scope", flat=True)}
    found = counting.totals(every, on=timezone.localdate())
    assert found == dict.fromkeys({*places, *actors, country} | pairs | answers | reports, 1)


def test_a_late_report_on_an_earlier_time_does_not_replace_a_newer_one(commitment, alice, carol):
    factories.published(commitment, by=alice, curator=carol, implementation_status="completed")
    early = timezone.localdate() - datetime.timedelta(days=200)
    factories.published(commitment, by=alice, curator=carol, implementation_status="not_started", covers_until=early)
    assert counts() == {"completed": 1}


def test_the_lead_organisation_speaks_before_a_partner(commitment, lantern, alice, bob, carol):
    commitment.joint_links.create(organisation=lantern)
    factories.published(commitment, by=bob, curator=carol, organisation=lantern, implementation_status="completed")
    assert counts() == {"completed": 1}
    factories.published(commitment, by=alice, curator=carol)
    assert counts() == {"in_progress": 1}
    factories.published(commitment, by=bob, curator=carol, organisation=lantern, implementation_status="completed")
    assert counts() == {"in_progress": 1}, "a partner's later report does not speak for the lead"


def test_no_change_renews_freshness_and_keeps_status_and_evidence(commitment, alice, carol):
    draft = factories.draft(commitment, by=alice, at=moment(0), percent=40)
    draft.evidence.create(kind="link", url="https://example.org/law", title="The law", added_by=alice)
    workflow.publish(report=workflow.submit(report=draft, by=alice, at=moment(0)), by=carol, at=moment(0))
    confirmed = drafts.no_change(commitment=commitment, organisation=draft.organisation, by=alice, at=moment(90))
    workflow.publish(report=confirmed, by=carol, at=moment(91))
    row = CommitmentStatus.objects.get(valid_to__isnull=True)
    assert (row.implementation_status, row.percent, row.evidence_strength) == ("in_progress", 40, "link")
    assert row.reported_on == TODAY + datetime.timedelta(days=90)


@pytest.mark.parametrize(
    "change", [{"visibility": Visibility.PRIVATE}, {"state": CommitmentState.ARCHIVED, "archived_reason": "Merged."}]
)
def test_what_is_hidden_is_counted_nowhere(change, commitment):
    if "state" in change:
        change |= {"archived_at": timezone.now(), "archived_by_id": commitment.published_by_id}
    Commitment.objects.filter(pk=commitment.pk).update(**change)
    commitment.refresh_from_db()
    commitment_changed.send(Commitment, commitment=commitment)
    assert counts() == {}
    assert not CommitmentStatus.objects.as_of(None).exists()


def test_an_archived_organisation_takes_its_commitments_along(commitment, verania):
    verania.archived_at, verania.archived_reason = timezone.now(), "Dissolved."
    verania.save()
    organisation_changed.send(type(verania), organisation=verania)
    assert counts() == {}


def test_an_assessment_stands_beside_the_report(commitment, alice, carol, dan):
    factories.published(commitment, by=alice, curator=carol, implementation_status="completed")
    Assessment.objects.create(
        signed_name="C. Clay",
        signed_function="Curator",
        commitment=commitment,
        assessed_completion="limited",
        rationale="Seen.",
        assessed_on=TODAY,
        assessor=dan,
    )
    rollups.refresh(commitment, on=timezone.localdate())
    row = CommitmentStatus.objects.get(valid_to__isnull=True)
    assert (row.implementation_status, row.assessed_completion) == ("completed", "limited")


def test_each_publication_moves_the_public_version_on(commitment, alice, carol):
    report = factories.submitted(commitment, by=alice)
    before = PublicVersion.objects.get().number
    workflow.publish(report=report, by=carol)
    assert PublicVersion.objects.get().number > before


def test_rebuild_mends_what_was_broken_and_then_finds_nothing(commitment, alice, carol):
    factories.published(commitment, by=alice, curator=carol)
    Entry.objects.filter(scope="all").update(n=7)
    CommitmentStatus.objects.update(implementation_status="completed", health="")
    assert rollups.rebuild(on=timezone.localdate()) > 0
    assert counts() == {"in_progress": 1}
    assert rollups.rebuild(on=timezone.localdate()) == 0


def test_statuses_are_listed_by_the_title_that_their_commitment_bears_now(commitment, alice, carol):
    factories.published(commitment, by=alice, curator=carol)
    Commitment.objects.update(title="Another name")
    commitment.refresh_from_db()
    commitment_changed.send(Commitment, commitment=commitment)
    assert {*CommitmentStatus.objects.values_list("title", flat=True)} == {"Another name"}
    CommitmentStatus.objects.update(title="Forgotten")
    assert rollups.rebuild(on=timezone.localdate()) > 0
    assert {*CommitmentStatus.objects.values_list("title", flat=True)} == {"Another name"}


def test_a_database_without_the_extension_is_told_of_and_mended(db):
    """PostgreSQL may refuse the extension; SQLite knows none and lacks nothing."""
    if connection.vendor != "postgresql":
        assert open_index_is_there(databases=["default"]) == []
        assert not open_index.make()
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION btree_gin CASCADE")
    assert [one.id for one in open_index_is_there(databases=["default"])] == ["progress.W001"]
    call_command("rebuild_rollups", stdout=io.StringIO())
    assert open_index_is_there(databases=["default"]) == []
    with connection.cursor() as cursor:  # as on a database that is yet to be migrated
        cursor.execute("DROP INDEX status_now_by_state")
        cursor.execute("ALTER TABLE progress_commitmentstatus RENAME TO progress_former")
    assert open_index_is_there(databases=["default"]) == []


def test_what_inverted_indexes_have_yet_to_take_in_stays_short(db):
    if connection.vendor != "postgresql":
        return  # SQLite has no such indexes
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT index.relname, index.reloptions FROM pg_class AS index"
            " JOIN pg_am AS kind ON kind.oid = index.relam WHERE kind.amname = 'gin'"
        )
        found = dict(cursor.fetchall())
    assert {"status_now_by_state", "searchword_by_trigrams"} <= set(found)
    assert all(options == ["gin_pending_list_limit=64"] for options in found.values())


STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),  # which commitment
        st.sampled_from(["publish", "no_change", "retract", "hide", "show"]),
        st.sampled_from(["not_started", "in_progress", "completed", "withdrawn"]),
        st.sampled_from([0, 1, 20, 40, 200]),  # days since the step before
    ),
    max_size=12,
)


def _apply(step: str, status: str, of: Commitment, *, reporter, curator, at) -> None:
    if step == "publish":
        factories.published(of, by=reporter, curator=curator, at=at, implementation_status=status, percent=None)
    elif step == "no_change":
        report = drafts.no_change(commitment=of, organisation=of.lead_organisation, by=reporter, at=at)
        workflow.publish(report=report, by=curator, at=at)
    elif step == "retract":
        report = of.reports.published().latest_first().first()
        if report:
            workflow.retract(report=report, by=curator, reason="Wrong.", at=at)
    else:
        visibility = Visibility.PUBLIC if step == "show" else Visibility.PRIVATE
        Commitment.objects.filter(pk=of.pk).update(visibility=visibility)
        of.refresh_from_db()
        commitment_changed.send(Commitment, commitment=of, at=at)


def _snapshot(day: datetime.date | None) -> set[tuple]:
    return set(
        CommitmentStatus.objects.as_of(day).values_list(
            "commitment_id", "implementation_status", "reported_on", "reports"
        )
    )


def _counted_one_by_one(day: datetime.date) -> tuple[dict, dict]:
    """How the commitments of the whole site stand on ``day``, and what reports state, straight from history rows."""
    by_state: Counter[State] = Counter()
    reports: Counter[State] = Counter()
    for row in CommitmentStatus.objects.as_of(day).public():
        by_state[postings.state_on(stored_in(row), day)] += 1
        reports.update(dict(postings.reports_by_state(stored_in(row))))
    return dict(by_state), dict(reports)


def _counted(day: datetime.date, scope: str = "all") -> tuple[dict, dict]:
    """The same as the ledger has it."""
    found = counting.counts([scope, f"reports:{scope}"], on=day)
    return found.get(scope, {}), found.get(f"reports:{scope}", {})


def _entries(before: datetime.date) -> set[tuple]:
    return {*Entry.objects.filter(day__lt=before).exclude(n=0).values_list("scope", "day", "cell_id", "n")}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@pytest.mark.django_db
def test_any_history_leaves_true_rollups_and_can_be_seen_as_of_each_day(steps, verania, fatima, alice, carol):
    from django.db import transaction

    with transaction.atomic():
        commitments = [factories.commitment(verania, by=fatima, at=moment(0)) for _ in range(3)]
        day, seen = 0, {}
        for number, (which, step, status, wait) in enumerate(steps):
            day += wait
            today = TODAY + datetime.timedelta(days=day)
            past = _entries(before=today)
            if number % 3 == 1:
                rollups.write_balances(on=today)
            with contextlib.suppress(errors.Refused):  # a step may not be open in this history
                _apply(step, status, commitments[which], reporter=alice, curator=carol, at=moment(day))
            assert _entries(before=today) == past, "a verb changed the past"
            seen[today] = _snapshot(None)
            assert _counted(today) == _counted_one_by_one(today)
        assert rollups.rebuild(on=TODAY + datetime.timedelta(days=day)) == 0
        for past_day, what_was_seen in seen.items():
            assert _snapshot(past_day) == what_was_seen
        for past_day in range(0, day + 500, 50):  # behind the last step too: what grows old by itself
            then = TODAY + datetime.timedelta(days=past_day)
            assert _counted(then) == _counted_one_by_one(then)
        transaction.set_rollback(True)


def test_the_days_pass_by_themselves(commitment, alice, carol):
    reported_on = timezone.localdate()
    factories.published(commitment, by=alice, curator=carol, covers_until=reported_on)
    later = stales_on(reported_on)
    assert _counted(later) == _counted_one_by_one(later)
    assert _counted(later) != _counted(reported_on)
    rollups.write_balances(on=later)
    assert _counted(later) == _counted_one_by_one(later)
    assert rollups.rebuild(on=later) == 0
    assert _counted(reported_on) == _counted_one_by_one(reported_on)


def test_balances_are_written_under_the_lock_of_publications_and_once(commitment):
    today = timezone.localdate()
    later = today + datetime.timedelta(days=40)
    assert not Balance.objects.exists()
    assert rollups.write_balances(on=later) > 0
    assert rollups.write_balances(on=later) == 0
    assert _counted(later) == _counted_one_by_one(later)


@pytest.fixture
def of_two(commitment, recommendation, lantern, bob, alice, carol) -> list[Commitment]:
    """Of two organisations, one for a recommendation more, both reported on: most scopes count the two together."""
    more = factories.recommendation(recommendation.area)
    of_another = factories.commitment(lantern, by=bob, recommendations=[recommendation, more])
    factories.published(commitment, by=alice, curator=carol, covers_until=timezone.localdate())
    factories.published(of_another, by=bob, curator=carol, covers_until=timezone.localdate())
    return [commitment, of_another]


def test_what_grows_old_on_one_day_is_counted_together(of_two: list[Commitment]):
    later = stales_on(timezone.localdate())
    assert _counted(later) == _counted_one_by_one(later)
    assert rollups.rebuild(on=later) == 0


def test_what_moves_in_one_step_is_counted_together(of_two: list[Commitment], recommendation, carol):
    area = factories.area(recommendation.edition)
    seen = catalogue.version_of(recommendation)
    catalogue.change(instance=recommendation, values={"area": area}, by=carol, seen=seen, reason="So.")
    today = timezone.localdate()
    assert _counted(today, f"area:{area.pk}") == _counted_one_by_one(today)
    assert rollups.rebuild(on=timezone.localdate()) == 0


@pytest.mark.parametrize("elsewhere", ["another area", "cross-cutting"])
def test_a_recommendation_that_moves_takes_its_commitments_along(elsewhere, commitment, recommendation, alice, carol):
    before = f"area:{recommendation.area_id}"
    area = factories.area(recommendation.edition) if elsewhere == "another area" else None
    after = f"area:{area.pk}" if area else f"cross-cutting:{recommendation.edition_id}"
    catalogue.change(
        instance=recommendation,
        values={"area": area},
        by=carol,
        seen=catalogue.version_of(recommendation),
        reason="So.",
    )
    assert (counts(before), counts(after)) == ({}, {"": 1})
    factories.published(commitment, by=alice, curator=carol)
    assert (counts(before), counts(after)) == ({}, {"in_progress": 1})
    assert rollups.rebuild(on=timezone.localdate()) == 0


def test_a_recommendation_that_stays_where_it_is_moves_nothing(commitment, recommendation, carol, monkeypatch):
    monkeypatch.setattr(rollups, "refresh_all", lambda *_, **__: pytest.fail("nothing has moved"))
    seen = catalogue.version_of(recommendation)
    assert catalogue.change(instance=recommendation, values={"title": "New"}, by=carol, seen=seen, reason="Clearer.")


def test_an_organisation_that_becomes_another_kind_takes_its_commitments_along(commitment, verania, alice):
    verania.actor_type = "ngo"
    verania.save()
    organisation_changed.send(type(verania), organisation=verania)
    assert counts("actor:ngo") == {"": 1}
    assert counts("actor:government") == {}
