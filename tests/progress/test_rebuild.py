"""Working out every roll-up again: each kind of error is found, counted and mended, in a bounded number of queries."""

from __future__ import annotations

import datetime
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger import counting
from ledger.models import Cell, Entry
from ledger.states import State
from progress import drafts, evidence, rollups, workflow
from progress.computed_fields import computed_for, stored_in
from progress.evidence_strength import EvidenceStrength, evidence_is, strength_column
from progress.models import CommitmentStatus, ProgressReport
from stakeholders.models import Commitment
from tests import factories


@pytest.fixture
def reported(commitment, alice, carol):
    """A commitment whose status comes from a report with a link."""
    draft = factories.draft(commitment, by=alice)
    draft.evidence.create(kind="link", url="https://example.org/law", title="The law", added_by=alice)
    workflow.publish(report=workflow.submit(report=draft, by=alice), by=carol)
    return commitment


def rebuild() -> int:
    return rollups.rebuild(on=timezone.localdate())


def stored() -> tuple[list, list]:
    statuses = CommitmentStatus.objects.order_by("commitment", "valid_from")
    entries = Entry.objects.exclude(n=0).order_by("pk").values_list("scope", "day", "cell_id", "n")
    return [stored_in(row) for row in statuses], list(entries)


def add_a_scope():
    Entry.objects.create(scope="area:99", day=datetime.date(2020, 1, 1), cell=Cell.objects.latest("pk"), n=3)


def lose_an_entry():
    Entry.objects.filter(scope="all").latest("day").delete()


def miscount():
    row = Entry.objects.filter(scope="all").earliest("day")
    Entry.objects.filter(pk=row.pk).update(n=7)


def miscount_reports():
    row = Entry.objects.filter(scope="reports:all").earliest("day")
    Entry.objects.filter(pk=row.pk).update(n=7)


@pytest.mark.parametrize("harm", [add_a_scope, lose_an_entry, miscount, miscount_reports])
def test_a_wrong_entry_is_found_and_mended(harm, reported):
    before = stored()
    harm()
    assert rebuild() == 1
    assert stored() == before
    assert rebuild() == 0


def test_changes_of_one_day_that_take_each_other_back_leave_no_entry(verania, fatima, alice, carol):
    first, second = (timezone.now() - datetime.timedelta(days=days) for days in (20, 10))
    one, other = (factories.commitment(verania, by=fatima, at=first) for _ in range(2))
    beside = {"by": alice, "curator": carol, "covers_until": timezone.localdate(first) - datetime.timedelta(days=9)}
    for commitment in (one, other):
        factories.published(commitment, by=alice, curator=carol, at=first)  # the one that the status comes from
    twice = factories.published(one, at=first, **beside)
    factories.published(other, at=first, health="at_risk", **beside)
    factories.published(other, at=second, **beside)
    workflow.retract(report=twice, by=carol, reason="Told twice.", at=second)
    assert rebuild() == 0


def test_a_commitment_without_a_report_has_its_state_too(commitment):
    Entry.objects.all().delete()
    assert rebuild() > 0
    (state,) = counting.counts(["all"], on=timezone.localdate())["all"]
    assert state == State(evidence="none", freshness="none")
    assert rebuild() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"evidence_strength": "several"},
        {"evidence_count": 5},
        {"reports": 9},
        {"percent": 99},
        {"scopes": ["all"]},
        {"assessed_completion": "complete"},
        {"due_on": datetime.date(1999, 1, 1)},
        {"visibility": "aggregate"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_each_wrong_field_is_found_and_mended(wrong, reported):
    before = stored()
    CommitmentStatus.objects.filter(valid_to__isnull=True).update(**wrong)
    assert rebuild() > 0
    assert stored() == before
    assert rebuild() == 0


def test_a_confirmation_stands_on_the_evidence_of_its_own_organisation(reported, lantern, alice, bob, carol):
    reported.joint_links.create(organisation=lantern)
    factories.published(reported, by=bob, curator=carol, organisation=lantern)  # later, and without evidence
    later = timezone.now() + datetime.timedelta(days=3)
    report = drafts.no_change(commitment=reported, organisation=reported.lead_organisation, by=alice, at=later)
    workflow.publish(report=report, by=carol, at=later)
    fields = computed_for([reported])[reported.pk]
    assert fields is not None
    assert (fields["report_id"], fields["evidence_strength"]) == (report.pk, "link")


def test_more_commitments_need_no_more_queries(verania, fatima, alice, carol):
    counts = []
    for number in (1, 4):
        for _ in range(number):
            factories.published(factories.commitment(verania, by=fatima), by=alice, curator=carol)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert rebuild() == 0
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_batches_cover_every_commitment_once(verania, fatima, monkeypatch):
    monkeypatch.setattr(rollups, "BATCH", 2)
    made = [factories.commitment(verania, by=fatima).pk for _ in range(5)]
    assert [one.pk for batch in rollups._batches(Commitment.objects.all()) for one in batch] == made
    CommitmentStatus.objects.update(reports=5)
    assert rebuild() == 5


def test_what_anybody_can_open_is_counted_at_publication_and_mended(commitment, alice, carol):
    report = factories.draft(commitment, by=alice)
    for number, audience in enumerate(["public", "public", "reviewers"]):
        url = f"https://example.org/{number}"
        evidence.add_link(report=report, by=alice, url=url, title="Record", audience=audience)
    workflow.submit(report=report, by=alice)
    report = workflow.publish(report=report, by=carol)
    assert (report.evidence_links, report.evidence_documents, report.evidence_strength) == (2, 0, "several")
    ProgressReport.objects.filter(pk=report.pk).update(evidence_links=1, evidence_documents=3)
    assert rebuild() > 0
    report.refresh_from_db()
    assert (report.evidence_links, report.evidence_documents) == (2, 0)
    assert rebuild() == 0


@pytest.mark.parametrize(("links", "documents"), list(itertools.product(range(4), repeat=2)))
def test_the_database_ranks_evidence_as_the_program_does(links, documents, commitment, alice, carol):
    report = factories.published(commitment, by=alice, curator=carol)
    rows = ProgressReport.objects.filter(pk=report.pk)
    rows.update(evidence_links=links, evidence_documents=documents)
    row = rows.annotate(column=strength_column()).get()
    assert row.column == row.evidence_strength
    assert [value for value in EvidenceStrength.values if rows.filter(evidence_is(value)).exists()] == [row.column]
