"""The disk is full, or the database is away: it is said, nothing is left behind, and what was typed is shown again."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client
from django.utils import timezone
from psycopg2 import errors as postgresql

from accounts.kept_forms import OWNER, owner_token
from dashboard.outages import Outage, outage_of
from gta import stored_files
from gta.storage import MediaStorage
from progress import evidence
from progress.models import Evidence
from tests import factories
from tests.full_disk import no_room
from tests.progress.test_reporting_pages import page_of, posted

TYPED = "Twelve officers were trained in <Aldria>."
FROM_HERE = {"origin": "http://testserver"}
REFUSING = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER no_room BEFORE UPDATE ON progress_progressreport FOR EACH ROW EXECUTE FUNCTION no_room();
"""


@pytest.fixture
def report(commitment, alice, client: Client):
    client.force_login(alice)
    client.raise_request_exception = False  # what a person gets is looked at here
    return factories.draft(commitment, by=alice)


@pytest.fixture
def form(report, alice) -> dict:
    return posted(report, narrative=TYPED) | {OWNER: owner_token(alice)}


@contextlib.contextmanager
def full_database() -> Iterator[None]:
    """SQLite may have no page more than it has; PostgreSQL says of a change of a report what it says on a full disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            pages = cursor.execute("PRAGMA page_count").fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {pages}")
        else:
            cursor.execute(REFUSING)
    yield
    if connection.vendor == "sqlite":  # with PostgreSQL it goes when the test's transaction is rolled back
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.mark.parametrize("spooled", [False, True], ids=["for the file", "for the upload"])
def test_an_upload_that_has_no_room(client: Client, report, form, settings, spooled):
    """In the second case the request could not even be read to its end, so that its text is with the browser alone."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0 if spooled else 32 << 20
    files = {"evidence-files": SimpleUploadedFile("law.txt", b"A law." * (3 << 19))}
    with no_room():
        answer = client.post(page_of(report), form | files, headers=FROM_HERE)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (507, "120")
    assert "The server has no room left" in page
    assert ("Twelve officers were trained in &lt;Aldria&gt;." in page) is not spooled
    assert not Evidence.objects.exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_a_text_that_has_no_room(client: Client, report, form):
    with full_database():
        answer = client.post(page_of(report), form | {"next_steps": "Word " * 3_000}, headers=FROM_HERE)
    assert answer.status_code == 507
    assert "Twelve officers" in answer.content.decode()
    report.refresh_from_db()
    assert report.narrative != TYPED


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("header", [{}, {"origin": "https://elsewhere.example"}], ids=["nowhere", "elsewhere"])
def test_the_database_is_away(client: Client, report, form, header):
    """Nobody listens where the database was; a form from another site is not shown back."""
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = "1"
    try:
        saved = client.post(page_of(report), form, headers=FROM_HERE)
        foreign = client.post(page_of(report), form, headers=header)
        read = client.get("/reporting/")
        program = client.get("/api/v1/reports/")
    finally:
        connection.close()
        connection.settings_dict["PORT"] = port
    assert [one.status_code for one in (saved, foreign, read, program)] == [503] * 4
    assert {one["Retry-After"] for one in (saved, foreign, read, program)} == {"120"}
    assert "Twelve officers" in saved.content.decode()
    assert "Twelve officers" not in foreign.content.decode()
    assert program["Content-Type"] == "application/problem+json"


def _raised(error: Exception, cause: BaseException | None = None) -> Exception:
    error.__cause__ = cause
    return error


def _of_sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("said")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), Outage.DISK_FULL),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), Outage.DISK_FULL),
        (OSError(errno.EACCES, "Permission denied"), None),
        (_raised(ValueError("x"), OSError(errno.ENOSPC, "No space left on device")), Outage.DISK_FULL),
        (_raised(OperationalError("could not extend file"), postgresql.DiskFull()), Outage.DISK_FULL),
        (_raised(OperationalError("starting up"), postgresql.CannotConnectNow()), Outage.DATABASE),
        (_raised(OperationalError("timeout"), postgresql.QueryCanceled()), Outage.DATABASE),
        (_raised(ProgrammingError("no table"), postgresql.UndefinedTable()), None),
        (_raised(OperationalError("full"), _of_sqlite(sqlite3.SQLITE_FULL)), Outage.DISK_FULL),
        (_raised(OperationalError("locked"), _of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT)), Outage.DATABASE),
        (_raised(OperationalError("no such table"), _of_sqlite(sqlite3.SQLITE_ERROR)), None),
        (None, None),
    ],
    ids=str,
)
def test_what_an_error_tells_of(error, outage):
    assert outage_of(error) is outage


class TestSweeping:
    @pytest.fixture(autouse=True)
    def file(self, report, alice) -> Evidence:
        file = SimpleUploadedFile("law.txt", b"A law.")
        return evidence.add_file(report=report, by=alice, upload=file, title="Law")

    def stray(self, file: Evidence, settings, *, days: int) -> Path:
        """A file beside that of the evidence which no row names, written ``days`` ago."""
        path = Path(settings.MEDIA_ROOT, file.file.name).with_name(f"stray-{days}.txt")
        path.write_text("Left by a kill.")
        then = timezone.now().timestamp() - days * 86400
        os.utime(path, (then, then))
        return path

    def test_a_file_without_a_row_goes_after_a_day(self, file, settings):
        old, new = self.stray(file, settings, days=2), self.stray(file, settings, days=0)
        foreign = Path(settings.MEDIA_ROOT, "of-the-operator.txt")
        foreign.write_text("Not ours.")
        assert [Path(name).name for name in stored_files.sweep(dry_run=True).without_row] == ["stray-2.txt"]
        assert old.exists()
        stored_files.sweep()
        assert not old.exists()
        assert new.exists() and foreign.exists() and file.file.storage.exists(file.file.name)

    def test_a_row_without_its_file_is_said(self, file, capsys):
        assert stored_files.sweep().without_file == []
        file.file.storage.delete(file.file.name)
        assert stored_files.sweep().without_file == [file.file.name]
        with pytest.raises(SystemExit):
            call_command("sweep_files", dry_run=True)
        assert f"missing: {file.file.name}" in capsys.readouterr().out

    def test_every_field_that_names_a_file_is_known(self):
        names = {f"{one.model._meta.label}.{one.name}" for one in stored_files.file_fields()}
        assert {
            "progress.Evidence.file",
            "progress.Preview.file",
            "opendata.PdfJob.file",
            "opendata.Snapshot.file",
        } <= names

    def test_the_site_stores_files_so(self, file):
        assert isinstance(file.file.storage._wrapped, MediaStorage)
