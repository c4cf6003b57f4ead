"""What the public is told of a correction, and that one which changes nothing, like "no change", alters only dates."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from progress import drafts, evidence, workflow
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

MARCH, APRIL = (datetime.datetime(2026, month, 10, 12, tzinfo=datetime.UTC) for month in (3, 4))


@pytest.fixture
def recommendation(db):
    return factories.recommendation(factories.area(factories.edition()))


@pytest.fixture
def commitment(verania, fatima, recommendation):
    made = factories.commitment(verania, by=fatima, recommendations=[recommendation], at=factories.LONG_AGO)
    made.indicators.create(name="Officers trained", unit="people")
    return made


@pytest.fixture
def first(commitment, alice, carol):
    draft = factories.draft(commitment, by=alice, at=MARCH, narrative="Twelve courts.", percent=40)
    indicator = commitment.indicators.get()
    draft = drafts.save(report=draft, by=alice, version=draft.version, data={}, indicator_values={indicator.pk: 5})
    evidence.add_link(report=draft, by=alice, url="https://example.org/law", title="Law", at=MARCH)
    upload = SimpleUploadedFile("notes.txt", b"Some notes.")
    evidence.add_file(report=draft, by=alice, upload=upload, title="Notes", at=MARCH)
    return workflow.publish(report=workflow.submit(report=draft, by=alice, at=MARCH), by=carol, at=MARCH)


def correct(report, alice, carol, at=APRIL, **changes):
    draft = drafts.correct(report=report, by=alice, at=at)
    if changes:
        draft = drafts.save(report=draft, by=alice, version=draft.version, data=changes)
    return workflow.publish(report=workflow.submit(report=draft, by=alice, at=at), by=carol, at=at)


@pytest.fixture
def second(first, alice, carol):
    return correct(first, alice, carol, narrative="Eleven courts.")


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


COLUMNS = ("supersedes", "superseded_by", "is_current")


class TestWhatIsTold:
    def test_files_and_api_tie_the_two_together(self, client, first, second):
        expected = {first.pk: (None, second.pk, False), second.pk: (first.pk, None, True)}
        files = json.loads(body(client.get("/data/reports.json")))
        assert {row["id"]: tuple(row[name] for name in COLUMNS) for row in files} == expected
        api = client.get("/api/v1/reports/").json()["results"]
        assert {row["id"]: tuple(row[name] for name in COLUMNS) for row in api} == expected
        rows = csv.DictReader(io.StringIO(body(client.get("/data/reports.csv")).decode("utf-8-sig")))
        assert {row["id"]: tuple(row[name] for name in COLUMNS) for row in rows} == {
            str(first.pk): ("", str(second.pk), "false"),
            str(second.pk): (str(first.pk), "", "true"),
        }
        single = client.get(f"/api/v1/reports/{first.pk}/").json()
        assert tuple(single[name] for name in COLUMNS) == expected[first.pk]

    def test_before_the_correction_there_was_one(self, client, first, second):
        (row,) = json.loads(body(client.get("/data/reports.json?as_of=2026-04-01")))
        assert (row["id"], *(row[name] for name in COLUMNS)) == (first.pk, None, None, True)

    def test_the_package_and_the_schema_describe_the_columns(self, client):
        package = client.get("/data/datapackage.json").json()
        (reports,) = [one for one in package["resources"] if one["name"].startswith("reports")]
        assert set(COLUMNS) <= {field["name"] for field in reports["schema"]["fields"]}
        schema = json.dumps(client.get("/api/v1/schema/", headers={"accept": "application/json"}).json())
        assert all(f'"{name}"' in schema for name in COLUMNS)

    def test_lists_and_numbers_take_the_current_one(self, client, first, second, commitment):
        page = client.get("/reports/").content.decode()
        assert f"/reports/{second.pk}/" in page
        assert f'/reports/{first.pk}/"' not in page
        (row,) = json.loads(body(client.get("/data/commitments.json")))
        assert (row["reports"], row["evidence_count"]) == (1, 2)

    def test_a_past_list_marks_what_was_corrected_since(self, client, first, second):
        page = client.get("/reports/?as_of=2026-04-01").content.decode()
        assert f"/reports/{first.pk}/" in page
        assert "Corrected since." in page

    def test_each_page_points_to_the_other(self, client, first, second):
        old, new = (client.get(f"/reports/{one.pk}/").content.decode() for one in (first, second))
        assert "This report has been corrected by a newer one." in old
        assert f'href="/reports/{second.pk}/"' in old
        assert "This report corrects an earlier one and replaces it." in new
        assert f'href="/reports/{first.pk}/"' in new

    def test_the_old_page_says_when_the_correction_was_retracted(self, client, first, second, carol):
        workflow.retract(report=second, by=carol, reason="Not so either.")
        old = client.get(f"/reports/{first.pk}/")
        assert old.status_code == 200
        assert "its correction was retracted since. Neither counts any more." in old.content.decode()

    def test_the_feed_says_that_it_corrects_and_what(self, client, first, second):
        feed = client.get("/reports/feed.atom").content.decode()
        assert feed.count("<entry") == 1
        assert f'href="http://testserver/reports/{first.pk}/" rel="related"' in feed
        assert "Corrects the report published on 10 March 2026." in feed

    def test_the_story_names_it_a_correction(self, client, first, second, commitment):
        page = client.get(f"/commitments/{commitment.pk}/").content.decode()
        assert f'<a href="/reports/{second.pk}/">Correction</a>' in page


ADDRESSES = [
    "/", "/commitments/", "/organisations/", "/recommendations/", "/gaps/", "/data/commitments.json",
    "/data/recommendations.json", "/data/organisations.json", "/api/v1/summary/", "/api/v1/commitments/",
]  # fmt: skip
CHANGING = ("published_at", "url", "id", "supersedes", "superseded_by", "is_current", "covers_until", "freshness")


def told(client, commitment, reports):
    """Everything public but the dates, the numbers of the reports and what follows from them."""
    found = {}
    for address in [*ADDRESSES, f"/commitments/{commitment.pk}/", f"/api/v1/commitments/{commitment.pk}/"]:
        text = body(client.get(address)).decode()
        text = re.sub(r"<time.*?</time>|\d{4}-\d\d-\d\d|\w+ \d+, \d{4}", "DATE", text, flags=re.DOTALL)
        for pk in reports:
            text = text.replace(f"/reports/{pk}/", "/reports/N/").replace(f'"report": {pk}', '"report": N')
        story = re.sub(r'<ol class="moments">.*?</ol>', "", text, flags=re.DOTALL)
        found[address] = story
    return found


def state(client, commitment):
    row = client.get(f"/api/v1/commitments/{commitment.pk}/").json()
    return {key: value for key, value in row.items() if key not in ("reports", "reported_on", "freshness")}


def evidence_on(page):
    return [title for title in ("Law", "Notes") if f">{title}<" in page], ">5<" in page


def test_a_correction_that_changes_nothing_alters_only_dates(client, first, commitment, alice, carol):
    before = told(client, commitment, [first.pk])
    report = json.loads(body(client.get("/data/reports.json")))[0]
    again = correct(first, alice, carol)
    assert told(client, commitment, [first.pk, again.pk]) == before
    rows = {row["id"]: row for row in json.loads(body(client.get("/data/reports.json")))}
    assert {name: value for name, value in rows[again.pk].items() if name not in CHANGING} == {
        name: value for name, value in report.items() if name not in CHANGING
    }


def test_no_change_alters_only_dates_and_the_number_of_reports(client, first, commitment, verania, alice, carol):
    before = state(client, commitment)
    shown = evidence_on(client.get(f"/commitments/{commitment.pk}/").content.decode())
    report = drafts.no_change(commitment=commitment, organisation=verania, by=alice, at=APRIL)
    workflow.publish(report=report, by=carol, at=APRIL)
    assert state(client, commitment) == before
    assert shown == (["Law", "Notes"], True)
    assert evidence_on(client.get(f"/commitments/{commitment.pk}/").content.decode()) == shown
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert f'href="/reports/{first.pk}/">Read the last full report' in page
