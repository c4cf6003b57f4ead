"""Coverage: who has reported and who has not, counted in several ways, narrowed, and as a table to take away."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from progress import coverage
from progress.coverage import State
from stakeholders import assignments, memberships
from stakeholders.models import Commitment, Organisation
from tests import factories
from tests.cast import sign_in

PAGE = "curate_progress:coverage"
TODAY = datetime.date(2026, 7, 10)


def noon(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC)


RECENT = noon(datetime.date(2026, 2, 1))


@pytest.fixture
def curator(client: Client, carol) -> Client:
    return sign_in(client, carol)


@pytest.fixture
def scene(verania, lantern, fatima, alice, bob, dan) -> dict[str, Commitment]:
    """One reported, one under way, one stale and one of an organisation that nobody speaks for; in two areas."""
    edition = factories.edition()
    courts, schools = factories.area(edition, name="Courts"), factories.area(edition, name="Schools")
    in_courts, in_schools = factories.recommendation(courts), factories.recommendation(schools)
    made = {
        "done": factories.commitment(verania, by=fatima, recommendations=[in_courts], title="Done", at=RECENT),
        "begun": factories.commitment(
            verania, by=fatima, recommendations=[in_courts, in_schools], title="Begun", at=RECENT
        ),
        "stale": factories.commitment(
            verania, by=fatima, recommendations=[in_schools], title="Stale", at=noon(datetime.date(2024, 1, 1))
        ),
        "foreign": factories.commitment(lantern, by=bob, recommendations=[in_schools], title="=Foreign", at=RECENT),
    }
    period = factories.period(name="Spring")
    factories.published(made["done"], by=alice, curator=dan, period=period, at=noon(datetime.date(2026, 7, 1)))
    factories.draft(made["begun"], by=alice, period=period)
    assignments.give(commitment=made["done"], organisation=verania, to=alice, by=alice)
    assignments.give(commitment=made["begun"], organisation=verania, to=alice, by=alice)
    for member in lantern.memberships.active():
        memberships.end(membership=member, by=dan)
    return made


@pytest.fixture
def today(time_machine) -> None:
    """It is the tenth of July."""
    time_machine.move_to(noon(TODAY), tick=False)


@pytest.mark.usefixtures("today")
class TestPage:
    @pytest.mark.parametrize(
        ("by", "expected"),
        [
            ("area", {"Courts": (2, 1, 1, 0), "Schools": (3, 0, 3, 1)}),
            ("actor_type", {"Government": (3, 1, 2, 1), "NGO": (1, 0, 1, 0)}),
            ("country", {"Verania": (3, 1, 2, 1), "No country": (1, 0, 1, 0)}),
        ],
    )
    def test_it_counts_by_area_actor_type_and_country(self, curator, scene, by, expected):
        answer = curator.get(reverse(PAGE), {"by": by})
        found = {
            row.label: (row.counts.asked, row.counts.reported, row.counts.missing, row.counts.stale)
            for row in answer.context["page"]
        }
        numbers = sorted(found.values())
        assert numbers == sorted(expected.values()), found
        for row in answer.context["page"]:
            if row.address:
                behind = curator.get(reverse(PAGE) + row.address).context["page"]
                assert behind.paginator.count == row.counts.asked, "a count leads to what it counts"

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ({}, ["=Foreign", "Begun", "Done", "Stale"]),
            ({"state": "open"}, ["=Foreign", "Begun", "Stale"]),
            ({"state": "missing"}, ["=Foreign", "Stale"]),
            ({"state": "under_way"}, ["Begun"]),
            ({"state": "reported"}, ["Done"]),
            ({"stale": "on"}, ["Stale"]),
            ({"nobody": "on"}, ["=Foreign", "Stale"]),
            ({"actor_type": "government", "stale": "on"}, ["Stale"]),
        ],
    )
    def test_filters_choose(self, curator, scene, query, titles):
        answer = curator.get(reverse(PAGE), {"by": "commitment", **query})
        assert sorted(line.commitment.title for line in answer.context["page"]) == titles

    def test_each_of_its_numbers_leads_to_what_it_counts(self, curator, scene):
        answer = curator.get(reverse(PAGE))
        numbers = answer.context["numbers"]
        assert [one["number"] for one in numbers] == [4, 1, 1, 3, 1, 2]
        for one in numbers:
            assert curator.get(reverse(PAGE) + one["address"]).context["page"].paginator.count == one["number"]

    @pytest.mark.parametrize(
        "query", ["period=0", "area=x", "actor_type=wizard", "country=XX", "state=gone", "by=colour"]
    )
    def test_a_wrong_value_is_refused(self, curator, scene, query):
        assert curator.get(f"{reverse(PAGE)}?{query}").status_code == 400

    @pytest.mark.parametrize("by", ["organisation", "commitment", "area"])
    def test_its_queries_do_not_grow(self, curator, scene, verania, lantern, fatima, by, django_assert_num_queries):
        curator.get(reverse(PAGE), {"by": by})
        with CaptureQueriesContext(connection) as few:
            curator.get(reverse(PAGE), {"by": by})
        for _number in range(3):
            for one in (verania, lantern):
                factories.commitment(one, by=fatima, recommendations=[scene["done"].recommendations.first()])
        with django_assert_num_queries(len(few)):
            curator.get(reverse(PAGE), {"by": by})

    def test_the_table_holds_each_report_and_nothing_that_a_spreadsheet_would_run(self, curator, scene):
        answer = curator.get(reverse("curate_progress:coverage_table", args=["csv"]), {"state": "open"})
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert sorted(row["Commitment"] for row in rows) == ["'=Foreign", "Begun", "Stale"]
        stale = next(row for row in rows if row["Commitment"] == "Stale")
        assert (stale["No report for 12 months"], stale["Reports on it"], stale["Report due"]) == (
            "Yes",
            "",
            "2026-07-31",
        )
        assert stale["Response areas"] == "Schools" and stale["Period or round"] == "Spring"
        xlsx = curator.get(reverse("curate_progress:coverage_table", args=["xlsx"]))
        assert xlsx.content.startswith(b"PK")
        assert curator.get(reverse("curate_progress:coverage_table", args=["pdf"])).status_code == 404


class TestRounds:
    @pytest.fixture
    def regular(self, verania, fatima) -> Commitment:
        return factories.commitment(
            verania, by=fatima, repeats="half_yearly", first_round_on=datetime.date(2025, 1, 1),
            at=noon(datetime.date(2025, 1, 2)),
        )  # fmt: skip

    def lines(self, on: datetime.date) -> list[tuple[State, str]]:
        found = coverage.for_rounds(Organisation.objects.all(), on=on)
        return [(line.state, line.asked.ends_on.isoformat()) for line in found]

    def test_the_last_round_that_is_over_counts(self, regular, fatima, carol):
        assert self.lines(datetime.date(2025, 6, 30)) == [], "none is over"
        assert self.lines(datetime.date(2025, 7, 1)) == [(State.MISSING, "2025-06-30")]
        at = noon(datetime.date(2025, 7, 2))
        draft = factories.draft(regular, by=fatima, at=at)
        assert self.lines(datetime.date(2025, 7, 3)) == [(State.UNDER_WAY, "2025-06-30")]
        draft.delete()
        factories.published(regular, by=fatima, curator=carol, at=at)
        assert self.lines(datetime.date(2025, 12, 31)) == [(State.REPORTED, "2025-06-30")]
        assert self.lines(datetime.date(2026, 1, 1)) == [(State.MISSING, "2025-12-31")]

    @pytest.mark.usefixtures("today")
    def test_the_page_says_so_beside_the_periods(self, curator, regular):
        factories.period()
        answer = curator.get(reverse(PAGE), {"period": "rounds", "by": "commitment"})
        [line] = answer.context["page"]
        assert line.commitment == regular and line.asked.ends_on == datetime.date(2026, 6, 30)
        assert "Commitments that repeat" in answer.content.decode()


def test_a_thousand_commitments_are_counted_fast(verania, fatima, carol, django_assert_max_num_queries):
    recommendation = factories.recommendation(factories.area(factories.edition()))
    at = noon(datetime.date(2026, 1, 2))
    made = Commitment.objects.bulk_create(
        Commitment(
            lead_organisation=verania, title=f"Commitment {number}", description="x", state="published",
            published_at=at, published_by=carol, created_by=fatima, edited_by=fatima,
        )
        for number in range(1000)
    )  # fmt: skip
    through = Commitment.recommendations.through
    through.objects.bulk_create(through(commitment=one, recommendation=recommendation) for one in made)
    period = factories.period()
    with django_assert_max_num_queries(14):
        lines = coverage.for_period(period, Organisation.objects.public())
    assert coverage.total(lines, on=TODAY).missing == 1000
    with django_assert_max_num_queries(13):
        counted = coverage.for_period(period, Organisation.objects.public(), only_counted=True)
        assert coverage.total(counted, on=TODAY) == coverage.total(lines, on=TODAY)
