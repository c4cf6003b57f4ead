"""A number in an address that no column could hold is the number of nothing."""

from __future__ import annotations

import re

import pytest

from tests.matrix.ground import Things
from tests.matrix.roles import Visitors
from tests.matrix.routes import all_routes
from tests.matrix.rows import ROWS

NUMBERED = {route.name for route in all_routes() if "<int:" in route.pattern}
TOO_LARGE = (2**31, 2**63, 9**40)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["anonymous", "reporter", "curator", "administrator"])
def test_a_number_beyond_every_column_is_the_number_of_nothing(role: str, ground: Things, visitors: Visitors) -> None:
    addresses = {row.route: row.address(ground) for row in ROWS if row.route in NUMBERED}
    assert len(addresses) > 20
    wrong = []
    for route, address in addresses.items():
        path, _question, _query = address.partition("?")
        for number in TOO_LARGE:
            asked = re.sub(r"(?<=/)\d+(?=/)", str(number), path)
            assert asked != path, route
            for method in ("GET", "POST"):
                if (status := visitors.ask(role, method, asked).status_code) in (200, 500):
                    wrong.append(f"{method} {asked}: {status}")
    assert wrong == []
