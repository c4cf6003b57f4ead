"""The markup of public pages that hold something of everything; tests/matrix looks at each route as each role."""

from __future__ import annotations

import pytest
from django.test import Client

from progress.models import ProgressReport
from tests.dashboard.addresses import COMPARED, EMBEDS, FILTERED, FOLLOWING, WORDS, things
from tests.dashboard.world import World
from tests.markup import problems_of


@pytest.mark.any_database
@pytest.mark.parametrize("language", ["", "/ar"])
def test_pages_full_of_everything_are_well_formed(client: Client, world: World, language: str) -> None:
    ProgressReport.objects.update(percent=40)
    addresses = [
        *FILTERED,
        *WORDS,
        *FOLLOWING,
        *COMPARED,
        *EMBEDS,
        *things(world),
        "/cookies/",
        "/cookies/mine/",
        "/cookies/statistics/",
    ]
    addresses += [f"{path}?as_of=2025-06-01&country=XA" for path in ("/", "/gaps/", "/commitments/", "/reports/")]
    wrong = {}
    for address in addresses:
        if found := problems_of(client.get(language + address).content.decode()):
            wrong[address] = found
    assert wrong == {}
