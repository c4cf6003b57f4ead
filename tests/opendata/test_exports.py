"""Files read back with other readers hold what the API says, row by row, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime
import io
import json
from typing import Any

import python_calamine
from django.conf import settings
from django.http import StreamingHttpResponse
from django.test import Client

from opendata.datasets import DATASETS
from opendata.exports.cells import csv_cell
from stakeholders import organisations
from tests.dashboard.addresses import body
from tests.dashboard.world import World


def api_rows(client: Client, name: str, **query: Any) -> list[dict[str, Any]]:
    return client.get(f"/api/v1/{name}/", {**query, "limit": 100}).json()["results"]


def csv_rows(client: Client, name: str, **query: Any) -> list[dict[str, str]]:
    text = body(client.get(f"/data/{name}.csv", query)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def as_text(value: Any) -> str:
    """What CSV must hold of a value of the API."""
    if isinstance(value, list):
        return ";".join(value)
    return csv_cell(value)


def as_cell(value: Any, kind: str) -> Any:
    """What a spreadsheet must hold of a value of the API: dates are dates, and numbers numbers."""
    if value is None:
        return ""
    if kind == "date":
        return datetime.date.fromisoformat(value)
    if kind == "datetime":
        return datetime.datetime.fromisoformat(value).replace(tzinfo=None)
    return ";".join(value) if isinstance(value, list) else value


def test_csv_json_and_xlsx_hold_what_the_api_says(client: Client, parts: World) -> None:
    for name, dataset in DATASETS.items():
        for query in ({}, {"area": "alpha"}, {"as_of": "2025-06-01"}):
            # Long files are sorted by number where no order is asked for; the API begins with what matters most.
            rows = sorted(api_rows(client, name, **query), key=lambda row: row.get("id", 0))
            assert rows or (name == "assessments" and "as_of" in query), name  # nobody had assessed anything by then
            assert json.loads(body(client.get(f"/data/{name}.json", query))) == rows
            assert csv_rows(client, name, **query) == [{k: as_text(v) for k, v in row.items()} for row in rows]
            book = python_calamine.load_workbook(io.BytesIO(body(client.get(f"/data/{name}.xlsx", query))))
            header, *cells = book.get_sheet_by_index(0).to_python()
            assert header == dataset.names
            for row, line in zip(rows, cells, strict=True):
                assert line == [as_cell(row[column.name], column.type) for column in dataset.columns]


def test_formulas_are_neutralised_where_a_spreadsheet_would_run_them(client: Client, world: World) -> None:
    title = next(row["title"] for row in csv_rows(client, "commitments") if "helpline" in row["title"])
    assert title == "'=helpline promise"
    narrative = next(row["narrative"] for row in csv_rows(client, "reports") if "1+1" in row["narrative"])
    assert narrative == "'=1+1 in a cell"
    assert [csv_cell(text) for text in ("+1", "-1", "@x", "\tx", "\rx", "\nx", "x=1")] == [
        "'+1", "'-1", "'@x", "'\tx", "'\rx", "'\nx", "x=1",
    ]  # fmt: skip
    assert csv_cell(-1) == "-1"


def test_a_file_leaves_out_what_an_archived_organisation_leads_and_takes_it_back(client: Client, world: World) -> None:
    everything = csv_rows(client, "reports")
    for lead in world.organisations:
        led = {str(pk) for pk in lead.led_commitments.values_list("pk", flat=True)}
        organisations.archive(organisation=lead, by=world.curator, reason="Merged with another.")
        rows = csv_rows(client, "reports")
        assert rows == [row for row in everything if row["commitment"] not in led] != everything
        assert [int(row["id"]) for row in rows] == sorted(row["id"] for row in api_rows(client, "reports"))
        organisations.restore(organisation=lead, by=world.curator, reason="Not merged.")
    assert csv_rows(client, "reports") == everything


def test_every_file_is_streamed_and_named_by_its_day(client: Client, world: World) -> None:
    for name in DATASETS:
        for kind in ("csv", "json", "xlsx"):
            response = client.get(f"/data/{name}.{kind}?as_of=2025-06-01")
            assert isinstance(response, StreamingHttpResponse)
            assert f'filename="{name}-2025-06-01.{kind}"' in response.headers["Content-Disposition"]


def test_the_data_package_describes_every_column(client: Client, parts: World) -> None:
    package = client.get("/data/datapackage.json").json()
    assert package["profile"] == "tabular-data-package"
    assert package["licenses"]
    for resource in package["resources"]:
        rows = csv_rows(client, resource["name"])
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(rows[0])
        assert set(resource["schema"]["primaryKey"]) <= set(rows[0])
        for field in fields:
            constraints, found = field.get("constraints", {}), {row[field["name"]] for row in rows}
            if "enum" in constraints:
                assert found <= {*constraints["enum"], ""}, field["name"]
            if constraints.get("required"):
                assert "" not in found, field["name"]
            if field.get("format") == "uri":
                assert all(address.startswith(settings.SITE_URL) for address in found), field["name"]
            assert field["title"] and field["description"] and field["type"]


def test_the_dictionary_page_names_every_column(client: Client, world: World) -> None:
    text = client.get("/data/").content.decode()
    for dataset in DATASETS.values():
        for name in dataset.names:
            assert f"<code>{name}</code>" in text


def test_the_order_asked_for_is_the_order_of_the_file(client: Client, world: World) -> None:
    due = [row["due"] for row in csv_rows(client, "commitments", ordering="due")]
    known = [day for day in due if day]
    assert known == sorted(known)
    assert due[: len(known)] == known
    assert client.get("/data/commitments.csv?page=1").status_code == 400
