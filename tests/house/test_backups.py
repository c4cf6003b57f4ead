"""A backup brought back on an empty machine is the site as it was; anything less is refused."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from gta.backups import archive
from gta.backups.archive import back_up
from gta.backups.errors import BackupError
from gta.backups.restoring import restore
from gta.backups.unpacking import unpack
from progress import evidence, workflow
from recommendations.models import Edition
from tests import factories
from tests.house.other_machine import Machine

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(verania, fatima, alice, carol):
    """One published report with a file, and so rows in most tables."""
    edition = factories.edition()
    commitment = factories.commitment(verania, by=fatima, recommendations=[factories.recommendation(edition)])
    report = factories.draft(commitment, by=alice)
    evidence.add_file(report=report, by=alice, upload=SimpleUploadedFile("a.txt", b"The words."), title="Words")
    return workflow.publish(report=workflow.submit(report=report, by=alice), by=carol)


@pytest.fixture
def manage(elsewhere: Machine) -> Callable[..., subprocess.CompletedProcess]:
    """Runs ``manage.py`` on the other machine."""

    def run(*words: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=ROOT, env=elsewhere.environment, capture_output=True, text=True, timeout=180, check=False
        )

    return run


ASK = """
import json
from gta.backups.archive import counts, digest_of, media_files
from outbox.models import Switch
from progress import history, rollups
from django.utils import timezone
print(json.dumps({
    "counts": counts(), "media": [digest_of(path) for path in media_files()], "held": Switch.objects.current().held,
    "history": history.verify()[1] is None, "rollups": rollups.rebuild(on=timezone.localdate()),
}))
"""


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody writes as soon as the database is copied, and before anything is counted."""
    copied = archive.databases.copied

    def write() -> None:
        factories.edition(slug="meanwhile")
        connection.close()

    @contextmanager
    def copied_and_written(target: Path) -> Iterator[None]:
        with copied(target):
            writer = Thread(target=write)
            writer.start()
            writer.join()
            yield

    monkeypatch.setattr(archive.databases, "copied", copied_and_written)


@pytest.mark.usefixtures("busy")
def test_it_comes_back_whole_with_mail_held(site, tmp_path, elsewhere, manage):
    default_storage.save("report-packs/a.pdf", ContentFile(b"made again when it is asked for"))
    manifest = back_up(tmp_path / "site.tar")
    assert [name.partition("/")[0] for name in manifest["media"]] == ["evidence"]
    brought_back = manage("restore", str(tmp_path / "site.tar"))
    assert brought_back.returncode == 0, brought_back.stderr
    assert Edition.objects.count() == manifest["counts"]["recommendations.Edition"] + 1
    answer = manage("shell", "-v0", "-c", ASK)
    found = json.loads(answer.stdout.splitlines()[-1])
    # Holding mail leaves traces of its own, one of them in the log of who did what.
    compared = {label for label in manifest["counts"] if not label.startswith("outbox.")} - {"audit.Entry"}
    assert found["counts"]["audit.Entry"] == manifest["counts"]["audit.Entry"] + 1
    assert {label: found["counts"][label] for label in compared} == {
        label: manifest["counts"][label] for label in compared
    }
    assert found["media"] == list(manifest["media"].values())
    assert (found["held"], found["history"], found["rollups"]) == (True, True, 0)
    again = manage("restore", str(tmp_path / "site.tar"))
    assert again.returncode == 1
    assert "not empty" in again.stderr


def test_a_site_with_people_is_left_alone(site, tmp_path):
    back_up(tmp_path / "site.tar")
    with pytest.raises(BackupError, match="not empty"):
        restore(tmp_path / "site.tar")
    assert type(site).objects.filter(pk=site.pk).exists()


def test_it_never_overwrites_and_leaves_nothing_half_made(site, tmp_path):
    (tmp_path / "site.tar").write_text("precious")
    with pytest.raises(BackupError, match="there already"):
        back_up(tmp_path / "site.tar")
    with pytest.raises(BackupError, match="does not exist"):
        back_up(tmp_path / "nowhere" / "site.tar")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".unfinished"] == []
    assert (tmp_path / "site.tar").read_text() == "precious"


def _changed(source: Path, target: Path, name_part: str, content: bytes | None) -> None:
    """The same archive with one member replaced, or (None) left out."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            data = old.extractfile(member)
            body = data.read() if data else b""
            if name_part in member.name:
                if content is None:
                    continue
                body, member.size = content, len(content)
            new.addfile(member, io.BytesIO(body))


@pytest.mark.parametrize(
    ("member", "content", "problem"),
    [
        ("media/", b"Other words", "damaged"),
        ("media/", None, "damaged"),
        ("database", b"nothing", "damaged"),
        ("manifest", b"{}", "not a backup"),
        ("manifest", b"not json", "not a backup"),
        ("manifest", None, "not a backup"),
    ],
)
def test_a_damaged_file_is_refused_before_anything_changes(member, content, problem, site, tmp_path, elsewhere):
    back_up(tmp_path / "site.tar")
    _changed(tmp_path / "site.tar", tmp_path / "bad.tar", member, content)

    def refused() -> None:
        with pytest.raises(BackupError, match=problem):
            restore(tmp_path / "bad.tar")

    elsewhere.run(refused)
    assert list(elsewhere.media.iterdir()) == []


def _entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, link
    return entry


@pytest.mark.parametrize(
    "entries",
    [
        [_entry("../outside")],
        [_entry("media/../../outside")],
        [_entry("/tmp/outside")],
        [_entry(".")],
        [_entry("media/link", tarfile.SYMTYPE, "/etc/passwd")],
        [_entry("media/link", tarfile.LNKTYPE, "database")],
        [_entry("media/device", tarfile.CHRTYPE)],
        [_entry("media/pipe", tarfile.FIFOTYPE)],
        [_entry("media/folder", tarfile.DIRTYPE)],
        [_entry("media/folder", tarfile.SYMTYPE, ".."), _entry("media/folder/outside")],
        [_entry("database")],
        [_entry("media/a"), _entry("media/a/b")],
        [_entry("media/./a"), _entry("media/a")],
    ],
    ids=lambda entries: " ".join(f"{entry.name}:{entry.type.decode()}" for entry in entries),
)
def test_what_is_no_file_of_a_site_is_refused_before_anything_is_written(entries, tmp_path):
    with tarfile.open(tmp_path / "bad.tar", "w") as bad:
        for entry in [_entry("database"), *entries]:
            bad.addfile(entry)
    (tmp_path / "inside").mkdir()
    with tarfile.open(tmp_path / "bad.tar") as bad, pytest.raises(BackupError, match="Take another one"):
        unpack(bad, tmp_path / "inside")
    assert list((tmp_path / "inside").iterdir()) == []
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("content", [b"", b"no tar at all", None])
def test_what_is_no_archive_is_refused(content, tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "empty")
    if content is not None:
        (tmp_path / "x.tar").write_bytes(content)
    with pytest.raises(BackupError, match="no file" if content is None else "tar file"):
        restore(tmp_path / "x.tar")


def test_only_into_a_database_of_its_kind(site, tmp_path, elsewhere):
    manifest = back_up(tmp_path / "site.tar")
    other = "postgresql" if manifest["database"] == "sqlite" else "sqlite"
    foreign = json.dumps(manifest | {"database": other}).encode()
    _changed(tmp_path / "site.tar", tmp_path / "foreign.tar", "manifest", foreign)

    def refused() -> None:
        with pytest.raises(BackupError, match="Set DATABASE_URL"):
            restore(tmp_path / "foreign.tar")

    elsewhere.run(refused)


def test_nobody_else_can_read_it(site, tmp_path):
    back_up(tmp_path / "site.tar")
    assert (tmp_path / "site.tar").stat().st_mode & 0o077 == 0
    assert archive.media_files() == sorted(Path(settings.MEDIA_ROOT).rglob("evidence/*/*"))
