"""Filters name what is wrong, everywhere alike, and pass nothing over in silence."""

from collections.abc import Iterable

import pytest
from django.test import Client
from django.utils import timezone

from dashboard.filters import ListFilters, OrganisationFilters, RecommendationFilters, ReportFilters
from dashboard.filters.statuses import StatusFilters
from progress import rollups
from stakeholders.models import Commitment
from tests.dashboard.addresses import API_LISTS, CHARTS, DOWNLOADS, EMBEDS, FILTERED
from tests.dashboard.world import World

SHARED = [*FILTERED, DOWNLOADS[0], CHARTS[0], EMBEDS[0], *API_LISTS, "/api/v1/summary/", "/api/v1/areas/"]
LISTS = [*API_LISTS, "/recommendations/", "/organisations/", "/commitments/", "/reports/"]

WRONG = [
    ("q", "x" * 201),
    ("q", "a\x00b"),
    ("edition", "no-such"),
    ("area", "no-such"),
    ("recommendation", "no-such"),
    ("recommendation", "a\x00b"),
    ("actor_type", "martian"),
    ("country", "QQ"),
    ("organisation", "no-such"),
    ("status", "finished"),
    ("health", "ill"),
    ("freshness", "mouldy"),
    ("evidence", "lots"),
    ("due_before", "2025-02-30"),
    ("due_before", "2025-2-3"),
    ("due_after", "soon"),
    ("overdue", "maybe"),
    ("as_of", "yesterday"),
    ("as_of", "2025-11-23"),
    ("as_of", "2025-01-09"),
    ("as_of", "9999-99-99"),
    ("statuss", "completed"),
]


def unnamed(client: Client, questions: Iterable[tuple[str, str, object]]) -> list[tuple]:
    """The questions that were not answered by a 400 that names the parameter."""
    found = []
    for address, name, value in questions:
        response = client.get(address, {name: value})
        if response.status_code != 400 or name not in response.content.decode():
            found.append((address, name, value, response.status_code))
    return found


# The world is the same for every row of a table and costs a second to make: one test walks the whole table.
def test_wrong_values_are_named(client: Client, world: World) -> None:
    assert not unnamed(client, ((address, name, value) for address in SHARED for name, value in WRONG))


def test_lists_name_wrong_orderings_and_repeated_values(client: Client, world: World) -> None:
    wrong = [("ordering", "random"), ("as_of", ["2025-03-01", "2025-03-02"])]
    assert not unnamed(client, ((address, name, value) for address in LISTS for name, value in wrong))


def test_a_page_that_is_not_there_is_named(client: Client, world: World) -> None:
    wrong = ["0", "-1", "two", "2", "99999999999999999999"]
    assert not unnamed(client, (("/commitments/", "page", value) for value in wrong))


def test_the_400_page_offers_the_way_back(client: Client, world: World) -> None:
    response = client.get("/commitments/", {"status": "finished", "health": "blocked"})
    assert b'href="?health=blocked"' in response.content


def test_a_day_before_the_record_says_when_it_begins(client: Client, world: World) -> None:
    response = client.get("/", {"as_of": "2024-12-31"})
    assert b"10 January 2025" in response.content


def test_the_api_answers_with_a_problem(client: Client, world: World) -> None:
    response = client.get("/api/v1/commitments/", {"status": "finished"})
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["parameter"] == "status"
    assert response.json()["value"] == "finished"
    assert "no_report" in response.json()["detail"]


def test_empty_values_and_other_peoples_marks_ask_nothing(client: Client, world: World) -> None:
    marks = {"q": "", "status": " ", "utm_source": "mail", "fbclid": "1"}
    plain = client.get("/api/v1/commitments/").json()["results"]
    assert client.get("/api/v1/commitments/", marks).json()["results"] == plain
    assert [address for address in SHARED if client.get(address, marks).status_code != 200] == []


def ids(client: Client, **query) -> set[int]:
    return {row["id"] for row in client.get("/api/v1/commitments/", query).json()["results"]}


CHOSEN = [
    ({"status": ["completed", "withdrawn"]}, {"hotline", "fund"}),
    ({"status": "no_report"}, {"silent"}),
    ({"area": "alpha"}, {"hotline", "=helpline"}),
    ({"area": ["beta", "cross-cutting"]}, {"school", "fund", "silent"}),
    ({"area": "alpha", "edition": "ed-2021"}, {"hotline", "=helpline"}),
    ({"edition": "ed-2021"}, {"hotline", "school", "=helpline", "fund", "silent"}),
    ({"recommendation": "ED-2021-02"}, {"hotline"}),
    ({"actor_type": "ngo"}, {"hotline", "=helpline", "silent"}),
    ({"country": "XB"}, {"hotline", "=helpline", "silent"}),
    ({"organisation": "ngo"}, {"hotline", "=helpline", "silent"}),
    ({"health": "blocked"}, {"school"}),
    ({"freshness": "ageing"}, {"=helpline", "fund"}),
    ({"freshness": ["fresh", "none"]}, {"hotline", "school", "silent"}),
    ({"evidence": "several"}, {"hotline"}),
    ({"evidence": "none"}, {"school", "=helpline", "fund", "silent"}),
    ({"due_before": "2025-12-31"}, {"fund"}),
    ({"due_after": "2025-06-30"}, {"hotline", "school"}),
    ({"overdue": "true"}, set()),
    ({"overdue": "false", "area": "alpha"}, {"hotline", "=helpline"}),
    ({"q": "HOTLINE promise"}, {"hotline"}),
    ({"q": "organisation firm"}, {"fund"}),
    ({"as_of": "2025-03-01", "status": "in_progress"}, {"hotline"}),
    ({"as_of": "2025-08-01", "overdue": "1"}, set()),
]


def test_each_filter_chooses_what_it_says(client: Client, world: World) -> None:
    right = [(query, {world.commitments[name].pk for name in names}) for query, names in CHOSEN]
    assert [(query, ids(client, **query)) for query, _names in CHOSEN] == right


def test_overdue_needs_a_passed_date_and_unfinished_work(client: Client, world: World) -> None:
    assert ids(client, overdue="true", as_of="2025-11-21") == set()
    Commitment.objects.filter(pk=world.commitments["school"].pk).update(due_on="2025-09-01")
    rollups.refresh(Commitment.objects.get(pk=world.commitments["school"].pk), on=timezone.localdate())
    assert ids(client, overdue="true") == {world.commitments["school"].pk}


STATED = [
    ({"status": "not_started"}, {"school1"}),
    ({"organisation": "ngo"}, {"helpline1"}),
    ({"actor_type": "government", "health": "blocked"}, {"school2"}),
    ({"evidence": "link"}, {"hotline1"}),
    ({"freshness": "ageing"}, {"hotline1", "school1", "helpline1", "fund1"}),
    ({"area": "cross-cutting"}, {"fund1"}),
    ({"q": "alas"}, {"school2"}),
    ({"as_of": "2025-03-31"}, {"hotline1"}),
]


def test_reports_are_filtered_by_what_they_state(client: Client, world: World) -> None:
    for query, names in STATED:
        rows = client.get("/api/v1/reports/", query).json()["results"]
        assert {row["id"] for row in rows} == {world.reports[name].pk for name in names}, query


OTHERS = [
    ("recommendations", {"actor_type": "government"}, {"ED-2021-01", "ED-2021-02", "ED-2021-04"}),
    ("recommendations", {"status": "completed"}, {"ED-2021-01", "ED-2021-02"}),
    ("recommendations", {"area": "cross-cutting"}, {"ED-2021-04"}),
    ("recommendations", {"q": "ed-2021-03"}, {"ED-2021-03"}),
    ("organisations", {"country": "XA"}, {"gov"}),
    ("organisations", {"status": "completed"}, {"gov", "ngo"}),
    ("organisations", {"q": "firm"}, {"firm"}),
    ("organisations", {"actor_type": ["ngo", "private_sector"]}, {"ngo", "firm"}),
]


def test_the_other_lists(client: Client, world: World) -> None:
    for address, query, keys in OTHERS:
        rows = client.get(f"/api/v1/{address}/", query).json()["results"]
        assert {row.get("reference") or row["slug"] for row in rows} == keys, (address, query)


@pytest.mark.parametrize("filters", [ReportFilters, RecommendationFilters, OrganisationFilters])
def test_a_list_says_what_its_own_filters_mean(filters: type[ListFilters]) -> None:
    """What it asks of its own rows, and nothing else, has a method other than the one for commitments."""
    methods = {name: one.method for name, one in StatusFilters.base_filters.items() if one.method}
    others = {
        name for name, method in methods.items() if getattr(filters, method) is not getattr(StatusFilters, method)
    }
    assert others == methods.keys() & {*filters.own}
    assert filters.base_filters.keys() >= {*filters.own}
