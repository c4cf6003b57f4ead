"""The chain of hashes names the row that was tampered with, whatever was done to it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from progress import claims, discarding, history, workflow
from progress.models import HistoryHead, ReportEvent
from tests import factories


@pytest.fixture
def chain(commitment, alice, carol):
    """Seven events: a commitment and two reports published."""
    for _ in range(2):
        factories.published(commitment, by=alice, curator=carol)
    assert history.verify() == (7, None)


def _sql(statement: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_an_edited_row_is_named(chain, charlie):
    _sql("UPDATE progress_reportevent SET by_id = %s WHERE sequence = 3", charlie.pk)
    assert history.verify()[1].sequence == 3


@pytest.mark.parametrize("column", ["reason", "action", "from_state", "to_state", "content_digest"])
def test_every_column_counts(chain, column):
    _sql(f"UPDATE progress_reportevent SET {column} = 'publish' WHERE sequence = 2")
    assert history.verify()[1].sequence == 2


def test_a_deleted_row_is_missed(chain):
    _sql("DELETE FROM progress_reportevent WHERE sequence = 4")
    assert history.verify() == (3, history.Breach(5, "row 4 is missing"))


def test_two_rows_that_changed_places_show(chain):
    for before, after in ((2, 900), (3, 2), (900, 3)):
        _sql("UPDATE progress_reportevent SET sequence = %s WHERE sequence = %s", after, before)
    assert history.verify()[1].sequence == 2


def test_a_chain_that_was_cut_off_shows(chain):
    _sql("DELETE FROM progress_reportevent WHERE sequence > 4")
    count, breach = history.verify()
    assert count == 4
    assert breach.sequence == 5


def test_even_when_its_stored_end_was_cut_too(chain):
    head = HistoryHead.objects.get()
    last = ReportEvent.objects.get(sequence=4)
    _sql("DELETE FROM progress_reportevent WHERE sequence > 4")
    _sql("UPDATE progress_historyhead SET sequence = 4, hash = %s", last.hash)
    assert history.verify() == (4, None)
    assert history.verify(ends={head.sequence: head.hash})[1].sequence == 5


def test_the_command_prints_the_end_and_fails_on_a_breach(chain, capsys):
    call_command("verify_history")
    assert "7 rows hold" in capsys.readouterr().out
    _sql("UPDATE progress_reportevent SET reason = 'x' WHERE sequence = 5")
    with pytest.raises(CommandError, match="Row 5"):
        call_command("verify_history")


def test_the_digest_covers_what_was_claimed(commitment, alice):
    report = factories.draft(commitment, by=alice)
    first = claims.report_digest(report)
    report.narrative += " And more."
    assert claims.report_digest(report) != first


def test_a_discarded_draft_leaves_its_rows(commitment, alice):
    discarding.discard(report=factories.draft(commitment, by=alice), by=alice)
    assert list(ReportEvent.objects.values_list("action", flat=True)) == ["change", "create", "discard"]
    assert history.verify() == (3, None)
    assert not commitment.reports.exists()
    assert workflow.TRANSITIONS  # the table has no step out of nothing: a discarded draft cannot come back
