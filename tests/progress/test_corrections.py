"""A correction takes the place of a published report: which of the two speaks for the commitment, now and then."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from progress import drafts, errors, rollups, workflow
from progress.models import ProgressReport, Standing
from tests import factories

MARCH, APRIL, MAY = (datetime.datetime(2026, month, 10, 12, tzinfo=datetime.UTC) for month in (3, 4, 5))


def corrected(report, *, by, curator, at=None, **changes):
    """A published correction of ``report``."""
    draft = drafts.correct(report=report, by=by, at=at)
    if changes:
        draft = drafts.save(report=draft, by=by, version=draft.version, data=changes)
    return workflow.publish(report=workflow.submit(report=draft, by=by, at=at), by=curator, at=at)


@pytest.fixture
def commitment(verania, fatima, recommendation):
    return factories.commitment(verania, by=fatima, recommendations=[recommendation], at=factories.LONG_AGO)


@pytest.fixture
def wrong(commitment, alice, carol):
    return factories.published(
        commitment, by=alice, curator=carol, at=MARCH, implementation_status="completed", percent=100
    )


@pytest.fixture
def right(wrong, alice, carol):
    return corrected(wrong, by=alice, curator=carol, at=APRIL, implementation_status="in_progress", percent=40)


def standing(commitment, day=None):
    return Standing.objects.as_of(day).get(commitment=commitment)


def test_publishing_a_correction_supersedes_what_it_corrects(wrong, right, commitment):
    wrong.refresh_from_db()
    assert (wrong.superseded_at, wrong.is_current, right.is_current) == (APRIL, False, True)
    assert [*ProgressReport.objects.current()] == [right]
    row = standing(commitment)
    assert (row.report_id, row.implementation_status, row.reports) == (right.pk, "in_progress", 1)
    assert sum(row.report_cells.values()) == 1


def test_each_day_has_the_report_that_was_current_on_it(wrong, right, commitment):
    assert standing(commitment, MARCH.date()).report_id == wrong.pk
    assert standing(commitment, APRIL.date()).report_id == right.pk
    assert [*ProgressReport.objects.current_by(APRIL)] == [wrong]
    assert [*ProgressReport.objects.current_by(MAY)] == [right]


def test_what_was_wrong_does_not_come_back_when_its_correction_is_retracted(wrong, right, commitment, carol):
    workflow.retract(report=right, by=carol, reason="Not so either.", at=MAY)
    row = standing(commitment)
    assert (row.report_id, row.implementation_status, row.reports, row.report_cells) == (None, "", 0, {})
    assert not ProgressReport.objects.current().exists()
    assert rollups.rebuild(on=timezone.localdate()) == 0


def test_a_report_is_corrected_once(wrong, right, alice):
    with pytest.raises(drafts.Corrected):
        drafts.correct(report=wrong, by=alice)


def test_two_corrections_are_not_written_side_by_side(wrong, alice):
    first = drafts.correct(report=wrong, by=alice)
    assert drafts.correct(report=wrong, by=alice) == first
    workflow.submit(report=first, by=alice)
    with pytest.raises(drafts.UnderWay):
        drafts.correct(report=wrong, by=alice)


def test_asking_again_brings_nothing_back_that_was_taken_out(commitment, alice, carol):
    indicator = commitment.indicators.create(name="Officers trained", unit="people")
    draft = factories.draft(commitment, by=alice)
    drafts.save(report=draft, by=alice, version=draft.version, data={}, indicator_values={indicator.pk: 5})
    draft.refresh_from_db()
    published = workflow.publish(report=workflow.submit(report=draft, by=alice), by=carol)
    correction = drafts.correct(report=published, by=alice)
    drafts.save(report=correction, by=alice, version=correction.version, data={}, indicator_values={indicator.pk: None})
    assert not drafts.correct(report=published, by=alice).indicator_values.exists()


def test_a_correction_can_be_corrected(right, commitment, alice, carol):
    last = corrected(right, by=alice, curator=carol, at=MAY, percent=50)
    assert [*ProgressReport.objects.current()] == [last]
    assert standing(commitment).reports == 1


def test_the_next_report_starts_from_the_correction(right, commitment, verania, alice):
    assert drafts.prefilled(commitment, verania)["percent"] == 40


def test_only_what_is_public_can_be_corrected(wrong, alice, carol):
    workflow.retract(report=wrong, by=carol, reason="Withdrawn.")
    with pytest.raises(errors.WrongState):
        drafts.correct(report=wrong, by=alice)
