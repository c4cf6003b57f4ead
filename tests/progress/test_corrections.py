"""A correction takes the place of a published report: which of the two speaks for the commitment, now and then."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from progress import discarding, drafts, errors, evidence, rollups, workflow
from progress.models import CommitmentStatus, ProgressReport
from progress.verification import mismatches
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


def status_row(commitment, day=None):
    return CommitmentStatus.objects.as_of(day).get(commitment=commitment)


def test_publishing_a_correction_supersedes_what_it_corrects(wrong, right, commitment):
    wrong.refresh_from_db()
    assert (wrong.superseded_at, wrong.is_current, right.is_current) == (APRIL, False, True)
    assert [*ProgressReport.objects.current()] == [right]
    row = status_row(commitment)
    assert (row.report_id, row.implementation_status, row.reports) == (right.pk, "in_progress", 1)
    assert row.report_counts == {row.implementation_status: {row.health: 1}}


def test_each_day_has_the_report_that_was_current_on_it(wrong, right, commitment):
    assert status_row(commitment, MARCH.date()).report_id == wrong.pk
    assert status_row(commitment, APRIL.date()).report_id == right.pk
    assert [*ProgressReport.objects.current_by(APRIL)] == [wrong]
    assert [*ProgressReport.objects.current_by(MAY)] == [right]


def test_what_was_wrong_does_not_come_back_when_its_correction_is_retracted(wrong, right, commitment, carol):
    workflow.retract(report=right, by=carol, reason="Not so either.", at=MAY)
    row = status_row(commitment)
    assert (row.report_id, row.implementation_status, row.reports, row.report_counts) == (None, "", 0, {})
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
    assert status_row(commitment).reports == 1


def test_the_next_report_starts_from_the_correction(right, commitment, verania, alice):
    assert drafts.prefilled(commitment, verania)["percent"] == 40


def test_only_what_is_public_can_be_corrected(wrong, alice, carol):
    workflow.retract(report=wrong, by=carol, reason="Withdrawn.")
    with pytest.raises(errors.WrongState):
        drafts.correct(report=wrong, by=alice)


# --- Evidence -------------------------------------------------------------------------------------------


class TestWhatRepeatsIt:
    """ "No significant change" says again what the report before it said: the public must not read that on."""

    @pytest.fixture
    def repeating(self, wrong, commitment, verania, alice, carol):
        confirmed = drafts.no_change(commitment=commitment, organisation=verania, by=alice, at=APRIL)
        return workflow.publish(report=confirmed, by=carol, at=APRIL)

    def test_is_corrected_with_it(self, wrong, repeating, commitment, alice, carol):
        right = corrected(wrong, by=alice, curator=carol, at=MAY, implementation_status="in_progress", percent=40)
        repeating.refresh_from_db()
        renewed = repeating.superseded_by
        assert repeating.superseded_at == MAY
        assert (renewed.kind, renewed.covers_until, renewed.period) == ("no_change", APRIL.date(), repeating.period)
        assert (renewed.implementation_status, renewed.percent) == ("in_progress", 40)
        assert (renewed.author, renewed.published_by) == (alice, carol)
        row = status_row(commitment)
        assert (row.report_id, row.implementation_status) == (renewed.pk, "in_progress")
        assert [*ProgressReport.objects.current().latest_first()] == [renewed, right]
        assert rollups.rebuild(on=timezone.localdate()) == 0
        assert not [*mismatches()]

    def test_stays_where_words_alone_were_corrected(self, wrong, repeating, alice, carol):
        corrected(wrong, by=alice, curator=carol, at=MAY, narrative="Better words.")
        repeating.refresh_from_db()
        assert repeating.is_current

    def test_stays_where_a_full_report_lies_between(self, wrong, commitment, verania, alice, carol):
        full = factories.published(commitment, by=alice, curator=carol, at=APRIL, implementation_status="in_progress")
        confirmed = drafts.no_change(commitment=commitment, organisation=verania, by=alice, at=MAY)
        confirmed = workflow.publish(report=confirmed, by=carol, at=MAY)
        corrected(wrong, by=alice, curator=carol, at=MAY, implementation_status="in_progress", percent=40)
        for report in (full, confirmed):
            report.refresh_from_db()
            assert report.is_current

    def test_is_named_to_the_author_and_to_the_curator(self, wrong, repeating, client, alice, carol):
        draft = drafts.correct(report=wrong, by=alice, at=MAY)
        changes = {"implementation_status": "in_progress", "percent": 40}
        draft = drafts.save(report=draft, by=alice, version=draft.version, data=changes)
        said = "repeats the report that is being corrected"
        client.force_login(alice)
        assert said in client.get(reverse("reporting:report", args=[draft.pk])).content.decode()
        workflow.submit(report=draft, by=alice)
        client.force_login(carol)
        assert said in client.get(reverse("review:report", args=[draft.pk])).content.decode()


@pytest.fixture
def evidenced(commitment, alice, carol):
    """A published report with a public file, a public link and a file for reviewers."""
    draft = factories.draft(commitment, by=alice, at=MARCH)
    evidence.add_file(report=draft, by=alice, upload=notes("a"), title="Plan", at=MARCH)
    evidence.add_file(report=draft, by=alice, upload=notes("b"), title="Budget", at=MARCH, audience="reviewers")
    evidence.add_link(report=draft, by=alice, url="https://example.org/law", title="Law", at=MARCH)
    return workflow.publish(report=workflow.submit(report=draft, by=alice, at=MARCH), by=carol, at=MARCH)


def notes(words):
    return SimpleUploadedFile(f"{words}.txt", words.encode())


def titles(pieces):
    return [piece.title for piece in pieces]


def in_public(client, report):
    """Evidence as the report's page, the API and the files tell of it."""
    row = client.get(f"/api/v1/reports/{report.pk}/").json()
    page = client.get(f"/reports/{report.pk}/").content.decode()
    shown = [title for title in ("Plan", "Budget", "Law") if f">{title}<" in page]
    return shown, row["evidence_strength"], row["evidence_links"], row["evidence_documents"]


def test_a_correction_stands_on_the_same_evidence(evidenced, commitment, alice, carol, client):
    before = in_public(client, evidenced)
    right = corrected(evidenced, by=alice, curator=carol, at=APRIL, narrative="Eleven courts.")
    assert titles(right.all_evidence) == titles(evidenced.all_evidence) == ["Plan", "Budget", "Law"]
    assert in_public(client, right) == before == (["Plan", "Law"], "several", 1, 1)
    row = status_row(commitment)
    assert (row.evidence_strength, row.evidence_count) == ("several", 2)
    assert rollups.rebuild(on=timezone.localdate()) == 0


def test_what_a_correction_takes_off_stays_with_what_it_corrects(evidenced, commitment, alice, carol, client):
    draft = drafts.correct(report=evidenced, by=alice)
    plan, _budget, _law = draft.all_evidence
    evidence.remove(report=draft, evidence=plan, by=alice)
    evidence.add_link(report=draft, by=alice, url="https://example.org/rules", title="Rules")
    right = workflow.publish(report=workflow.submit(report=draft, by=alice), by=carol)
    assert titles(right.all_evidence) == ["Budget", "Law", "Rules"]
    assert titles(evidenced.all_evidence) == ["Plan", "Budget", "Law"]
    assert plan.file.storage.exists(plan.file.name)
    assert status_row(commitment).evidence_count == 2
    assert in_public(client, evidenced)[0] == ["Plan", "Law"]


def test_files_open_through_the_correction_when_the_original_is_retracted(evidenced, alice, carol, client):
    plan, budget, _law = evidenced.all_evidence
    right = corrected(evidenced, by=alice, curator=carol, narrative="Eleven courts.")
    workflow.retract(report=ProgressReport.objects.get(pk=evidenced.pk), by=carol, reason="Wrong commitment.")
    assert client.get(f"/evidence/{plan.pk}/").status_code == 200
    assert client.get(f"/evidence/{budget.pk}/").status_code == 404
    workflow.retract(report=right, by=carol, reason="That one as well.")
    assert client.get(f"/evidence/{plan.pk}/").status_code == 410


def test_what_is_carried_over_counts_towards_the_limit_and_is_not_attached_twice(evidenced, alice, settings):
    draft = drafts.correct(report=evidenced, by=alice)
    with pytest.raises(ValidationError, match="already attached to the report"):
        evidence.add_file(report=draft, by=alice, upload=notes("a"), title="Plan again")
    settings.EVIDENCE_MAX_FILES_PER_REPORT = 3
    with pytest.raises(ValidationError, match="3 pieces of evidence"):
        evidence.add_link(report=draft, by=alice, url="https://example.org/more", title="More")


def test_a_discarded_correction_leaves_the_evidence_where_it_was(evidenced, alice, client):
    draft = drafts.correct(report=evidenced, by=alice)
    discarding.discard(report=draft, by=alice)
    assert in_public(client, evidenced) == (["Plan", "Law"], "several", 1, 1)
    plan = evidenced.all_evidence[0]
    assert plan.file.storage.exists(plan.file.name)


def test_a_correction_of_a_correction_carries_on(evidenced, alice, carol):
    first = drafts.correct(report=evidenced, by=alice)
    evidence.add_link(report=first, by=alice, url="https://example.org/rules", title="Rules")
    first = workflow.publish(report=workflow.submit(report=first, by=alice), by=carol)
    second = corrected(first, by=alice, curator=carol, narrative="Ten courts.")
    assert titles(second.all_evidence) == ["Plan", "Budget", "Law", "Rules"]


def test_the_form_takes_carried_evidence_off(evidenced, alice, client):
    draft = drafts.correct(report=evidenced, by=alice)
    law = draft.all_evidence[-1]
    client.force_login(alice)
    page = client.get(f"/reporting/reports/{draft.pk}/").content.decode()
    assert "From the report that this corrects" in page
    client.post(f"/reporting/reports/{draft.pk}/evidence/{law.pk}/remove/")
    assert titles(draft.all_evidence) == ["Plan", "Budget"]
