"""Every number equals the list behind it, whichever way it was counted."""

from __future__ import annotations

import datetime
import re
from html import unescape

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.filters import Selection
from dashboard.statistics import breakdown as breakdown_module
from dashboard.statistics import breakdowns
from dashboard.statistics.precomputed import key_for
from progress.models import ProgressReport, ReportingPeriod
from tests.dashboard.addresses import offered
from tests.dashboard.world import World

VALUES = {
    "edition": ["ed-2021"],
    "area": ["alpha", "beta", "cross-cutting"],
    "recommendation": ["ED-2021-01", "ED-2021-04"],
    "actor_type": ["government", "ngo", "academia"],
    "country": ["XA", "XB"],
    "organisation": ["gov", "ngo", "firm"],
    "status": ["no_report", "not_started", "in_progress", "completed", "withdrawn"],
    "health": ["on_track", "at_risk", "blocked"],
    "freshness": ["fresh", "ageing", "stale", "none"],
    "evidence": ["none", "link", "several"],
}
SINGLE = {
    "q": ["promise", "hotline", "firm", "nothing at all"],
    "due_before": ["2025-07-01", "2026-01-01"],
    "due_after": ["2025-07-01"],
    "overdue": ["true", "false"],
    "as_of": ["2025-03-01", "2025-06-01", "2025-11-22"],
}
filters = st.fixed_dictionaries(
    {},
    optional={
        **{
            name: st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
            for name, values in VALUES.items()
        },
        **{name: st.sampled_from(values) for name, values in SINGLE.items()},
    },
)


def count_on(text: str) -> int:
    """The number that the list announces."""
    found = re.search(r'id="result-count"[^>]*>\s*([\d,]+)', text)
    assert found, "the list announces no number"
    return int(found[1].replace(",", ""))


def test_count_equals_list_under_random_filters(client: Client, world: World) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(query=filters)
    def check(query: dict) -> None:
        summary = client.get("/api/v1/summary/", query).json()
        total = summary["commitments"]["total"]
        rows = client.get("/api/v1/commitments/", {**query, "limit": 100}).json()["results"]
        assert len(rows) == total
        assert count_on(client.get("/commitments/", query).content.decode()) == total
        for dimension, column in (
            ("status", "implementation_status"),
            ("freshness", "freshness"),
            ("evidence", "evidence_strength"),
        ):
            counted = {key: n for key, n in summary["commitments"][dimension].items() if n}
            listed: dict[str, int] = {}
            for row in rows:
                listed[row[column]] = listed.get(row[column], 0) + 1
            assert counted == listed, dimension
        assert summary["overdue"] == sum(row["overdue"] for row in rows)

    check()


def linked_numbers(text: str, path: str) -> list[tuple[str, int]]:
    """Every linked number of a page that leads to ``path``, with where it leads."""
    found = re.findall(r'<a class="num" href="([^"]+)">([\d,]+)</a>', text)
    return [(unescape(href), int(n.replace(",", ""))) for href, n in found if unescape(href).partition("?")[0] == path]


def test_every_number_of_the_pages_is_the_length_of_the_list_behind_it(client: Client, world: World) -> None:
    pages = ["/", "/?status=completed", "/?as_of=2025-06-01", "/?actor_type=ngo", "/areas/alpha/", "/recommendations/",
             "/recommendations/?as_of=2025-06-01", "/recommendations/ED-2021-01/", "/organisations/",
             "/organisations/ngo/", "/organisations/?status=completed"]  # fmt: skip
    checked = {}
    for page in pages:
        text = client.get(page).content.decode()
        for path in ("/commitments/", "/recommendations/"):
            for address, number in linked_numbers(text, path):
                if address not in checked:
                    checked[address] = count_on(client.get(address).content.decode())
                assert checked[address] == number, (page, address)
    assert len(checked) > 30


def test_facets_say_how_many_each_value_would_leave(client: Client, world: World) -> None:
    for address in (
        "/commitments/?area=alpha",
        "/commitments/?status=completed&as_of=2025-11-01",
        "/reports/?health=blocked",
    ):
        text = client.get(address).content.decode()
        counted = offered(text)
        assert counted
        path, _question, query = address.partition("?")
        for name, counts in counted.items():
            for value, number in counts.items():
                values = dict(part.split("=") for part in query.split("&"))
                values[name] = value  # alone, not beside what is on: that is what the count is of
                assert count_on(client.get(path, values).content.decode()) == number, (address, name, value)


OF_REPORTS = [
    {"from": "2025-06-01"},
    {"to": "2025-06-01"},
    {"from": "2025-03-01", "to": "2025-09-01", "status": "in_progress"},
    {"period": "PERIOD"},
    {"period": "PERIOD", "area": "alpha"},
    {"status": ["in_progress", "no_report"], "health": "on_track"},
    {"status": "no_report"},
    {"area": "alpha", "status": "in_progress", "as_of": "2025-06-01"},
    {"freshness": "stale"},
    {"evidence": "link"},
    {"actor_type": "government", "status": "in_progress"},
]


@pytest.mark.parametrize("query", OF_REPORTS, ids=str)
def test_the_count_of_reports_is_the_length_of_their_list(query: dict, client: Client, world: World) -> None:
    first, last = datetime.date(2025, 1, 1), datetime.date(2025, 6, 30)
    period = ReportingPeriod.objects.create(name="First half", starts_on=first, ends_on=last, due_on=last, state="open")
    one = next(row for row in world.reports.values() if row.review_state == "published")
    ProgressReport.objects.filter(pk=one.pk).update(period=period)
    query = {name: str(period.pk) if value == "PERIOD" else value for name, value in query.items()}
    rows = client.get("/api/v1/reports/", query).json()["results"]
    page = client.get("/reports/", query).content.decode()
    assert count_on(page) == len(rows)
    for status in ("not_started", "in_progress", "completed"):
        alone = client.get("/reports/", {**query, "status": status})
        stated = client.get("/api/v1/reports/", {**query, "status": status}).json()["results"]
        assert count_on(alone.content.decode()) == len(stated)


@pytest.mark.parametrize("as_of", [None, datetime.date(2025, 6, 1)])
def test_the_ledger_and_counting_row_by_row_agree(as_of: datetime.date | None, world: World, monkeypatch) -> None:
    scopes = ["all", *(f"area:{area.pk}" for area in world.areas), f"cross-cutting:{world.edition.pk}",
              *(f"recommendation:{row.pk}" for row in world.recommendations)]  # fmt: skip
    on = as_of or datetime.date(2025, 11, 22)
    for chosen in (
        {},
        {"status": ["completed", "no_report"]},
        {"freshness": ["none", "ageing"]},
        {"evidence": ["none"]},
        {"health": ["at_risk"], "overdue": True},
        {"overdue": False},
        {"actor_type": ["government"]},
        {"country": [world.organisations[0].country]},
        {"actor_type": ["government"], "country": [world.organisations[0].country], "status": ["in_progress"]},
    ):
        selection = Selection(on=on, as_of=as_of, chosen=chosen)
        assert all(key_for(scope, selection) for scope in scopes) == ("country" not in chosen)
        precomputed = breakdowns(selection, scopes)
        with monkeypatch.context() as patch:
            patch.setattr(breakdown_module, "key_for", lambda *_: None)
            counted = breakdowns(selection, scopes)
        assert precomputed == counted
        assert precomputed["all"].total == sum(precomputed["all"].status.values())


@pytest.mark.parametrize("chosen", [{}, {"status": ["in_progress"]}, {"actor_type": ["government"]}])
def test_very_many_scopes_are_counted_as_few_are(chosen: dict, world: World, monkeypatch) -> None:
    selection = Selection(on=datetime.date(2025, 11, 22), chosen=chosen)
    scopes = ["all", *(f"organisation:{row.pk}" for row in world.organisations)]
    few = breakdowns(selection, scopes)
    monkeypatch.setattr(breakdown_module, "MANY", 1)
    assert breakdowns(selection, scopes) == few
    assert breakdowns(selection, scopes[1:]) == {scope: few[scope] for scope in scopes[1:]}
    assert sum(few[scope].total for scope in scopes[1:]) >= few["all"].total > 0


def test_a_commitment_for_two_recommendations_of_an_area_counts_once_in_it(client: Client, world: World) -> None:
    areas = {row["slug"]: row for row in client.get("/api/v1/areas/").json()["results"]}
    assert areas["alpha"]["commitments"]["total"] == 2
    rows = client.get("/api/v1/recommendations/", {"area": "alpha"}).json()["results"]
    assert sum(row["commitments"] for row in rows) == 3


def test_commitments_counted_only_are_one_number_for_the_whole_site(client: Client, world: World) -> None:
    def counted(**query: str) -> int | None:
        return client.get("/api/v1/summary/", query).json()["counted_only"]

    assert counted() == 5
    assert b"plus at least 5 commitments that organisations chose not to show" in client.get("/").content
    assert counted(area="alpha") is None
    assert counted(as_of="2025-11-21") is None


def test_fewer_than_five_counted_only_are_not_counted_at_all(client: Client, world: World) -> None:
    from django.utils import timezone

    from progress import rollups

    one = world.commitments["counted4"]
    one.visibility = "private"
    one.save()
    rollups.refresh(one, on=timezone.localdate())
    assert client.get("/api/v1/summary/").json()["counted_only"] is None
    assert b"counted only" not in client.get("/").content


def test_the_trend_ends_where_the_totals_stand(client: Client, world: World) -> None:
    for query in ({}, {"area": "alpha"}, {"as_of": "2025-06-15"}, {"status": "completed"}):
        answer = client.get("/api/v1/summary/", query).json()
        assert answer["trend"][-1] == {"day": answer["as_of"], "status": answer["commitments"]["status"]}
        for point in answer["trend"]:
            then = client.get("/api/v1/summary/", {**query, "as_of": point["day"]}).json()
            assert then["commitments"]["status"] == point["status"], point["day"]
    late = client.get("/api/v1/summary/", {"overdue": "true"}).json()
    assert sum(late["trend"][-1]["status"].values()) == late["commitments"]["total"]
    # Of two actor types together no past is kept, and freshness changes with the days alone.
    both = {"freshness": "stale", "actor_type": ["government", "ngo"]}
    assert client.get("/api/v1/summary/", both).json()["trend"] is None


def test_gaps_name_whom_nobody_answers_for(client: Client, world: World) -> None:
    gaps = {row["recommendation"]: row for row in client.get("/api/v1/summary/").json()["gaps"]}
    assert gaps["ED-2021-03"]["missing"] == ["academia"]
    assert not gaps["ED-2021-03"]["nobody"]  # a government answers, though it was not asked
    assert gaps["ED-2021-04"]["missing"] == ["government"]
    assert "ED-2021-01" not in gaps
    before = client.get("/api/v1/summary/", {"as_of": "2025-01-10"}).json()["gaps"]
    assert {row["recommendation"]: row["nobody"] for row in before}["ED-2021-03"]
    assert b"No public commitments yet." in client.get("/gaps/?as_of=2025-01-10").content
    assert b"No public commitments yet." not in client.get("/gaps/?as_of=2025-01-10&status=completed").content
