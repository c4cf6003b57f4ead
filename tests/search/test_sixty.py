"""Sixty searches of the demo find what they found when they were written down."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from dashboard.search_results import results
from tests.search import sixty

TODAY = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)


@pytest.mark.django_db
def test_sixty_searches_find_what_was_written_down(client: Client) -> None:
    with time_machine.travel(TODAY, tick=False):
        call_command("import_catalogue", "recommendations/data/gta-2021.json", verbosity=0)
        call_command("load_demo", verbosity=0)
        sixty.translate()
        found = {query: sixty.answer(client, query) for query in sixty.QUERIES}
        assert found == sixty.expected()
        for query, in_lists in found.items():
            assert on_the_page(query) == expected_on_the_page(query, in_lists), query


def on_the_page(query: str) -> dict[str, int]:
    """How much the search over everything finds in each list."""
    return {group.kind: group.total.number for group in results(query, most=1).groups if group.kind in sixty.LISTS}


def expected_on_the_page(query: str, in_lists: dict[str, dict]) -> dict[str, int]:
    """What the lists find as it was typed; what is near only where nothing else is found at all."""
    as_typed = {kind: found["count"] for kind, found in in_lists.items() if not found["near"]}
    if as_typed or any(group.kind not in sixty.LISTS for group in results(query, most=1).groups):
        return as_typed
    return {kind: found["count"] for kind, found in in_lists.items()}
