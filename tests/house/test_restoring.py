"""A restore that is killed anywhere is known to be unfinished, sends nothing, and can be begun again to its end."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.models import User
from gta import health
from gta.backups import archive, databases, restoring, unfinished
from gta.backups.archive import back_up
from gta.backups.checks import restore_is_finished
from gta.backups.errors import BackupError
from gta.backups.restoring import restore
from outbox import decisions, queue, sending
from outbox.models import AuditEntry, Message, Switch
from outbox.states import State
from progress import evidence, history, workflow
from tests import factories
from tests.house.other_machine import KILLED, Machine, kill_this_process, killed_after, killed_before
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(verania, fatima, alice, carol, ada):
    """One published report with two files, one message that is due and one that was set aside."""
    edition = factories.edition()
    commitment = factories.commitment(verania, by=fatima, recommendations=[factories.recommendation(edition)])
    report = factories.draft(commitment, by=alice)
    for words in (b"The words.", b"More words."):
        upload = SimpleUploadedFile(f"{len(words)}.txt", words)
        evidence.add_file(report=report, by=alice, upload=upload, title=words.decode())
    workflow.publish(report=workflow.submit(report=report, by=alice), by=carol)
    queue.enqueue(key="due|1", kind="test", recipient="reader@example.org")
    queue.enqueue(key="aside|1", kind="test", recipient="other@example.org")
    Message.objects.filter(occurrence_key="aside|1").update(state=State.HELD)
    return report


@pytest.fixture
def backup(site, tmp_path: Path) -> Path:
    back_up(tmp_path / "site.tar")
    return tmp_path / "site.tar"


def dying(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, how: Callable, act: Callable[[], Any]) -> Callable:
    """``act``, with its process killed before or after ``place.name``."""

    def with_death() -> Any:
        monkeypatch.setattr(place, name, how(getattr(place, name)))  # in the child alone
        return act()

    return with_death


def killed_in_the_middle_of_the_database(function: Callable) -> Callable:
    """SQLite's own copying, one page at a time and never to its end."""

    def die_at_the_fifth(_status: int, left: int, whole: int) -> None:
        if whole - left >= 5:
            kill_this_process()

    def copy_some(source: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(source) as from_, sqlite3.connect(target) as to:
            from_.backup(to, pages=1, progress=die_at_the_fifth)

    return copy_some


def killed_between_two_files(put: Callable) -> Callable:
    """One file is in its place, the other is not."""

    def put_one(folder: Path, manifest: dict) -> None:
        name = next(iter(manifest["media"]))
        put(folder, manifest | {"media": {name: manifest["media"][name]}})
        kill_this_process()

    return put_one


def says_that_it_is_unfinished() -> list[Any]:
    """In each of the places where somebody would look, and it sends nothing."""
    with pytest.raises(health.NotReadyError, match="restore FILE again"):
        health.check_restore()
    assert [one.id for one in restore_is_finished(None)] == ["backups.E001"]
    try:
        sent = dict(sending.deliver())
        states = dict(Message.objects.values_list("occurrence_key", "state"))
    except Exception:
        sent, states = {}, {}  # there are no tables yet
    return [sent, states.get("due|1") in (None, State.PENDING, State.HELD)]


def whole() -> dict[str, Any]:
    """What a site is after all went well."""
    return {
        "unfinished": unfinished.is_there(),
        "mail": [Switch.objects.current().held, dict(Message.objects.values_list("occurrence_key", "state"))],
        "holds": AuditEntry.objects.filter(what=AuditEntry.What.HOLD_ALL).count(),
        "media": [archive.digest_of(path) for path in archive.media_files()],
        "history": history.verify()[1] is None,
    }


def test_killed_at_every_step_it_can_be_begun_again(backup, elsewhere: Machine, monkeypatch):
    again = lambda: restore(backup)["made_at"]  # noqa: E731
    points = [
        (restoring, "unpack", killed_after),
        (unfinished, "write", killed_before),
        (unfinished, "write", killed_after),
        (databases, "load", killed_after),
        (restoring, "_check_what_came_back", killed_after),
        (decisions, "hold", killed_before),
        (decisions, "hold", killed_after),
        (restoring, "_put_media", killed_between_two_files),
        (unfinished, "forget", killed_before),
    ]
    if connection.vendor == "sqlite":
        points.insert(3, (databases, "_copy_sqlite", killed_in_the_middle_of_the_database))
    for place, name, how in points:
        assert elsewhere.run(dying(monkeypatch, place, name, how, again)) == KILLED, name
        assert elsewhere.run(says_that_it_is_unfinished) == [{}, True], name
    elsewhere.run(again)
    found = elsewhere.run(whole)
    assert found["mail"] == [True, {"due|1": "held", "aside|1": "held"}]
    assert (found["unfinished"], found["history"], found["holds"]) == (False, True, 1)
    assert len(found["media"]) == 2
    assert {path.name for path in elsewhere.media.iterdir()} == {"evidence"}


def test_what_an_administrator_released_stays_released(backup, elsewhere: Machine, monkeypatch, ada):
    key = ada.pk

    def release() -> None:
        person = User.objects.get(pk=key)
        decisions.release(by=person)
        decisions.release_message(Message.objects.get(occurrence_key="aside|1"), by=person)

    dead = dying(monkeypatch, restoring, "_put_media", killed_before, lambda: restore(backup))
    assert elsewhere.run(dead) == KILLED
    elsewhere.run(release)
    assert elsewhere.run(says_that_it_is_unfinished) == [{}, True]
    elsewhere.run(lambda: restore(backup)["made_at"])
    assert elsewhere.run(whole)["mail"] == [False, {"due|1": "held", "aside|1": "pending"}]

    def refused() -> None:
        with pytest.raises(BackupError, match="not empty"):
            restore(backup)

    elsewhere.run(refused)
    after = elsewhere.run(whole)
    assert (after["mail"][0], after["unfinished"]) == (False, False)


def test_what_is_foreign_is_refused_after_an_unfinished_restore_too(backup, site, tmp_path, elsewhere, monkeypatch):
    """A database that is another, one on which somebody worked, a file that nobody knows; another backup is fine."""
    load = dying(monkeypatch, databases, "load", killed_after, lambda: restore(backup))
    assert elsewhere.run(load) == KILLED
    noted = elsewhere.media / "restore-unfinished" / "about.json"
    text = noted.read_text()
    noted.write_text(text.replace(str(elsewhere.database.rpartition("/")[2]), "another"))

    def refused(words: str) -> Callable[[], None]:
        def act() -> None:
            with pytest.raises(BackupError, match=words):
                restore(backup)

        return act

    elsewhere.run(refused("was of another database"))
    noted.write_text(text)
    stranger = elsewhere.media / "evidence" / "stranger.txt"
    stranger.parent.mkdir()
    stranger.write_text("Somebody's own.")
    elsewhere.run(refused("the file evidence/stranger.txt"))
    assert stranger.read_text() == "Somebody's own."
    stranger.unlink()
    second = tmp_path / "second.tar"
    back_up(second)
    elsewhere.run(lambda: restore(second)["made_at"])
    assert elsewhere.run(whole)["unfinished"] is False


def test_every_command_and_start_says_it_in_words(elsewhere: Machine):
    (elsewhere.media / "restore-unfinished").mkdir(parents=True)
    command = [sys.executable, "manage.py", "check"]
    ran = subprocess.run(command, cwd=ROOT, env=elsewhere.environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "backups.E001" in ran.stderr and ran.stderr.count("restore FILE again") >= 2  # the start's line, the check's


def test_one_at_a_time(backup, elsewhere: Machine):
    def second() -> None:
        with unfinished.alone(), pytest.raises(BackupError, match="Another restore runs"):
            restore(backup)

    elsewhere.run(second)


@pytest.mark.services
def test_a_program_that_outlives_a_killed_restore_is_waited_for(backup, elsewhere: Machine, tmp_path):
    """pg_restore goes on when the command that started it is killed; nobody begins again beside it."""
    child = tmp_path / "child"

    def die_while_it_works() -> None:
        def popen_and_die(command: list[str], **options: Any) -> None:
            options.pop("check"), options.pop("capture_output")
            child.write_text(str(subprocess.Popen(["sh", "-c", 'read go; exec "$@"', "-", *command],
                                                  stdin=reader, **options).pid))  # fmt: skip
            kill_this_process()

        databases.subprocess.run = popen_and_die  # type: ignore[assignment]
        restore(backup)

    reader, writer = os.pipe()
    assert elsewhere.run(die_while_it_works) == KILLED

    def refused() -> None:
        with pytest.raises(BackupError, match="Another restore runs"):
            restore(backup)

    elsewhere.run(refused)
    os.close(reader)
    os.write(writer, b"go\n")
    os.close(writer)

    def ended() -> bool:
        try:
            os.kill(int(child.read_text()), 0)
        except ProcessLookupError:
            return True
        return Path(f"/proc/{child.read_text()}/stat").read_text().split()[2] == "Z"

    assert until(ended)
    elsewhere.run(lambda: restore(backup)["made_at"])
    assert elsewhere.run(whole)["unfinished"] is False
