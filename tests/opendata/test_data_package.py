"""The data package by its own validator, and the files read back by the database's own reader, row by row."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from frictionless import Package

from opendata.datasets import DATASETS
from opendata.exports.datapackage import LIST_SEPARATOR
from progress.models import ProgressReport
from recommendations.models import Recommendation
from stakeholders.models import Commitment, Organisation
from tests.dashboard.addresses import body
from tests.dashboard.world import World


@pytest.fixture
def package(client: Client, parts: World, tmp_path: Path) -> Path:
    """The package and its files, as somebody would keep them."""
    descriptor = client.get("/data/datapackage.json").json()
    for resource in descriptor["resources"]:
        name = f"{resource['name']}.csv"
        assert resource["path"] == f"http://testserver/data/{name}"
        (tmp_path / name).write_bytes(body(client.get(f"/data/{name}")))
        resource["path"] = name
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    return tmp_path


def test_its_own_validator_finds_nothing_in_descriptor_and_files(package: Path) -> None:
    report = Package(str(package / "datapackage.json")).validate()
    assert report.flatten(["taskNumber", "rowNumber", "fieldName", "type", "note"]) == []
    assert report.valid and len(report.tasks) == len(DATASETS)


def test_the_validator_sees_what_is_wrong(package: Path) -> None:
    path = package / "commitments.csv"
    path.write_text(path.read_text("utf-8-sig").replace(",completed,", ",finished,"), "utf-8-sig")
    assert not Package(str(package / "datapackage.json")).validate().valid


def test_keys_lead_from_file_to_file(package: Path) -> None:
    schema = json.loads((package / "datapackage.json").read_text())["resources"]
    keys = {(one["name"], key["fields"][0], key["reference"]["resource"])
            for one in schema for key in one["schema"].get("foreignKeys", [])}  # fmt: skip
    assert keys == {
        ("responses", "recommendation", "recommendations"),
        ("responses", "organisation", "organisations"),
        ("commitments", "organisation", "organisations"),
        ("milestones", "commitment", "commitments"),
        ("indicators", "commitment", "commitments"),
        ("indicators", "report", "reports"),
        ("reports", "commitment", "commitments"),
        ("indicator_values", "commitment", "commitments"),
        ("indicator_values", "indicator", "indicators"),
        ("indicator_values", "report", "reports"),
        ("assessments", "commitment", "commitments"),
    }


def loaded(path: Path) -> list[tuple[str, ...]]:
    """The file as the database's own program reads it: sqlite3's .import, or PostgreSQL's COPY."""
    columns = next(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE came_back (" + ", ".join(f'"{name}" text' for name in columns) + ")")
            with path.open(encoding="utf-8-sig", newline="") as text:
                cursor.copy_expert("COPY came_back FROM STDIN WITH (FORMAT csv, HEADER true)", text)
            cursor.execute("SELECT * FROM came_back")
            rows = [tuple(value or "" for value in row) for row in cursor.fetchall()]
            cursor.execute("DROP TABLE came_back")
        return rows
    commands = f".import --csv '{path}' came_back\n.mode json\nSELECT * FROM came_back;\n"
    done = subprocess.run(["sqlite3", ":memory:"], input=commands, capture_output=True, text=True, check=True)
    assert not done.stderr
    return [tuple(row.values()) for row in json.loads(done.stdout)]


def expected(name: str, pk: str) -> dict[str, Any]:
    """What the database holds of one row, asked for without any of the code that writes the files."""
    if name == "recommendations":
        row = Recommendation.objects.get(reference=pk)
        asked = LIST_SEPARATOR.join(row.actor_types)
        return {"title": row.title, "text": row.text, "edition": row.edition.slug, "addressees": asked,
                "area": row.area.slug if row.area else "cross-cutting"}  # fmt: skip
    if name == "organisations":
        one = Organisation.objects.get(slug=pk)
        return {"name": one.name, "actor_type": one.actor_type, "country": one.country_id or ""}
    if name == "commitments":
        made = Commitment.objects.get(pk=pk)
        links = made.recommendations.order_by("reference").values_list("reference", flat=True)
        title = f"'{made.title}" if made.title.startswith("=") else made.title
        return {"title": title, "description": made.description, "organisation": made.lead_organisation.slug,
                "due": made.due.iso if made.due else "", "recommendations": LIST_SEPARATOR.join(links)}  # fmt: skip
    said = ProgressReport.objects.get(pk=pk)
    narrative = f"'{said.narrative}" if said.narrative.startswith("=") else said.narrative
    return {"commitment": str(said.commitment_id), "narrative": narrative, "health": said.open_health,
            "implementation_status": said.implementation_status, "covers_until": said.covers_until.isoformat(),
            "percent": "" if said.percent is None else str(said.percent)}  # fmt: skip


@pytest.mark.parametrize("name", ["commitments", "organisations", "recommendations", "reports"])
def test_another_program_reads_back_what_the_database_holds(package: Path, world: World, name: str) -> None:
    report = world.reports["hotline1"]
    assert report.narrative
    rows = loaded(package / f"{name}.csv")
    dataset = DATASETS[name]
    found = [dict(zip(dataset.names, row, strict=True)) for row in rows]
    public = {
        "recommendations": Recommendation.objects.public().values_list("reference", flat=True),
        "organisations": Organisation.objects.public().values_list("slug", flat=True),
        "commitments": Commitment.objects.public().values_list("pk", flat=True),
        "reports": ProgressReport.objects.public().values_list("pk", flat=True),
    }[name]
    assert sorted(row[dataset.key] for row in found) == sorted(map(str, public))
    for row in found:
        wanted = expected(name, row[dataset.key])
        assert {key: row[key] for key in wanted} == wanted
