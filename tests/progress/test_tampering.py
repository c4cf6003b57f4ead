"""Whatever is changed in the tables behind the site's back is found, and is not counted as if it were true."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from hash_chain import GENESIS
from progress import assessments, discarding, drafts, evidence, history, sealed_ends, tasks, verification, workflow
from progress.models import CommitmentStatus, HistoryHead, ProgressReport, ReportEvent
from stakeholders import commitments
from stakeholders.commitment_data import MilestoneData, data_of
from stakeholders.models import Commitment
from tests import factories

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def seals(tmp_path, settings):
    settings.HISTORY_SEALS_FOLDER = str(tmp_path / "seals")


@pytest.fixture
def told(commitment, lantern, alice, bob, carol, dan):
    """A commitment with a corrected report, a retracted one, one under review and a draft; and an assessment."""
    indicator = commitment.indicators.create(name="Officers trained", unit="people")
    commitment.milestones.create(title="Second reading")
    draft = factories.draft(commitment, by=alice)
    draft = drafts.save(report=draft, by=alice, version=draft.version, data={}, indicator_values={indicator.pk: 5})
    evidence.add_link(report=draft, by=alice, url="https://example.org/law", title="Law")
    upload = SimpleUploadedFile("notes.txt", b"Some notes.")
    evidence.add_file(report=draft, by=alice, upload=upload, title="Notes")
    first = workflow.publish(report=workflow.submit(report=draft, by=alice), by=carol)
    second = workflow.publish(report=workflow.submit(report=drafts.correct(report=first, by=alice), by=alice), by=carol)
    gone = factories.published(commitment, by=alice, curator=carol)
    workflow.retract(report=gone, by=carol, reason="Wrong commitment.")
    waiting = factories.submitted(commitment, by=alice)
    commitment.joint_links.create(organisation=lantern)
    writing = factories.draft(commitment, by=bob, organisation=lantern)
    seen = assessments.assess(
        commitment=commitment, by=carol, completion="limited", rationale="Half of it.", assessed_on=timezone.localdate()
    )
    # As a verb would leave it: its parts were made by hand.
    history.append_commitment(commitment=Commitment.objects.get(pk=commitment.pk), by=carol, at=timezone.now())
    keys = {
        "first": first.pk, "second": second.pk, "gone": gone.pk, "waiting": waiting.pk, "writing": writing.pk,
        "assessment": seen.pk, "commitment": commitment.pk,
    }  # fmt: skip
    assert found() == []
    return keys


def found() -> list[str]:
    assert history.verify()[1] is None
    return [str(one.row) for one in verification.mismatches()]


def sql(statement: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


REPORT = "UPDATE progress_progressreport SET {} WHERE id = %s"
EDITS = [
    (REPORT.format("narrative = 'All is well.'"), "second", ["progress report {second}"]),
    (REPORT.format("implementation_status = 'completed'"), "second", ["progress report {second}"]),
    (REPORT.format("percent = 99"), "first", ["progress report {first}"]),
    (REPORT.format("covers_until = '2020-01-01'"), "second", ["progress report {second}"]),
    (REPORT.format("superseded_at = NULL"), "first", ["progress report {first}"]),
    (REPORT.format("published_at = '2020-01-01 00:00:00+00:00'"), "second", [
        "progress report {first}", "progress report {second}",
    ]),
    (REPORT.format("retracted_reason = 'No reason.'"), "gone", ["progress report {gone}"]),
    (REPORT.format("review_state = 'published', retracted_at = NULL, retracted_by_id = NULL, retracted_reason = ''"),
     "gone", ["progress report {gone}"]),
    (REPORT.format("narrative = 'Waits.'"), "waiting", ["progress report {waiting}"]),
    ("UPDATE progress_evidence SET url = 'https://example.com/' WHERE kind = 'link' AND report_id = %s", "first",
     ["progress report {first}", "progress report {second}"]),
    ("UPDATE progress_evidence SET title = 'Another' WHERE kind = 'file' AND report_id = %s", "first",
     ["progress report {first}", "progress report {second}"]),
    ("UPDATE progress_evidence SET audience = 'reviewers' WHERE kind = 'file' AND report_id = %s", "first",
     ["progress report {first}", "progress report {second}"]),
    ("DELETE FROM progress_progressreport_carried_evidence WHERE progressreport_id = %s", "second",
     ["progress report {second}"]),
    ("UPDATE progress_indicatorvalue SET value = 6 WHERE report_id = %s", "first", ["progress report {first}"]),
    ("DELETE FROM progress_indicatorvalue WHERE report_id = %s", "second", ["progress report {second}"]),
    ("UPDATE progress_assessment SET assessed_completion = 'complete' WHERE id = %s", "assessment",
     ["assessment {assessment}"]),
    ("UPDATE progress_assessment SET rationale = 'All of it.' WHERE id = %s", "assessment",
     ["assessment {assessment}"]),
    ("DELETE FROM progress_assessment WHERE id = %s", "assessment", ["assessment {assessment}"]),
    ("UPDATE stakeholders_commitment SET title = 'Another title' WHERE id = %s", "commitment",
     ["commitment {commitment}"]),
    ("UPDATE stakeholders_commitment SET due_on = '2040-01-01' WHERE id = %s", "commitment",
     ["commitment {commitment}"]),
    ("UPDATE stakeholders_milestone SET reached_on = '2026-01-01' WHERE commitment_id = %s", "commitment",
     ["commitment {commitment}"]),
    ("UPDATE stakeholders_indicator SET target = 100 WHERE commitment_id = %s", "commitment",
     ["commitment {commitment}"]),
    ("DELETE FROM stakeholders_commitment_recommendations WHERE commitment_id = %s", "commitment",
     ["commitment {commitment}"]),
]  # fmt: skip


@pytest.mark.any_database
@pytest.mark.parametrize(("statement", "key", "rows"), EDITS, ids=[f"{one[0][7:70]} ({one[1]})" for one in EDITS])
def test_the_row_is_named(told, statement, key, rows):
    sql(statement, told[key])
    assert found() == [row.format(**told) for row in rows]


def test_a_report_that_came_from_nowhere_is_named(told):
    row = ProgressReport.objects.get(pk=told["second"])
    row.pk = row.supersedes_id = None
    row.save(force_insert=True)
    assert found() == [f"progress report {row.pk}"]


def test_a_report_that_was_deleted_is_named(told):
    for table in ("commitmentstatus", "indicatorvalue", "evidence"):
        sql(f"DELETE FROM progress_{table} WHERE report_id = %s", told["gone"])
    sql("DELETE FROM progress_progressreport WHERE id = %s", told["gone"])
    assert found() == [f"progress report {told['gone']}"]


def test_drafts_and_people_s_steps_are_nobody_s_business(told, bob):
    report = ProgressReport.objects.get(pk=told["writing"])
    drafts.save(report=report, by=bob, version=report.version, data={"narrative": "Another beginning."})
    discarding.discard(report=ProgressReport.objects.get(pk=told["writing"]), by=bob)
    assert found() == []


def test_every_public_change_of_a_commitment_is_in_the_history(commitment, fatima, carol):
    data = data_of(commitment)
    changed = commitments.update(
        commitment=commitment, by=carol, data=dataclasses.replace(data, title="A better title"), reason="Clearer."
    )
    milestone = MilestoneData(title="First reading", reached_on=datetime.date(2026, 1, 1))
    data = data_of(changed)
    commitments.update(
        commitment=changed,
        by=carol,
        data=dataclasses.replace(data, milestones=[milestone]),
        reason="More exact.",
    )
    commitments.archive(commitment=changed, by=carol, reason="Given up.")
    commitments.restore(commitment=changed, by=carol, reason="By mistake.")
    events = ReportEvent.objects.filter(commitment=commitment).values_list("to_state", "by", "reason")
    assert list(events)[1:] == [
        ("published", carol.pk, "Clearer."),
        ("published", carol.pk, "More exact."),
        ("archived", carol.pk, "Given up."),
        ("published", carol.pk, "By mistake."),
    ]
    assert found() == []


class TestCommands:
    def test_both_refuse_and_nothing_is_rebuilt(self, told):
        sql(REPORT.format("implementation_status = 'completed', health = 'on_track'"), told["second"])
        status_row = CommitmentStatus.objects.as_of(None).values().get()
        for command in ("verify_history", "rebuild_rollups"):
            with pytest.raises(CommandError, match=f"progress report {told['second']}: it does not say"):
                call_command(command)
        assert CommitmentStatus.objects.as_of(None).values().get() == status_row

    def test_a_broken_chain_stops_the_rebuild(self, told):
        sql("UPDATE progress_reportevent SET reason = 'x' WHERE sequence = 3")
        with pytest.raises(CommandError, match="Row 3 of the history"):
            call_command("rebuild_rollups")

    def test_a_sound_site_passes(self, told, capsys):
        tasks.seal_history()
        call_command("verify_history")
        call_command("rebuild_rollups")
        out = capsys.readouterr().out
        assert "sealed ends: 1" in out
        assert "0 rows changed" in out


class TestSealedEnds:
    def cut(self, sequence: int) -> None:
        last = ReportEvent.objects.get(sequence=sequence)
        sql("DELETE FROM progress_reportevent WHERE sequence > %s", sequence)
        sql("UPDATE progress_historyhead SET sequence = %s, hash = %s", sequence, last.hash)

    def test_a_tail_that_was_cut_off_with_its_end_is_missed(self, told):
        tasks.seal_history()
        head = HistoryHead.objects.get()
        self.cut(3)
        assert history.verify() == (3, None)
        with pytest.raises(CommandError, match=f"the chain ends at row 3, but row {head.sequence} was noted"):
            call_command("verify_history")

    def test_a_chain_that_was_written_anew_is_not_the_noted_one(self, told):
        tasks.seal_history()
        previous = GENESIS
        for event in ReportEvent.objects.order_by("sequence"):
            event.reason, event.previous_hash = "Rewritten.", previous
            event.hash = previous = history.event_hash(event)
            event.save()
        sql("UPDATE progress_historyhead SET hash = %s", previous)
        assert history.verify()[1] is None
        with pytest.raises(CommandError, match="the row is not the one that was noted"):
            call_command("verify_history")

    def test_a_day_has_one_file_that_never_changes(self, told, commitment, alice):
        (name,) = {tasks.seal_history(), tasks.seal_history()} - {None}
        before = (sealed_ends.folder() / name).read_text()
        factories.draft(factories.commitment(commitment.lead_organisation, by=alice), by=alice)
        assert sealed_ends.seal(on=timezone.localdate()) is None
        assert (sealed_ends.folder() / name).read_text() == before

    @pytest.mark.parametrize("edit", [lambda text: "9" + text, lambda text: "", lambda text: text[:-3]])
    def test_a_file_that_was_changed_is_named(self, told, edit):
        name = tasks.seal_history()
        path = sealed_ends.folder() / name
        path.write_text(edit(path.read_text()))
        with pytest.raises(CommandError, match=name):
            call_command("verify_history")
