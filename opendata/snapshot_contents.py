"""The files of a snapshot, written as the downloads are."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from dashboard.filters import read
from opendata.datasets import DATASETS, Dataset
from opendata.exports.datapackage import snapshot_package
from opendata.exports.writers import write_csv
from opendata.snapshot_archive import Contents, Member


def snapshot_contents(day: datetime.date) -> Contents:
    """Every dataset without a filter, as CSV, and the data package that describes them. Nothing is read before it is
    asked for, and nothing is written here."""

    def describe(members: list[Member]) -> bytes:
        with translation.override(settings.LANGUAGE_CODE):
            return (json.dumps(snapshot_package(day, members), ensure_ascii=False, indent=1) + "\n").encode()

    files = ((f"{dataset.name}.csv", _csv(dataset, day)) for dataset in DATASETS.values())
    return Contents(files, "datapackage.json", describe)


def _csv(dataset: Dataset, day: datetime.date) -> Iterator[bytes]:
    """The file that an address without a filter gives."""
    filters = read(HttpRequest(), dataset.filters)
    filters.selection = replace(filters.selection, on=day)
    with translation.override(settings.LANGUAGE_CODE):
        for piece in write_csv(dataset, dataset.stream(filters)):
            yield piece.encode()
