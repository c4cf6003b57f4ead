"""People at work on the site while it falls to pieces: they try again as people do, and note what they were told.

Each act is a process of its own, which ends when its work is done. ``told.jsonl`` has a line for each answer that
accepted something.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connections
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

CSRF = "c" * 32
ACCEPTED, SHOWN = 302, 200
A_WHILE = 0.3  # seconds until somebody tries again
PATIENCE = 600.0  # and until they give up


class Told:
    """What people were told, in a file that survives whatever is killed."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "told.jsonl"

    def note(self, what: str, key: str) -> None:
        with self._path.open("a") as file:
            file.write(json.dumps([what, key]) + "\n")

    def of(self, what: str) -> list[str]:
        lines = self._path.read_text().splitlines() if self._path.exists() else []
        return [key for kind, key in map(json.loads, lines) if kind == what]


class Person:
    """Somebody with an account, in a browser."""

    def __init__(self, address: str, email: str) -> None:
        self.address, self.email = address, email

    def post(self, path: str, data: dict[str, Any]) -> int:
        """The status of the answer; 0 where none came, or where one is to sign in first."""
        sent = encode_multipart(BOUNDARY, data | {"csrfmiddlewaretoken": CSRF})
        headers = {"Content-Type": MULTIPART_CONTENT, "Cookie": f"session={self._session()}; csrf={CSRF}"}
        connection = HTTPConnection(self.address, timeout=30)
        try:
            connection.request("POST", path, sent, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()
        return 0 if "/accounts/" in answer.getheader("Location", "") else answer.status

    def _session(self) -> str:
        from django.test import Client

        from accounts.models import User
        from tests.cast import sign_in

        client = sign_in(Client(), User.objects.get(email=self.email))
        return client.cookies["session"].value


def keep_trying(act: Callable[[], bool]) -> None:
    """Until it says that the work is done; whatever is away comes back."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if act():
                return
        except DatabaseError:
            connections.close_all()
        time.sleep(A_WHILE)


def publish(person: Person, told: Told, key: int) -> None:
    """Publish the report that waits."""
    from progress.models import ProgressReport, ReviewState

    def act() -> bool:
        report = ProgressReport.objects.get(pk=key)
        if report.review_state == ReviewState.PUBLISHED:
            return True
        if person.post(f"/review/{key}/publish/", {"version": report.version}) == ACCEPTED:
            told.note("publish", str(key))
            return True
        return False

    keep_trying(act)


def upload(person: Person, told: Told, key: int) -> None:
    """Attach one file to one's draft."""
    from demo import documents
    from progress.models import Evidence

    def act() -> bool:
        if Evidence.objects.filter(report=key).exists():
            return True
        sent = {"evidence-audience": "public", "evidence-files": documents.pdf("law.pdf", f"law {key}")}
        if person.post(f"/reporting/reports/{key}/evidence/add/", sent) == SHOWN:
            told.note("upload", str(key))
            return True
        return False

    keep_trying(act)


def bring(first: Person, second: Person, told: Told, key: int) -> None:
    """Bring a table with two organisations, say what is in it, and have another curator apply it."""
    from imports.models import Import, ImportState

    name, settled = f"list-{key}.csv", (ImportState.APPLIED, ImportState.DISCARDED)
    asked = False

    def act() -> bool:
        nonlocal asked
        kept = Import.objects.filter(file_name=name).exclude(state__in=settled).first()
        if kept is None:
            return Import.objects.filter(file_name=name, state__in=settled).exists() or _send(first, told, name, key)
        if asked and kept.state == ImportState.PREVIEWED:  # it came back: somebody must have said why
            told.note("explained" if kept.note else "silent", name)
            asked = False
        if kept.state == ImportState.PREPARING:
            _prepare(kept, first.email)
        elif kept.state == ImportState.PREVIEWED:
            given = {"fingerprint": kept.fingerprint, "reason": "As agreed."}
            if second.post(f"/curate/imports/tables/{kept.pk}/apply/", given) == ACCEPTED:
                told.note("apply", name)
                asked = True
        return False

    keep_trying(act)


def _send(person: Person, told: Told, name: str, key: int) -> bool:
    content = f"Name,Type,Country\nHarbour {key},NGO,\nOpen Line {key},NGO,\n".encode()
    sent = {"kind": "organisations", "file": SimpleUploadedFile(name, content)}
    if person.post("/curate/imports/", sent) == ACCEPTED:
        told.note("bring", name)
    return False


def _prepare(kept: Any, email: str) -> None:
    """Columns and values as they are guessed. A file that was not read is read again."""
    from accounts.models import User
    from imports import preparing, uploads
    from imports.settings import Settings
    from imports.tables import Choices
    from stakeholders.errors import Refused

    by = User.objects.get(email=email)
    try:
        if not kept.found:
            choices = Choices(**kept.choices)
            uploads.choose(upload=kept, by=by, choices=choices, version=kept.version)
            return
        settings = preparing.settings_of(kept)
        preparing.say_columns(upload=kept, by=by, settings=settings, name=kept.file_name, version=kept.version)
        kept.refresh_from_db()
        rows = preparing.values_to_say(kept, Settings.from_json(kept.settings))
        values = {field.name: {text: code for text, _count, code in texts} for field, texts in rows}
        preparing.say_values(upload=kept, by=by, values=values, version=kept.version)
    except Refused:
        return  # somebody is at it: look again
