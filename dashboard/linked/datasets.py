"""The open data in schema.org's words: one Dataset of four, each with its files."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dashboard.datasets import DATASETS, Dataset
from dashboard.exports.cells import iso
from dashboard.exports.datapackage import LICENCE
from dashboard.linked.things import Node, address_of

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def about_the_data() -> str:
    """What the whole of the open data is, in one sentence."""
    return _(
        "What happens to published recommendations: who has committed to what, how it goes by the organisations’ own "
        "published reports, and how well evidenced it is."
    )


def open_data(changed_at: datetime.datetime | None = None) -> Node:
    """Everything that can be taken away. ``changed_at``: the last publication, where the page knows it."""
    return {
        **dataset_name(),
        "description": about_the_data(),
        "isAccessibleForFree": True,
        "creator": {"@id": address_of("/#publisher")},
        "dateModified": iso(changed_at) if changed_at else None,
        "inLanguage": [code for code, _name in settings.LANGUAGES],
        "hasPart": [_part(dataset) for dataset in DATASETS.values()],
        "distribution": [
            _file(_("Catalogue (DCAT)"), "/data/catalogue.ttl", "text/turtle"),
            _file(_("Data package"), "/data/datapackage.json", "application/json"),
        ],
    }


def dataset_name() -> Node:
    """The open data where another page names it."""
    return {
        "@type": "Dataset",
        "@id": address_of("/data/#dataset"),
        "name": _("%(site)s: open data") % {"site": settings.SITE_NAME},
        "description": about_the_data(),
        "url": address_of("/data/"),
        "license": LICENCE["path"],
    }


def _part(dataset: Dataset) -> Node:
    return {
        "@type": "Dataset",
        "@id": address_of(f"/data/#file-{dataset.name}"),
        "name": str(dataset.title),
        "description": f"{dataset.description} {about_the_data()}",
        "license": LICENCE["path"],
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
