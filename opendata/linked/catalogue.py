"""DCAT 3: the catalogue of the open data, for the portals that collect such catalogues."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from dashboard.navigation import page_address
from identity.current import offered_languages, site_name
from opendata.datasets import DATASETS, Dataset
from opendata.exports.cells import iso
from opendata.exports.datapackage import LICENCE
from opendata.linked.concepts import CODES, concept
from opendata.linked.datasets import MEDIA_TYPES, about_the_data
from opendata.linked.rdf import Node, Ref, Text, Typed
from opendata.linked.words import Said, in_every_language
from opendata.models import Snapshot
from progress.models import CommitmentStatus, PublicVersion
from recommendations.models import Word
from recommendations.models.vocabulary import word

# The European Union's published lists, which data portals everywhere read.
AUTHORITY = "http://publications.europa.eu/resource/authority"
LANGUAGE_CODES = {"en": "ENG", "fr": "FRA", "es": "SPA", "ar": "ARA"}
FILE_TYPES = {"csv": "CSV", "json": "JSON", "xlsx": "XLSX"}
KEYWORDS = (word(Word.RECOMMENDATIONS), _("Commitments"), _("Progress reports"))


def catalogue() -> Iterator[Node]:
    """The catalogue, who publishes it, its datasets with their files, the API and the snapshots. Three queries."""
    changed = PublicVersion.objects.values_list("changed_at", flat=True).get(pk=1)
    first = CommitmentStatus.objects.public().first_day()
    snapshots = [_snapshot(row) for row in Snapshot.objects.kept().newest_first()]
    yield _catalogue(changed, snapshots)
    yield Node(_publisher().address, ("foaf:Agent",), (("foaf:name", Text(site_name())),
                                                       ("foaf:homepage", Ref(page_address("/")))))  # fmt: skip
    for dataset in DATASETS.values():
        yield _dataset(dataset, changed, first)
        for kind in MEDIA_TYPES:
            yield _file(dataset, kind, changed)
    yield _api()
    yield from snapshots


def dataset_address(name: str) -> str:
    """The address of one of the four datasets."""
    return page_address(f"/data/#file-{name}")


def _publisher() -> Ref:
    return Ref(page_address("/#publisher"))


def _catalogue(changed: datetime.datetime, snapshots: list[Node]) -> Node:
    said: list[Said] = [
        ("dct:title", Text(f"{site_name()}: open data", "en")),
        ("dct:description", Text(str(about_the_data()), "en")),
        ("dct:publisher", _publisher()),
        ("dct:license", Ref(LICENCE["path"])),
        ("dct:modified", Typed(iso(changed), "xsd:dateTime")),
        *_languages(),
        ("foaf:homepage", Ref(page_address("/data/"))),
        *(("dcat:dataset", Ref(dataset_address(name))) for name in DATASETS),
        *(("dcat:dataset", Ref(node.address)) for node in snapshots),
        ("dcat:service", Ref(page_address("/api/v1/"))),
        *(("dcat:themeTaxonomy", Ref(concept(name))) for name in CODES),
    ]
    return Node(page_address("/data/catalogue"), ("dcat:Catalog",), tuple(said))


def _languages() -> list[Said]:
    return [
        ("dct:language", Ref(f"{AUTHORITY}/language/{LANGUAGE_CODES[code]}")) for code, _name in offered_languages()
    ]


def _dataset(dataset: Dataset, changed: datetime.datetime, first: datetime.date | None) -> Node:
    said: list[Said] = [
        ("dct:identifier", Text(dataset_address(dataset.name))),
        *in_every_language("dct:title", dataset.title),
        *in_every_language("dct:description", dataset.description),
        ("dct:publisher", _publisher()),
        ("dct:license", Ref(LICENCE["path"])),
        ("dct:accessRights", Ref(f"{AUTHORITY}/access-right/PUBLIC")),
        ("dct:accrualPeriodicity", Ref(f"{AUTHORITY}/frequency/CONT")),
        ("dct:modified", Typed(iso(changed), "xsd:dateTime")),
        *_languages(),
        ("dcat:theme", Ref(f"{AUTHORITY}/data-theme/JUST")),
        ("dcat:landingPage", Ref(page_address("/data/"))),
        *(said for word in KEYWORDS for said in in_every_language("dcat:keyword", word)),
        *(("dcat:distribution", Ref(_file_address(dataset, kind))) for kind in MEDIA_TYPES),
    ]
    if first:
        period: tuple[Said, ...] = (("dcat:startDate", Typed(first.isoformat(), "xsd:date")),)
        said.append(("dct:temporal", Node("", ("dct:PeriodOfTime",), period)))
    return Node(dataset_address(dataset.name), ("dcat:Dataset",), tuple(said))


def _file_address(dataset: Dataset, kind: str) -> str:
    return page_address(f"/data/{dataset.name}.{kind}")


def _file(dataset: Dataset, kind: str, changed: datetime.datetime) -> Node:
    title: Any = f"{dataset.title} ({kind.upper()})"
    said: list[Said] = [
        ("dct:title", Text(title, "en")),
        ("dcat:accessURL", Ref(page_address("/data/"))),
        ("dcat:downloadURL", Ref(_file_address(dataset, kind))),
        ("dcat:mediaType", Ref(f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[kind]}")),
        ("dct:format", Ref(f"{AUTHORITY}/file-type/{FILE_TYPES[kind]}")),
        ("dct:license", Ref(LICENCE["path"])),
        ("dct:modified", Typed(iso(changed), "xsd:dateTime")),
    ]
    if kind == "csv":
        said.append(("dct:conformsTo", Ref(page_address("/data/datapackage.json"))))
    return Node(_file_address(dataset, kind), ("dcat:Distribution",), tuple(said))


def _snapshot(row: Snapshot) -> Node:
    """A snapshot as a version of the datasets, with its archive and the archive's digest."""
    path = page_address(f"/data/snapshots/{row.day.isoformat()}/")
    digest: tuple[Said, ...] = (
        ("spdx:algorithm", Ref("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")),
        ("spdx:checksumValue", Typed(row.sha256, "xsd:hexBinary")),
    )
    archive: tuple[Said, ...] = (
        ("dct:title", Text(row.name)),
        ("dcat:accessURL", Ref(path)),
        ("dcat:downloadURL", Ref(path + row.name)),
        ("dcat:mediaType", Ref("https://www.iana.org/assignments/media-types/application/zip")),
        ("dcat:byteSize", Typed(str(row.size), "xsd:nonNegativeInteger")),
        ("dct:license", Ref(LICENCE["path"])),
        ("spdx:checksum", Node("", ("spdx:Checksum",), digest)),
    )
    said: list[Said] = [
        ("dct:title", Text(f"{site_name()}: open data, snapshot of {row.day.isoformat()}", "en")),
        ("dct:description", Text(str(about_the_data()), "en")),
        ("dct:identifier", Text(path)),
        ("dct:publisher", _publisher()),
        ("dct:license", Ref(LICENCE["path"])),
        ("dct:issued", Typed(row.day.isoformat(), "xsd:date")),
        ("dcat:version", Text(row.day.isoformat())),
        *(("dcat:isVersionOf", Ref(dataset_address(name))) for name in DATASETS),
        ("dcat:landingPage", Ref(path)),
        ("dcat:distribution", Node("", ("dcat:Distribution",), archive)),
    ]
    return Node(path, ("dcat:Dataset",), tuple(said))


def _api() -> Node:
    said: list[Said] = [
        ("dct:title", Text("API", "en")),
        ("dcat:endpointURL", Ref(page_address("/api/v1/"))),
        ("dcat:endpointDescription", Ref(page_address("/api/v1/schema/"))),
        ("foaf:page", Ref(page_address("/api/v1/docs/"))),
        ("dct:license", Ref(LICENCE["path"])),
        *(("dcat:servesDataset", Ref(dataset_address(name))) for name in DATASETS),
    ]
    return Node(page_address("/api/v1/"), ("dcat:DataService",), tuple(said))
