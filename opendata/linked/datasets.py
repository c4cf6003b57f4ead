"""The open data in schema.org's words: one Dataset, each part with its files."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from dashboard.structured_data.open_data import LICENCE, about_the_data, dataset_name
from dashboard.structured_data.pages import StructuredData
from dashboard.structured_data.things import Node, address_of
from identity.current import offered_languages
from opendata.datasets import DATASETS, Dataset
from opendata.exports.cells import iso

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def data_page(changed_at: datetime.datetime, first: datetime.date | None) -> StructuredData:
    """The open data. ``changed_at``: the last publication; ``first``: the first day of the record, if any."""
    return StructuredData("/data/", _("Open data"), about_the_data(), main=open_data(changed_at, first))


def open_data(changed_at: datetime.datetime, first: datetime.date | None) -> Node:
    """Everything that can be taken away."""
    covered = f"{first.isoformat()}/.." if first else None
    return {
        **dataset_name(),
        "description": about_the_data(),
        "isAccessibleForFree": True,
        "dateModified": iso(changed_at),
        "temporalCoverage": covered,
        "inLanguage": [code for code, _name in offered_languages()],
        "hasPart": [_part(dataset, covered) for dataset in DATASETS.values()],
        "distribution": [
            _file(_("List of datasets (DCAT)"), "/data/catalogue.ttl", "text/turtle"),
            _file(_("Data package"), "/data/datapackage.json", "application/json"),
        ],
    }


def _part(dataset: Dataset, covered: str | None) -> Node:
    return {
        "@type": "Dataset",
        "@id": address_of(f"/data/#file-{dataset.name}"),
        "name": str(dataset.title),
        "description": f"{dataset.description} {about_the_data()}",
        "license": LICENCE["path"],
        "creator": {"@id": address_of("/#publisher")},
        "temporalCoverage": covered,
        "variableMeasured": dataset.names,
        "distribution": [
            _file(f"{dataset.title} ({kind.upper()})", f"/data/{dataset.name}.{kind}", media_type)
            for kind, media_type in MEDIA_TYPES.items()
        ],
    }


def _file(name: Any, path: str, media_type: str) -> Node:
    return {
        "@type": "DataDownload",
        "name": str(name),
        "contentUrl": address_of(path),
        "encodingFormat": media_type,
    }
