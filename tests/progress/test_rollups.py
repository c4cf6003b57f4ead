"""Stored roll-ups equal what they are rolled up from, after every step, and as of every past day."""

from __future__ import annotations

import contextlib
import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from progress import drafts, errors, rollups, workflow
from progress.models import Assessment, PublicVersion, Standing, Tally
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
    """Commitments by status in a scope, as the tallies have it."""
    result: dict[str, int] = {}
    for row in Tally.objects.filter(scope=scope):
        result[row.implementation_status] = result.get(row.implementation_status, 0) + row.commitments
    return result


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
    scopes = {
        "all",
        f"edition:{recommendation.edition_id}",
        f"area:{recommendation.area_id}",
        f"recommendation:{recommendation.pk}",
        f"recommendation:{same_area.pk}",
        f"organisation:{verania.pk}",
        f"organisation:{lantern.pk}",
    }
    assert dict(Tally.objects.values_list("scope", "commitments")) == dict.fromkeys(scopes, 1)


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


def test_no_change_renews_freshness_and_keeps_status_and_evidence(commitment, alice, carol):
    draft = factories.draft(commitment, by=alice, at=moment(0), percent=40)
    draft.evidence.create(kind="link", url="https://example.org/law", title="The law", added_by=alice)
    workflow.publish(report=workflow.submit(report=draft, by=alice, at=moment(0)), by=carol, at=moment(0))
    confirmed = drafts.no_change(commitment=commitment, organisation=draft.organisation, by=alice, at=moment(90))
    workflow.publish(report=confirmed, by=carol, at=moment(91))
    row = Standing.objects.get(until__isnull=True)
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
    assert not Standing.objects.as_of(None).exists()


def test_an_archived_organisation_takes_its_commitments_along(commitment, verania):
    verania.archived_at, verania.archived_reason = timezone.now(), "Dissolved."
    verania.save()
    organisation_changed.send(type(verania), organisation=verania)
    assert counts() == {}


def test_an_assessment_stands_beside_the_report(commitment, alice, carol, dan):
    factories.published(commitment, by=alice, curator=carol, implementation_status="completed")
    Assessment.objects.create(
        commitment=commitment, assessed_completion="limited", rationale="Seen.", assessed_on=TODAY, assessor=dan
    )
    rollups.refresh(commitment, on=timezone.localdate())
    row = Standing.objects.get(until__isnull=True)
    assert (row.implementation_status, row.assessed_completion) == ("completed", "limited")


def test_each_publication_moves_the_public_version_on(commitment, alice, carol):
    report = factories.submitted(commitment, by=alice)
    before = PublicVersion.objects.get().number
    workflow.publish(report=report, by=carol)
    assert PublicVersion.objects.get().number > before


def test_rebuild_mends_what_was_broken_and_then_finds_nothing(commitment, alice, carol):
    factories.published(commitment, by=alice, curator=carol)
    Tally.objects.filter(scope="all").update(commitments=7)
    Standing.objects.update(implementation_status="completed")
    assert rollups.rebuild(on=timezone.localdate()) > 0
    assert counts() == {"in_progress": 1}
    assert rollups.rebuild(on=timezone.localdate()) == 0


STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),  # which commitment
        st.sampled_from(["publish", "no_change", "retract", "hide", "show"]),
        st.sampled_from(["not_started", "in_progress", "completed", "withdrawn"]),
        st.integers(0, 40),  # days since the step before
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
        Standing.objects.as_of(day).values_list("commitment_id", "implementation_status", "reported_on", "reports")
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@pytest.mark.django_db
def test_any_history_leaves_true_rollups_and_can_be_seen_as_of_each_day(steps, verania, fatima, alice, carol):
    from django.db import transaction

    with transaction.atomic():
        commitments = [factories.commitment(verania, by=fatima, at=moment(0)) for _ in range(3)]
        day, seen = 0, {}
        for which, step, status, wait in steps:
            day += wait
            with contextlib.suppress(errors.Refused):  # a step may not be open in this history
                _apply(step, status, commitments[which], reporter=alice, curator=carol, at=moment(day))
            assert rollups.rebuild(on=TODAY + datetime.timedelta(days=day)) == 0
            seen[TODAY + datetime.timedelta(days=day)] = _snapshot(None)
        for past, what_was_seen in seen.items():
            assert _snapshot(past) == what_was_seen
        transaction.set_rollback(True)
