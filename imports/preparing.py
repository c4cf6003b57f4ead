"""Saying what the columns and values of a file mean: guessed, changed by a curator, kept under a name."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from imports import jobs
from imports.kinds import KINDS
from imports.kinds.base import Field, Shape
from imports.kinds.own_files import own_settings
from imports.models import Import, ImportState, Mapping, Outcome, Task
from imports.settings import Settings, digest_of
from imports.tables import Row
from imports.uploads import locked
from imports.values.choices import match_value
from imports.values.dates import guess_day_first
from imports.values.guess import guess_columns
from imports.values.numbers import guess_decimal_mark
from imports.values.parts import split_values
from stakeholders.errors import WrongState


def settings_of(upload: Import) -> Settings:
    """What was said of the file; else what the mapping says that fits its columns; else what can be guessed."""
    if upload.settings:
        return Settings.from_json(upload.settings)
    known = known_mapping(upload)
    return Settings.from_json(known.settings) if known else guess(upload)


def known_mapping(upload: Import) -> Mapping | None:
    """The mapping that was saved last for a file with the same columns."""
    fitting = Mapping.objects.filter(kind=upload.kind, columns_digest=digest_of(upload.found.get("columns", ())))
    return upload.mapping or fitting.order_by("-saved_at", "-pk").first()


def guess(upload: Import) -> Settings:
    """What the names of the columns, and the first rows, lead one to think."""
    kind, columns = KINDS[upload.kind], upload.found["columns"]
    if own := own_settings(upload.kind, columns):
        return own
    sample = [Row(number=number, cells=tuple(cells), problems=()) for number, cells in upload.found["sample"]]
    found = guess_columns(
        columns,
        sample,
        {one.name: one.own_names() for one in kind.fields},
        {one.name: one.names for one in kind.fields},
    )
    texts = {name: [row.cells[columns.index(column)] for row in sample] for name, column in found.items()}
    dates = [text for name, cells in texts.items() if kind.field(name).shape == Shape.DATE for text in cells]
    numbers = [text for name, cells in texts.items() if kind.field(name).shape == Shape.NUMBER for text in cells]
    keys = [key for key, _label in kind.keys if key in found]
    return Settings(
        columns=found,
        day_first=guess_day_first(dates),
        # In a workbook the cells of figures are numbers, which have no comma.
        decimal_mark=guess_decimal_mark(numbers) or (None if upload.found["kind"] == "csv" else "."),
        key=keys[0] if keys else kind.keys[0][0],
    )


@transaction.atomic
def say_columns(*, upload: Import, by, settings: Settings, name: str, version: int) -> Import:
    """Keep what the columns mean, also as the mapping ``name``; what was said of values stays.

    Raises ``WrongState``.
    """
    upload = locked(upload, by=by, version=version)
    before = settings_of(upload)
    values = {
        field: said for field, said in before.values.items() if before.columns.get(field) == settings.columns.get(field)
    }
    return _keep(upload, replace(settings, values=values, preferred=before.preferred), by=by, name=name)


@transaction.atomic
def say_values(*, upload: Import, by, values: dict[str, dict[str, str]], version: int) -> Import:
    """Keep what values of the file are with us, and have every row previewed. Raises ``WrongState``."""
    upload = locked(upload, by=by, version=version)
    mapping = upload.mapping
    upload = _keep(upload, replace(settings_of(upload), values=values), by=by, name=mapping.name if mapping else "")
    jobs.ask(upload, Task.PREVIEW, by=by, fingerprint="")
    return upload


@transaction.atomic
def prefer(*, upload: Import, by, number: int, version: int) -> Import:
    """Let a row count instead of the one that it is a duplicate of, and have every row previewed.

    Raises ``WrongState``, for a row that is no duplicate too.
    """
    upload = locked(upload, by=by, version=version)
    row = upload.rows.filter(number=number, outcome=Outcome.DUPLICATE).first()
    if row is None:
        raise WrongState
    settings = settings_of(upload)
    alike = upload.rows.filter(Q(number=row.duplicate_of) | Q(duplicate_of=row.duplicate_of))
    others = {*settings.preferred} - {*alike.values_list("number", flat=True)}
    upload = _keep(upload, replace(settings, preferred=sorted({*others, number})), by=by, name="")
    jobs.ask(upload, Task.PREVIEW, by=by, fingerprint="")
    return upload


def _keep(upload: Import, settings: Settings, *, by, name: str) -> Import:
    upload.settings, upload.prepared_by = settings.as_json(), by
    upload.version, upload.state = upload.version + 1, ImportState.PREPARING
    if name:
        upload.mapping = _saved(upload, name, by)
    upload.save(update_fields=["settings", "prepared_by", "version", "state", "mapping"])
    return upload


def _saved(upload: Import, name: str, by) -> Mapping:
    """The mapping of this name, as it now is: another file may find it by its columns."""
    kept = {
        "settings": upload.settings | {"preferred": []},  # rows of this one file
        "columns_digest": digest_of(upload.found["columns"]),
        "saved_at": timezone.now(),
        "saved_by": by,
    }
    return Mapping.objects.update_or_create(kind=upload.kind, name=name, defaults=kept)[0]


def values_to_say(upload: Import, settings: Settings) -> list[tuple[Field, list[tuple[str, int, str]]]]:
    """By field whose values are among ours: each text of its column, how often it is there, and what it is with us."""
    kind, found = KINDS[upload.kind], []
    for field in kind.fields:
        column = settings.columns.get(field.name)
        if field.vocabulary is None or column is None:
            continue
        counted = _counted(field, upload.found["values"].get(column), settings)
        vocabulary, said = field.vocabulary(), settings.values.get(field.name, {})
        rows = [
            (text, count, said[text] if text in said else match_value(text, vocabulary) or "")
            for text, count in counted.most_common()
        ]
        found.append((field, rows))
    return found


def _counted(field: Field, values: dict[str, int] | None, settings: Settings) -> Counter[str]:
    counted: Counter[str] = Counter()
    for text, count in (values or {}).items():
        several = field.shape == Shape.CHOICES
        for part in split_values(text, settings.separator or None) if several else [text]:
            if part:
                counted[part] += count
    return counted
