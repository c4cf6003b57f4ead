"""A regular commitment in public: the page, the files, the API and coverage say the same of its rounds."""

from __future__ import annotations

import csv
import datetime
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from progress import rounds
from stakeholders.models import Commitment, Organisation, Repeats
from tests import factories
from tests.progress.test_reporting_pages import page_of, posted

DATE = datetime.date
LAST = DATE(2025, 12, 31)
TOLD = [(DATE(2023, 7, 10), "completed"), (DATE(2024, 3, 2), "in_progress"), (DATE(2025, 2, 10), "in_progress")]


def noon(day: DATE) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC)


@pytest.fixture
def regular(verania, alice, carol) -> Commitment:
    """Half-yearly from 2023 on: kept, kept late, missed, kept late, missed by the end of 2025."""
    made = factories.commitment(
        verania,
        by=alice,
        at=noon(DATE(2022, 12, 1)),
        published_at=noon(DATE(2022, 12, 1)),
        recommendations=[factories.recommendation(factories.area(factories.edition()))],
        repeats=Repeats.HALF_YEARLY,
        first_round_on=DATE(2023, 1, 1),
    )
    for day, status in TOLD:
        factories.published(made, by=alice, curator=carol, at=noon(day), implementation_status=status)
    return made


def text_of(client: Client, address: str, **query) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, address
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8-sig")


def test_page_files_api_and_coverage_say_the_same(client: Client, regular):
    page = text_of(client, f"/commitments/{regular.pk}/", as_of=LAST.isoformat())
    finding = "Three rounds were kept. Two of them were late. Two were missed."
    assert f"This commitment repeats every half-year. {finding}" in page
    assert "1 January 2024 to 30 June 2024: Missed" in page
    [row] = csv.DictReader(io.StringIO(text_of(client, "/data/commitments.csv", as_of=LAST.isoformat())))
    said = json.loads(text_of(client, f"/api/v1/commitments/{regular.pk}/", as_of=LAST.isoformat()))
    coverage = rounds.coverage(Organisation.objects.all(), on=LAST)
    assert [one.tally for one in coverage] == [rounds.Tally(kept=3, late=2, missed=2)]
    numbers = {"rounds_kept": 3, "rounds_late": 2, "rounds_missed": 2, "repeat_months": 6}
    assert {name: said[name] for name in numbers} == numbers
    assert {name: int(row[name]) for name in numbers} == numbers
    assert said["repeats"] == row["repeats"] == "half_yearly"


def test_of_a_past_day(client: Client, regular):
    page = text_of(client, f"/commitments/{regular.pk}/", as_of="2024-02-15")
    assert "One round was kept. One was missed." in page
    said = json.loads(text_of(client, f"/api/v1/commitments/{regular.pk}/", as_of="2024-02-15"))
    assert (said["rounds_kept"], said["rounds_late"], said["rounds_missed"]) == (1, 0, 1)


def test_reports_say_which_round_they_answer(client: Client, regular):
    found = csv.DictReader(io.StringIO(text_of(client, "/data/reports.csv")))
    assert sorted(row["round_ends_on"] for row in found) == ["2023-06-30", "2023-12-31", "2024-12-31"]
    report = regular.reports.get(round_ends_on=DATE(2023, 6, 30))
    assert "1 January 2023 to 30 June 2023" in text_of(client, f"/reports/{report.pk}/")


def test_what_is_done_once_says_nothing_of_rounds(client: Client, verania, alice):
    once = factories.commitment(
        verania, by=alice, recommendations=[factories.recommendation(factories.area(factories.edition()))]
    )
    assert "Rounds kept and missed" not in text_of(client, f"/commitments/{once.pk}/")
    said = json.loads(text_of(client, f"/api/v1/commitments/{once.pk}/"))
    assert (said["repeats"], said["rounds_kept"], said["repeat_months"]) == ("once", None, None)


def test_curators_see_it_in_coverage(client: Client, regular, carol):
    client.force_login(carol)
    page = text_of(client, reverse("curate_progress:coverage"))
    assert "Commitments that repeat" in page
    assert str(regular) in page


class TestForms:
    def test_a_report_offers_the_rounds_nobody_answered(self, client: Client, regular, alice):
        report = factories.draft(regular, by=alice)
        client.force_login(alice)
        page = text_of(client, page_of(report))
        assert 'name="period"' not in page
        assert "1 January 2024 to 30 June 2024" in page
        assert '<option value="2023-06-30"' not in page
        client.post(page_of(report), posted(report, round_ends_on="2024-06-30"))
        report.refresh_from_db()
        assert report.round_ends_on == DATE(2024, 6, 30)
        answer = client.post(page_of(report), posted(report, round_ends_on="2024-06-29"))
        assert answer.status_code == 400

    def test_a_commitment_is_made_regular(self, client: Client, alice, verania):
        recommendation = factories.recommendation(factories.area(factories.edition()))
        client.force_login(alice)
        form = {
            "organisation": verania.pk,
            "title": "A report a year",
            "description": "What we did.",
            "language": "en",
            "recommendations": [recommendation.pk],
            "visibility": "public",
            "repeats": "own",
            "repeat_months": "4",
            "start_day": "1",
            "start_month": "3",
            "start_year": "2025",
            "round_days": "",
            "milestones-TOTAL_FORMS": "0",
            "milestones-INITIAL_FORMS": "0",
            "indicators-TOTAL_FORMS": "0",
            "indicators-INITIAL_FORMS": "0",
        }
        refused = client.post(reverse("stakeholders:commitment_new"), form | {"repeat_months": ""})
        assert refused.status_code == 400
        assert "Enter how many months a round has" in refused.content.decode()
        client.post(reverse("stakeholders:commitment_new"), form)
        made = Commitment.objects.get()
        assert (made.first_round_on, made.repeat_months, made.round_days) == (DATE(2025, 3, 1), 4, 30)
        assert "Every 4 months" in text_of(client, reverse("stakeholders:commitment", args=[made.pk]))
