"""How many queries each public address costs: written down, and the same for one row as for many."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from progress import rollups
from tests.dashboard import world as worlds
from tests.dashboard.addresses import body
from tests.dashboard.world import World

# The first one reads the catalogue and the words of the site as well.
BUDGET = {
    "/": 22,
    "/?actor_type=government": 12,
    "/?as_of=2025-11-20": 12,
    "/areas/alpha/": 12,
    "/recommendations/": 6,
    "/recommendations/ED-2021-01/": 20,
    "/organisations/": 5,
    "/organisations/gov/": 20,
    "/compare/?organisation=gov&organisation=ngo": 16,
    "/commitments/": 4,
    "/commitments/?status=in_progress": 5,
    "/reports/": 7,
    "/gaps/": 7,
    "/data/": 17,
    "/about/": 2,
    "/privacy/": 2,
    "/accessibility/": 2,
    "/data/commitments.csv": 5,
    "/data/reports.csv": 4,
    "/data/recommendations.csv": 8,
    "/data/organisations.csv": 4,
    "/charts/areas.svg": 2,
    "/charts/trend.svg": 5,
    "/charts/countries.svg": 3,
    "/reports/feed.atom": 6,  # with what was retracted
    "/areas/alpha/feed.atom": 6,
    "/follow/": 1,
    "/follow/?area=alpha&status=completed": 2,
    "/follow/asked/": 1,
    "/api/v1/commitments/": 5,
    "/api/v1/reports/": 3,
    "/api/v1/recommendations/": 5,
    "/api/v1/organisations/": 3,
    "/api/v1/summary/": 6,
    "/api/v1/areas/": 2,
    "/api/v1/editions/": 1,
}


def _is_ours(sql: str) -> bool:
    """Not a savepoint or a setting, nor what the consent banner reads for every page and keeps for a while."""
    return not sql.startswith(("SAVEPOINT", "RELEASE", "SET LOCAL")) and '"consent_' not in sql


def costs(client: Client) -> dict[str, int]:
    """Queries by address. Reading the answer belongs to it: files are made while they are read."""
    found = {}
    for address in BUDGET:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            body(client.get(address))
        found[address] = sum(_is_ours(query["sql"]) for query in queries)
    return found


def grow(world: World) -> None:
    """Three times as much of everything that the pages list."""
    for number in range(3):
        worlds.commit(
            world, f"more {number}", number, [number, 3], "2025-06-10", joint=[world.organisations[(number + 1) % 3]]
        )
        worlds.report(world, f"more {number}", f"more {number}", "2025-10-10", links=2)
        slug = f"another-{number}"
        one = worlds.organisation(slug, "academia", f"X{'CDE'[number]}")
        world.organisations.append(one)
        world.people[one.pk] = one.memberships.get().user


def test_no_address_costs_more_than_its_budget_or_more_for_more_rows(client: Client, world: World) -> None:
    rollups.write_balances(on=timezone.localdate())  # as the scheduler does in a new month
    few = costs(client)
    over = {address: (cost, BUDGET[address]) for address, cost in few.items() if cost > BUDGET[address]}
    assert not over
    grow(world)
    many = costs(client)
    assert {a: (few[a], many[a]) for a in BUDGET if many[a] > few[a]} == {}
