"""Sixty searches of the demo find what they found when they were written down."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

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
