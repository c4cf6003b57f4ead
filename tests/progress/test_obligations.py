"""Is a commitment open, and is a report asked of whom: each organisation answers for itself, the lead for the whole."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from progress import coverage, drafts, obligations, periods, reminders, workflow, worklist
from progress.models import PeriodState, ProgressReport, ReportingPeriod
from stakeholders.models import Commitment, Organisation
from tests import factories

DUE = datetime.date(2026, 7, 31)
LATER = DUE + datetime.timedelta(days=21)


@pytest.fixture
def period(db: None) -> ReportingPeriod:
    return factories.period(due_on=DUE)


@pytest.fixture
def shared(commitment: Commitment, lantern: Organisation) -> Commitment:
    """Verania leads it, the Lantern Trust joins; it should have ended."""
    commitment.joint_links.create(organisation=lantern)
    Commitment.objects.filter(pk=commitment.pk).update(due_on=DUE, due_precision="day")
    commitment.refresh_from_db()
    return commitment


def asked(of: Commitment) -> set[str]:
    """Whom the list, coverage and a new draft ask for a report, by their slugs; all three must agree."""
    bodies = list(Organisation.objects.all())
    by_list = {one.slug for one in bodies if worklist.for_organisations([one], on=LATER).due}
    period = ReportingPeriod.objects.get()
    by_coverage = {
        row.organisation.slug for row in coverage.of_period(period, Organisation.objects.all()) if row.missing
    }
    by_draft = {one.slug for one in bodies if drafts.asked_next(of, one, on=LATER)}
    assert by_list == by_coverage == by_draft
    return by_list


def overdue_to_its_lead(of: Commitment) -> bool:
    work = worklist.for_organisations([of.lead_organisation], on=LATER)
    return of in [item.commitment for item in work.deadlines]


class TestWhoIsReleased:
    def test_a_partner_that_is_done_does_not_release_the_lead(self, shared, period, lantern, alice, bob, carol):
        factories.published(shared, by=alice, curator=carol, period=None)
        factories.published(shared, by=bob, curator=carol, organisation=lantern, implementation_status="completed")
        assert asked(shared) == {"verania"}
        assert overdue_to_its_lead(shared)

    def test_not_even_where_the_lead_has_said_nothing_yet(self, shared, period, lantern, bob, carol):
        factories.published(
            shared, by=bob, curator=carol, organisation=lantern, period=None, implementation_status="completed"
        )
        assert asked(shared) == {"verania"}

    def test_the_lead_ends_it_for_all(self, shared, period, alice, carol):
        factories.published(shared, by=alice, curator=carol, period=None, implementation_status="completed")
        assert asked(shared) == set()
        assert not overdue_to_its_lead(shared)

    def test_who_goes_on_after_all_is_asked_again(self, shared, period, alice, carol):
        for status in ("completed", "in_progress"):
            factories.published(shared, by=alice, curator=carol, period=None, implementation_status=status)
        assert asked(shared) == {"verania", "lantern-trust"}

    def test_a_corrected_end_is_none(self, shared, period, verania, alice, carol):
        ended = factories.published(shared, by=alice, curator=carol, period=None, implementation_status="completed")
        correction = drafts.correct(report=ended, by=alice)
        drafts.save(
            report=correction, by=alice, version=correction.version, data={"implementation_status": "in_progress"}
        )
        correction = workflow.submit(report=ProgressReport.objects.get(pk=correction.pk), by=alice)
        correction = workflow.publish(report=correction, by=carol)
        assert asked(shared) == {"verania", "lantern-trust"}
        workflow.retract(report=correction, by=carol, reason="Another mistake.")
        assert asked(shared) == {"verania", "lantern-trust"}, "the wrong original does not come back"

    def test_what_a_correction_took_back_is_asked_for_again(self, shared, period, alice, carol):
        first = factories.published(shared, by=alice, curator=carol, period=period)
        correction = drafts.correct(report=first, by=alice)
        correction = workflow.publish(report=workflow.submit(report=correction, by=alice), by=carol)
        assert asked(shared) == {"lantern-trust"}
        workflow.retract(report=correction, by=carol, reason="All wrong.")
        assert asked(shared) == {"verania", "lantern-trust"}

    def test_nobody_is_asked_for_an_archived_lead(self, shared, period, verania, carol):
        from stakeholders import organisations

        organisations.archive(organisation=verania, by=carol, reason="Dissolved.")
        assert asked(shared) == set()


class TestClosedPeriods:
    def test_a_draft_begun_in_it_is_not_reminded_of_and_says_so(self, commitment, period, alice, carol, client: Client):
        report = factories.draft(commitment, by=alice, period=period)
        periods.move(period=period, to=PeriodState.CLOSED, by=carol, reason="It is over.")
        [item] = worklist.for_person(alice, on=LATER).drafts
        assert (item.due_on, item.period_is_closed, reminders.stages(item, user=alice)) == (None, True, [])
        assert reminders.plan(now=datetime.datetime.now(datetime.UTC), on=LATER) == 0
        client.force_login(alice)
        for address in (reverse("reporting:work"), reverse("reporting:report", args=[report.pk])):
            assert "closed, so" in client.get(address).content.decode()

    def test_the_next_period_asks_beside_it(self, commitment, period, verania, alice, carol):
        factories.draft(commitment, by=alice, period=period)
        periods.move(period=period, to=PeriodState.CLOSED, by=carol, reason="It is over.")
        days = [datetime.date(2026, 7, 1), datetime.date(2026, 8, 1), datetime.date(2026, 8, 31)]
        following = factories.period(**dict(zip(("starts_on", "ends_on", "due_on"), days, strict=True)))
        work = worklist.for_person(alice, on=LATER)
        assert [item.period for item in work.due] == [following]
        assert [item.period for item in work.drafts] == [period]


def test_every_report_under_way_is_on_the_list(commitment, alice, client: Client):
    """Two that are under way at once, however that came about: neither hides the other."""
    waiting = factories.submitted(commitment, by=alice)
    begun = ProgressReport.objects.create(
        commitment=commitment,
        organisation=waiting.organisation,
        author=alice,
        covers_until=waiting.covers_until,
        implementation_status="in_progress",
        health="on_track",
    )
    work = worklist.for_person(alice, on=LATER)
    assert [item.report for item in work.with_curators] == [waiting]
    assert [item.report for item in work.drafts] == [begun]


def test_what_is_asked_takes_the_same_queries_however_much_there_is(
    verania, lantern, fatima, alice, bob, carol, period, django_assert_num_queries
):
    for number in range(4):
        one = factories.commitment(verania, by=fatima, joint=[lantern] if number % 2 else [])
        factories.published(one, by=alice, curator=carol, period=None)
    periods_asking = list(obligations.periods_asking(on=LATER))
    with django_assert_num_queries(4):
        assert obligations.Obligations([verania, lantern]).asked(periods_asking)
