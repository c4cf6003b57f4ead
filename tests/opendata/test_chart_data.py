"""The tables behind the charts: files for programs, the same headers in every language."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.dashboard.world import World

pytestmark = pytest.mark.any_database

STATUSES = ["not_started", "in_progress", "completed", "withdrawn", "superseded", "no_report"]
HEADERS = {
    "areas": ["as_of", "edition", "area", "area_name", *STATUSES, "total"],
    "status": ["as_of", *STATUSES, "total"],
    "trend": ["date", *STATUSES, "total"],
    "units": ["as_of", "edition", "area", "area_name", "commitment", "title", "status", "silent", "overdue"],
    "gaps": [
        "as_of",
        "edition",
        "area",
        "area_name",
        "recommendation",
        "title",
        "actor_type",
        "actor_type_name",
        "answered",
    ],
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


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", HEADERS)
def test_a_zip_has_the_picture_the_numbers_and_how_they_are_made(
    client: Client, world: World, name: str, language: str
) -> None:
    query = {"lang": language, "area": "alpha"}
    answer = client.get(f"/charts/{name}.zip", query)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
        assert {one.date_time[:3] for one in archive.infolist()} == {(2025, 11, 22)}
    assert list(files) == [f"{name}.csv", f"{name}.svg", f"{name}.png", "README.txt"]
    for kind in ("csv", "svg", "png"):
        assert files[f"{name}.{kind}"] == client.get(f"/charts/{name}.{kind}", query).content
    note = files["README.txt"].decode()
    for file_name in list(files)[:-1]:
        assert hashlib.sha256(files[file_name]).hexdigest() in note
    header = csv.reader(io.StringIO(files[f"{name}.csv"].decode("utf-8-sig"))).__next__()
    assert all(f"\n{column}: " in note for column in header), "every column is explained"
    assert "https://creativecommons.org/licenses/by/4.0/" in note and "area=alpha" in note
    assert "&#x27;" not in note and "&amp;" not in note
    again = client.get(f"/charts/{name}.zip", query)
    assert again.content == answer.content


@pytest.mark.parametrize("name", HEADERS)
def test_a_picture_says_what_it_is_of_whose_word_and_where_from(client: Client, world: World, name: str) -> None:
    svg = client.get(f"/charts/{name}.svg?area=alpha&as_of=2025-06-15").content.decode()
    said = " ".join(
        "".join(node.itertext()) for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    )
    for words in (
        "n = ",
        "as of 15 June 2025",
        "Licence: Creative Commons Attribution 4.0",
        "http://testserver/",
        "Alpha",
    ):
        assert words in said, (name, words)
    assert "area=alpha" in said and "as_of=2025-06-15" in said


def test_codes_stand_beside_names(client: Client, world: World) -> None:
    rows = table(client, "/charts/areas.csv?lang=fr")[1:]
    assert rows[0][1:3] == ["ed-2021", "alpha"]
    assert rows[-1][2] == "cross-cutting" and rows[-1][3] != "cross-cutting"
    country = table(client, "/charts/countries.csv")[1]
    assert country[1] == "XA" and country[-1] == "true"


def test_what_is_no_chart_is_not_there(client: Client, world: World) -> None:
    assert client.get("/charts/nope.csv").status_code == 404
    assert client.get("/charts/trend.csv?overdue=true&actor_type=ngo&actor_type=government").status_code == 404
