"""Writing a report: one open draft, filled in from the last, never losing what somebody typed."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from progress import discarding, drafts, errors, workflow
from progress.models import ProgressReport
from tests import factories

DAY = datetime.date(2026, 6, 1)


def test_a_first_report_starts_at_not_started(commitment, verania, alice):
    report = drafts.open_draft(commitment=commitment, organisation=verania, by=alice, covers_until=DAY)
    assert (report.implementation_status, report.health, report.narrative) == ("not_started", "on_track", "")


def test_the_next_takes_over_the_state_but_not_the_story(commitment, verania, alice, carol):
    factories.published(
        commitment, by=alice, curator=carol, percent=30, barriers="No budget line.", next_steps="Second reading."
    )
    report = drafts.open_draft(commitment=commitment, organisation=verania, by=alice, covers_until=DAY)
    assert (report.implementation_status, report.percent, report.barriers) == ("in_progress", 30, "No budget line.")
    assert report.narrative == ""


def test_asking_twice_opens_the_same_draft(commitment, verania, alice, fatima):
    first, second = (
        drafts.open_draft(commitment=commitment, organisation=verania, by=who, covers_until=DAY)
        for who in (alice, fatima)
    )
    assert first == second


def test_the_database_keeps_it_to_one(commitment, alice):
    report = factories.draft(commitment, by=alice)
    report.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        report.save(force_insert=True)


@pytest.mark.parametrize("who", ["bob", "carol", "ada", "charlie"])
def test_only_the_organisation_writes_its_reports(who, commitment, verania, request):
    person = request.getfixturevalue(who)
    with pytest.raises(errors.NotPermitted):
        drafts.open_draft(commitment=commitment, organisation=verania, by=person, covers_until=DAY)


def test_an_organisation_that_does_not_carry_the_commitment_cannot_report_on_it(commitment, lantern, bob):
    with pytest.raises(errors.NotPermitted):
        drafts.open_draft(commitment=commitment, organisation=lantern, by=bob, covers_until=DAY)


def test_nothing_is_reported_on_an_unpublished_commitment(verania, fatima, alice):
    unpublished = factories.commitment(verania, by=fatima, state="draft")
    with pytest.raises(errors.WrongState):
        drafts.open_draft(commitment=unpublished, organisation=verania, by=alice, covers_until=DAY)


class TestSaving:
    def test_two_people_the_second_is_told_and_nothing_is_overwritten(self, commitment, alice, fatima):
        report = factories.draft(commitment, by=alice)
        drafts.save(report=report, by=fatima, version=report.version, data={"narrative": "Fatima's text"})
        with pytest.raises(errors.Conflict) as conflict:
            drafts.save(report=report, by=alice, version=report.version, data={"narrative": "Alice's text"})
        assert conflict.value.current.narrative == "Fatima's text"
        assert ProgressReport.objects.get(pk=report.pk).narrative == "Fatima's text"

    def test_it_writes_only_what_a_person_may_write(self, commitment, alice):
        report = factories.draft(commitment, by=alice)
        data = {"review_state": "published", "author": None, "organisation": None, "percent": 12}
        saved = drafts.save(report=report, by=alice, version=report.version, data=data)
        saved.refresh_from_db()
        assert (saved.review_state, saved.author, saved.percent) == ("draft", alice, 12)

    @pytest.mark.parametrize("step", [workflow.submit])
    def test_a_submitted_report_stands(self, step, commitment, alice):
        report = step(report=factories.draft(commitment, by=alice), by=alice)
        with pytest.raises(errors.WrongState):
            drafts.save(report=report, by=alice, version=report.version, data={"narrative": "Later."})

    def test_indicator_values_of_this_commitment_only(self, commitment, verania, alice, fatima):
        own = commitment.indicators.create(name="Trained officers", unit="people")
        foreign = factories.commitment(verania, by=fatima).indicators.create(name="Other", unit="people")
        report = factories.draft(commitment, by=alice)
        values = {own.pk: Decimal(12), foreign.pk: Decimal(3)}
        report = drafts.save(report=report, by=alice, version=report.version, data={}, indicator_values=values)
        assert list(report.indicator_values.values_list("indicator", "value")) == [(own.pk, Decimal(12))]
        drafts.save(report=report, by=alice, version=report.version, data={}, indicator_values={own.pk: None})
        assert not report.indicator_values.exists()


class TestNoChange:
    def test_it_repeats_the_last_status_and_is_submitted(self, commitment, verania, alice, carol):
        factories.published(commitment, by=alice, curator=carol, percent=55, health="at_risk")
        report = drafts.no_change(commitment=commitment, organisation=verania, by=alice)
        assert (report.kind, report.review_state, report.percent, report.health) == (
            "no_change",
            "submitted",
            55,
            "at_risk",
        )

    def test_there_must_be_something_to_confirm(self, commitment, verania, alice):
        with pytest.raises(drafts.NothingToConfirm):
            drafts.no_change(commitment=commitment, organisation=verania, by=alice)

    @pytest.mark.parametrize("make", [factories.draft, factories.submitted])
    def test_not_beside_a_report_that_is_under_way(self, make, commitment, verania, alice, carol):
        factories.published(commitment, by=alice, curator=carol)
        make(commitment, by=alice)
        with pytest.raises(drafts.UnderWay):
            drafts.no_change(commitment=commitment, organisation=verania, by=alice)

    def test_where_sign_off_is_asked_for_it_waits_for_it(self, commitment, verania, alice, carol):
        factories.published(commitment, by=alice, curator=carol)
        type(verania).objects.filter(pk=verania.pk).update(requires_sign_off=True)
        report = drafts.no_change(commitment=commitment, organisation=verania, by=alice)
        assert report.review_state == "draft"
        assert report.sign_off_requested_by == alice


def test_a_correction_supersedes_and_starts_from_the_same_text(commitment, alice, carol):
    wrong = factories.published(commitment, by=alice, curator=carol, narrative="Twelve courts.")
    right = drafts.correct(report=wrong, by=alice)
    assert (right.supersedes, right.narrative) == (wrong, "Twelve courts.")


def test_a_correction_does_not_take_over_another_draft(commitment, alice, carol):
    wrong = factories.published(commitment, by=alice, curator=carol)
    factories.draft(commitment, by=alice)
    with pytest.raises(drafts.UnderWay):
        drafts.correct(report=wrong, by=alice)


class TestDiscarding:
    def test_a_draft_goes_with_its_files(self, commitment, alice, django_capture_on_commit_callbacks):
        from django.core.files.uploadedfile import SimpleUploadedFile

        from progress import evidence

        report = factories.draft(commitment, by=alice)
        kept = evidence.add_file(
            report=report, by=alice, upload=SimpleUploadedFile("a.txt", b"Some words."), title="Words"
        )
        storage, name = kept.file.storage, kept.file.name
        assert storage.exists(name)
        with django_capture_on_commit_callbacks(execute=True):
            discarding.discard(report=report, by=alice)
        assert not storage.exists(name)
        assert not ProgressReport.objects.exists()

    def test_what_was_submitted_once_stays(self, commitment, alice, carol):
        report = workflow.return_report(report=factories.submitted(commitment, by=alice), by=carol, reason="Say when.")
        with pytest.raises(errors.WrongState):
            discarding.discard(report=report, by=alice)


def test_the_period_that_is_due_first_is_asked_for_once(commitment, verania, alice):
    half = {"starts_on": datetime.date(2025, 7, 1), "ends_on": datetime.date(2025, 12, 31)}
    late = factories.period(**half, due_on=datetime.date(2026, 1, 31))
    now = factories.period()
    assert drafts.asked_next(commitment, verania, on=DAY) == late
    factories.draft(commitment, by=alice, period=late)
    assert drafts.asked_next(commitment, verania, on=DAY) == now
