"""Small made-up files, and bringing them in the way the pages do."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from imports import applying, preparing, uploads, working
from imports.models import Import
from imports.settings import Settings

ORGANISATIONS = [
    {"Name": "Harbour Ministry", "Type": "Government", "Country": "XA"},
    {"Name": "Open Line", "Type": "NGO", "Country": ""},
]


def as_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The rows as CSV, with their keys as headings."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def upload(rows: Sequence[Mapping[str, Any]] | bytes, kind: str, *, by: User, name: str = "list.csv") -> Import:
    """Keep and read a file."""
    content = rows if isinstance(rows, bytes) else as_csv(rows)
    kept = uploads.keep(file=SimpleUploadedFile(name, content), kind=kind, by=by)
    return done(kept)


def done(waiting: Import) -> Import:
    """Do what imports wait for, as a worker does; the import as it then is."""
    working.work()
    waiting.refresh_from_db()
    return waiting


def prepare(
    kept: Import, *, by: User, values: Mapping[str, Mapping[str, str]] | None = None, name: str = "A list", **said: Any
) -> Import:
    """Say what columns and values mean, as guessed but for what is ``said``, and preview."""
    settings = preparing.settings_of(kept)
    settings = replace(settings, **said)
    preparing.say_columns(upload=kept, by=by, settings=settings, name=name, version=kept.version)
    kept.refresh_from_db()
    guessed = {
        field.name: {text: code for text, _count, code in rows}
        for field, rows in preparing.values_to_say(kept, Settings.from_json(kept.settings))
    }
    for field, texts in (values or {}).items():
        guessed.setdefault(field, {}).update(texts)
    preparing.say_values(upload=kept, by=by, values=guessed, version=kept.version)
    return done(kept)


def bring(rows: Sequence[Mapping[str, Any]] | bytes, kind: str, *, by: User, **said: Any) -> Import:
    """Upload, prepare and preview a file."""
    return prepare(upload(rows, kind, by=by), by=by, **said)


def apply(kept: Import, *, by: User, reason: str = "As agreed.", allow_losses: bool = False) -> Import:
    """Apply what was previewed, as a worker does."""
    applying.ask(upload=kept, by=by, fingerprint=kept.fingerprint, reason=reason, allow_losses=allow_losses)
    return done(kept)


def previewed(by: User) -> Import:
    """An import of two organisations that waits for a decision."""
    return bring(ORGANISATIONS, "organisations", by=by, name="Previewed", key="name")


def applied(by: User) -> Import:
    """One that was applied."""
    rows = [{"Name": "Brought In", "Type": "NGO", "Country": ""}]
    return apply(bring(rows, "organisations", by=by, name="Applied", key="name"), by=by)


def outcomes(kept: Import) -> list[tuple[int, str]]:
    """Every row with its outcome."""
    return list(kept.rows.order_by("number").values_list("number", "outcome"))
