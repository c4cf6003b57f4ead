"""Health is counted, listed, charted and given away for open work alone: what is over is neither well nor ill."""

from __future__ import annotations

import datetime
import json

import pytest
from django.utils import timezone

from progress import rollups
from progress.models import CommitmentStatus, Health
from progress.overdue import ENDED
from stakeholders.models import ImplementationStatus
from tests import factories
from tests.dashboard.addresses import offered

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

LAST_YEAR = datetime.datetime(2025, 5, 10, 12, tzinfo=datetime.UTC)
STATUSES = [status for status in ImplementationStatus.values if status != "not_started"]


@pytest.fixture
def stated(verania, fatima, alice, carol, recommendation):
    """A commitment in each status, all of whose reports say "at risk"; keys by status."""
    made = {}
    for status in STATUSES:
        commitment = factories.commitment(
            verania, by=fatima, recommendations=[recommendation], at=factories.LONG_AGO, title=f"This is {status}"
        )
        factories.published(
            commitment, by=alice, curator=carol, at=LAST_YEAR, implementation_status=status, health="at_risk"
        )
        made[status] = commitment.pk
    return made


@pytest.fixture
def recommendation(db):
    return factories.recommendation(factories.area(factories.edition()))


@pytest.fixture(params=["", "as_of=2025-06-01"], ids=["now", "then"])
def day(request):
    return request.param


def rows_of(client, things, query):
    response = client.get(f"/data/{things}.json?{query}")
    return json.loads(b"".join(response.streaming_content))


def test_commitments_are_listed_and_given_away_by_the_health_of_open_ones(client, stated, day):
    assert [row["id"] for row in rows_of(client, "commitments", f"health=at_risk&{day}")] == [stated["in_progress"]]
    found = client.get(f"/api/v1/commitments/?health=at_risk&{day}").json()["results"]
    assert [row["id"] for row in found] == [stated["in_progress"]]
    page = client.get(f"/commitments/?health=at_risk&{day}").content.decode()
    assert [status for status in STATUSES if f"This is {status}" in page] == ["in_progress"]


def test_data_states_the_health_of_open_ones(client, stated, day):
    for things in ("commitments", "reports"):
        expected = {status: "at_risk" if status == "in_progress" else "" for status in STATUSES}
        files = rows_of(client, things, day)
        assert {row["implementation_status"]: row["health"] or "" for row in files} == expected
        api = client.get(f"/api/v1/{things}/?{day}").json()["results"]
        assert {row["implementation_status"]: row["health"] or "" for row in api} == expected


def test_numbers_count_open_ones(client, stated, day):
    for more in ("", "actor_type=government", "q=this"):  # from the ledger, and counted row by row
        numbers = client.get(f"/api/v1/summary/?{day}&{more}").json()["commitments"]
        assert numbers["health"] == {**dict.fromkeys(Health.values, 0), "at_risk": 1}
        assert sum(numbers["status"].values()) == len(STATUSES)


def test_lists_of_reports_count_and_hold_those_of_open_ones(client, stated, day):
    for more in ("", "organisation=verania"):  # from the ledger, and counted row by row
        counts = offered(client.get(f"/reports/?{day}&{more}").content.decode())["health"]
        assert counts == {**dict.fromkeys(Health.values, 0), "at_risk": 1}
        page = client.get(f"/reports/?health=at_risk&{day}&{more}").content.decode()
        assert [status for status in STATUSES if f"This is {status}" in page] == ["in_progress"]


def test_reports_of_commitments_are_counted_so_and_rebuilding_changes_nothing(stated):
    counts = {row.implementation_status: row.report_counts for row in CommitmentStatus.objects.as_of(None)}
    assert counts["in_progress"] == {"in_progress": {"at_risk": 1}}
    assert all([*by_health] == [""] for status in ENDED for by_health in counts[status].values())
    assert rollups.rebuild(on=timezone.localdate()) == 0
