"""The tables behind the charts: files for programs, the same headers in every language."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from tests.dashboard.world import World

STATUSES = ["not_started", "in_progress", "completed", "withdrawn", "superseded", "no_report"]
HEADERS = {
    "areas": ["as_of", "edition", "area", "area_name", *STATUSES, "total"],
    "status": ["as_of", *STATUSES, "total"],
    "trend": ["date", *STATUSES, "total"],
    "countries": ["as_of", "country", "country_name", "region", "region_name", "has_commitments"],
}


def table(client: Client, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("name", HEADERS)
def test_headers_are_stable_and_dates_are_iso(client: Client, world: World, name: str, language: str) -> None:
    header, *rows = table(client, f"/charts/{name}.csv?lang={language}")
    assert header == HEADERS[name]
    assert rows
    for row in rows:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row[0])
        numbers = dict(zip(header, row, strict=True))
        if "total" in numbers:
            assert int(numbers["total"]) == sum(int(numbers[status]) for status in STATUSES)


def test_codes_stand_beside_names(client: Client, world: World) -> None:
    rows = table(client, "/charts/areas.csv?lang=fr")[1:]
    assert rows[0][1:3] == ["ed-2021", "alpha"]
    assert rows[-1][2] == "cross-cutting" and rows[-1][3] != "cross-cutting"
    country = table(client, "/charts/countries.csv")[1]
    assert country[1] == "XA" and country[-1] == "true"


def test_what_is_no_chart_is_not_there(client: Client, world: World) -> None:
    assert client.get("/charts/nope.csv").status_code == 404
    assert client.get("/charts/trend.csv?overdue=true&actor_type=ngo&actor_type=government").status_code == 404
