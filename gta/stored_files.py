"""The storage against the rows that name its files: sweep what no row names, say which rows have lost their file.

A file is written before the row that names it is committed, so a kill between the two leaves a file without a row; and
a file may be lost on the disk's side. Both are found here, whatever app they are of.
"""

from __future__ import annotations

import datetime
import itertools
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

logger = logging.getLogger(__name__)

SPARED = datetime.timedelta(hours=24)  # an upload that is still under way, and its row not yet committed
BATCH = 500


@dataclass(slots=True)
class Swept:
    """Names of files: ``without_row`` are gone now (or would go), ``without_file`` are missed by a row."""

    without_row: list[str] = field(default_factory=list)
    without_file: list[str] = field(default_factory=list)


def file_fields() -> list[models.Field]:
    """Every field of every model whose value is the name of a stored file."""
    return [
        one
        for model in apps.get_models()
        for one in model._meta.concrete_fields
        if isinstance(one, models.FileField) or (isinstance(one, models.CharField) and one.name == "file")
    ]


def sweep(*, dry_run: bool = False) -> Swept:
    """Delete files that no row names and that are older than a day; list them, and the rows whose file is not there.

    Only folders that hold at least one named file are looked into: others may be the operator's. Memory stays bounded
    however many files there are.
    """
    swept = Swept()
    folders = set()
    for names in _batches(_named()):
        folders |= {name.partition("/")[0] for name in names if "/" in name}
        swept.without_file += [name for name in names if not default_storage.exists(name)]
    before = timezone.now() - SPARED
    for folder in sorted(folders):
        for names in _batches(stored(folder)):
            swept.without_row += [name for name in _unnamed(names) if default_storage.get_modified_time(name) < before]
    if not dry_run:
        for name in swept.without_row:
            default_storage.delete(name)
    for name in swept.without_file:
        logger.error("A stored file is missing: %s", name)
    return swept


def _named() -> Iterator[str]:
    for one in file_fields():
        rows = one.model._base_manager.exclude(**{one.name: ""}).exclude(**{f"{one.name}__isnull": True})
        yield from (str(name) for name in rows.values_list(one.name, flat=True).iterator(BATCH))


def stored(folder: str = "") -> Iterator[str]:
    """The name of every file that is stored under ``folder``."""
    folders, files = default_storage.listdir(folder)
    under = f"{folder}/" if folder else ""
    yield from (f"{under}{name}" for name in files)
    for inner in folders:
        yield from stored(f"{under}{inner}")


def _unnamed(names: tuple[str, ...]) -> list[str]:
    named: set[str] = set()
    for one in file_fields():
        rows = one.model._base_manager.filter(**{f"{one.name}__in": names})
        named.update(rows.values_list(one.name, flat=True))
    return [name for name in names if name not in named]


def _batches(names: Iterator[str]) -> Iterator[tuple[str, ...]]:
    while batch := tuple(itertools.islice(names, BATCH)):
        yield batch
