"""The Frictionless data package: what each download holds, column by column, for machines."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dashboard.structured_data.open_data import LICENCE
from identity.current import site_name
from opendata.datasets import DATASETS, Column, Dataset
from progress.models import HistoryHead

LIST_SEPARATOR = ";"
# Columns whose values are keys of another file. Joint organisations and recommendations are lists, which have no such.
FOREIGN_KEYS = {
    "responses": {"recommendation": "recommendations", "organisation": "organisations"},
    "commitments": {"organisation": "organisations"},
    "milestones": {"commitment": "commitments"},
    "indicators": {"commitment": "commitments", "report": "reports"},
    "reports": {"commitment": "commitments"},
    "indicator_values": {"commitment": "commitments", "indicator": "indicators", "report": "reports"},
    "assessments": {"commitment": "commitments"},
}


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        # A list is one cell of keys joined by semicolons in CSV.
        "type": "string" if column.type == "list" else column.type,
        "title": str(column.title),
        "description": str(column.description),
    }
    if column.type == "datetime":
        field["format"] = "%Y-%m-%dT%H:%M:%SZ"
    if column.format:
        field["format"] = column.format
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.values and column.type != "list":
        constraints["enum"] = column.vocabulary
    if constraints:
        field["constraints"] = constraints
    return field


def _foreign_keys(dataset: Dataset) -> dict[str, Any]:
    keys = [
        {"fields": [column], "reference": {"resource": other, "fields": [DATASETS[other].key]}}
        for column, other in FOREIGN_KEYS.get(dataset.name, {}).items()
    ]
    return {"foreignKeys": keys} if keys else {}


def snapshot_package(day: datetime.date, members: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The descriptor of a snapshot, which lies beside its files: ``members`` are their names, sizes and digests."""
    whole = datapackage(0, f"{day.isoformat()}T00:00:00Z")
    known = {member["name"]: member for member in members}
    for resource in whole["resources"]:
        member = known[f"{resource['name']}.csv"]
        resource |= {"path": member["name"], "bytes": member["size"], "hash": f"sha256:{member['sha256']}"}
    head = HistoryHead.objects.get(pk=1)
    return whole | {
        "version": day.isoformat(),
        "homepage": f"{settings.SITE_URL}/data/snapshots/{day.isoformat()}/",
        # The end of the site's history at that moment: whoever holds the snapshot can show a later change of it.
        "historyEnd": f"{head.sequence}:{head.hash}",
    }


def _resource(dataset: Dataset) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "title": str(dataset.title),
        "description": str(dataset.description),
        "path": f"{settings.SITE_URL}/data/{dataset.name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in dataset.columns],
            "primaryKey": [dataset.key],
            "missingValues": [""],
            **_foreign_keys(dataset),
        },
    }


def datapackage(version: int, changed: str) -> dict[str, Any]:
    """The descriptor (Frictionless Data Package 1): ``version`` counts publications, ``changed`` dates the last."""
    return {
        "profile": "tabular-data-package",
        "name": "recommendations-tracker",
        "title": site_name(),
        "description": _("What happens to published recommendations, by the organisations’ own published reports."),
        "homepage": f"{settings.SITE_URL}/data/",
        "version": str(version),
        "created": changed,
        "licenses": [LICENCE],
        "resources": [_resource(dataset) for dataset in DATASETS.values()],
    }
