"""History that says what changed: from what to what, with its reason, and nothing that is not public."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboard.filters import Selection
from dashboard.statistics import bounded
from dashboard.timeline import what_changed
from progress import drafts, workflow
from progress.models import ProgressReport
from tests.dashboard import world as worlds
from tests.dashboard.reading import page, section, words
from tests.dashboard.world import World

TODAY = datetime.date(2025, 11, 22)


def changed(client: Client, address: str, **query: str) -> str:
    return words(section(page(client, address, **query), "changed"))


def of(world: World, name: str) -> str:
    return f"/commitments/{world.commitments[name].pk}/"


def test_a_report_says_from_what_to_what(client: Client, world: World) -> None:
    ProgressReport.objects.filter(pk=world.reports["school1"].pk).update(percent=10)
    ProgressReport.objects.filter(pk=world.reports["school2"].pk).update(percent=40)
    text = changed(client, of(world, "school"))
    assert "Implementation status: Not started changed to In progress" in text
    assert "Outlook: At risk changed to Blocked, needs help" in text
    assert "Percentage complete: 10% changed to 40%" in text
    assert "Asks for help: Funding" in text


def test_a_first_report_says_how_things_stood_and_no_change_says_so(client: Client, world: World) -> None:
    helpline = world.commitments["=helpline"]
    by, at = world.people[helpline.lead_organisation_id], worlds.moment("2025-10-05")
    again = drafts.no_change(commitment=helpline, organisation=helpline.lead_organisation, by=by, at=at)
    workflow.publish(report=again, by=world.curator, at=at)
    text = changed(client, of(world, "=helpline"))
    assert "5 October 2025 No significant change" in text
    assert "1 May 2025 Report Implementation status: In progress Outlook: On track" in text


def test_only_evidence_that_anybody_may_open_is_counted(client: Client, world: World) -> None:
    assert "2 pieces of evidence added" in changed(client, of(world, "hotline"))
    assert "evidence added" not in changed(client, of(world, "=helpline"))


def test_what_was_retracted_says_nothing_of_what_it_said(client: Client, world: World) -> None:
    worlds.report(world, "wrong", "=helpline", "2025-09-01", implementation_status="completed", state="retracted")
    text = changed(client, of(world, "=helpline"))
    assert "Report, retracted since" in text
    assert "Report retracted" in text and "Counted twice." in text
    assert "Completed" not in text


def test_nothing_is_read_against_a_retracted_report(client: Client, world: World) -> None:
    worlds.report(world, "wrong", "=helpline", "2025-09-01", implementation_status="completed", state="retracted")
    worlds.report(world, "right", "=helpline", "2025-10-01", implementation_status="not_started")
    assert "Implementation status: In progress changed to Not started" in changed(client, of(world, "=helpline"))


def test_a_moved_due_date_gives_its_reason_on_the_recommendation_too(client: Client, world: World) -> None:
    commitment = world.commitments["school"]
    commitment.due_on, commitment.due_precision = datetime.date(2027, 12, 31), "year"
    commitment._change_reason = "The bill is late."
    commitment.save()
    text = changed(client, "/recommendations/ED-2021-03/")
    assert "Due date: 1 January 2027 changed to 2027" in text
    assert "The bill is late." in text


def test_what_was_not_public_yet_is_no_change(client: Client, world: World) -> None:
    commitment = world.commitments["unpublished"]
    commitment.title = f"{worlds.CANARY} another title"
    commitment.save()
    assert worlds.CANARY not in changed(client, "/recommendations/ED-2021-01/")


def test_a_title_stands_once_for_all_that_happened_in_a_row(client: Client, world: World) -> None:
    html = section(page(client, "/recommendations/ED-2021-03/"), "changed")
    assert len(re.findall("school promise", html)) == 1
    assert len(re.findall("<time", html)) == 3  # two reports and the publication


def test_a_past_day_knows_nothing_of_later(client: Client, world: World) -> None:
    text = changed(client, "/recommendations/ED-2021-03/", as_of="2025-05-01")
    assert "Not started" in text
    assert "Blocked" not in text


def test_an_assessment_stands_among_what_happened(client: Client, world: World) -> None:
    assert "Independent assessment: Limited" in changed(client, "/recommendations/ED-2021-01/")


@pytest.mark.parametrize("as_of", [None, "2025-05-01", "2025-08-01"])
@pytest.mark.parametrize("count", [1, 2, 5, 50])
def test_very_many_commitments_tell_the_same_as_a_few(
    world: World, monkeypatch: pytest.MonkeyPatch, as_of: str | None, count: int
) -> None:
    worlds.report(world, "wrong", "=helpline", "2025-09-01", implementation_status="completed", state="retracted")
    day = datetime.date.fromisoformat(as_of) if as_of else None
    selection = Selection(on=day or TODAY, as_of=day)
    few = what_changed(selection, count)
    assert few
    monkeypatch.setattr(bounded, "MOST", 0)
    assert what_changed(selection, count) == few


@pytest.mark.services  # SQLite has no numbers of the rows to plan by
def test_what_very_many_commitments_did_last_is_read_from_the_newest_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many reports there are: no step gathers those of all chosen commitments before it takes the last."""
    monkeypatch.setattr(bounded, "MOST", 0)
    with connection.cursor() as cursor:  # a table of ten rows would be read whole, and sorted
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    with CaptureQueriesContext(connection) as queries:
        what_changed(Selection(on=TODAY), 1)
    plans = {}
    for query in queries.captured_queries:
        table = re.search(r'FROM "(\w+)"', query["sql"])
        if table and "ORDER BY" in query["sql"]:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans.setdefault(table[1], "\n".join(row[0] for row in cursor.fetchall()))
    for table, index in {
        "progress_progressreport": "report_by_publication",
        "progress_assessment": "assessment_latest_published",
        "stakeholders_commitment": "commitment_latest_published",
    }.items():
        assert index in plans[table] and "SubPlan" in plans[table], plans[table]
