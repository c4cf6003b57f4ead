"""Backups by the worker: when they are due, one at a time, proved, encrypted, thrown away in time; and a full disk."""

from __future__ import annotations

import datetime
import resource
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from gta.backups import encryption, jobs, proving
from gta.backups.errors import BackupError
from gta.backups.models import Backup, BackupState
from gta.backups.pruning import kept
from gta.celery import app as celery_app
from gta.metrics import queues
from gta.schedule import CELERY_BEAT_SCHEDULE
from progress.models import HistoryHead
from tests import factories
from tests.full_disk import no_room
from tests.house.other_machine import KILLED, Machine, kill_this_process

NOON = datetime.datetime(2026, 3, 31, 12, tzinfo=datetime.UTC)


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    """Backups are asked for once a day, encrypted; the private key is beside the folder."""
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(f"# created: 2026-03-31\n{key}\n")
    settings.BACKUPS_FOLDER, settings.BACKUP_EVERY_HOURS = str(tmp_path / "backups"), 24
    settings.BACKUP_KEY = str(key.to_public())
    return tmp_path / "backups"


@pytest.fixture
def unproved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the proof is not what is tested: it starts three processes."""
    monkeypatch.setattr(proving, "prove", lambda archive, **options: None)


@pytest.fixture
def within(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """No file of a backup may grow beyond so many bytes: the kernel refuses, as it does on a full disk."""
    real = jobs.back_up

    def limit(most: int) -> None:
        monkeypatch.setattr(jobs, "back_up", no_room(most)(real))

    return limit


@pytest.mark.django_db(transaction=True)
def test_it_is_proved_and_encrypted(folder: Path, tmp_path: Path, verania, monkeypatch: pytest.MonkeyPatch):
    factories.edition()
    row = jobs.make_due()
    assert row is not None and (row.state, row.problem, row.proved) == (BackupState.DONE, "", True)
    (file,) = folder.iterdir()
    assert (file.name, file.stat().st_size) == (row.name, row.size)
    assert file.name.endswith(".tar.age") and file.stat().st_mode & 0o077 == 0
    assert b"Verania" not in file.read_bytes()
    monkeypatch.setattr(proving, "AFTERWARDS", ())
    call_command("prove_backup", file, identity=tmp_path / "key.txt", folder=tmp_path)
    with pytest.raises(CommandError, match="Give the file with the private key"):
        call_command("prove_backup", file, folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".proof")] == []


@pytest.mark.django_db(transaction=True)
def test_one_that_cannot_be_brought_back_is_kept_and_said(folder: Path):
    """The database says that its history went further than it does."""
    HistoryHead.objects.update(sequence=5, hash="5" * 64)
    row = jobs.make_due()
    assert row is not None and (row.state, row.proved) == (BackupState.DONE, False)
    assert "The history does not hold" in row.problem
    assert [path.name for path in folder.iterdir()] == [row.name]
    numbers = {metric.name: metric.samples[0].value for metric in queues.backups()}
    assert (numbers["tracker_backup_unproved"], numbers["tracker_backup_bytes"]) == (1, row.size)


def test_the_private_key_alone_opens_it(folder: Path, tmp_path: Path, settings):
    plain, kept_, opened = tmp_path / "plain", tmp_path / "kept", tmp_path / "opened"
    plain.write_bytes(b"The words of Verania." * 10_000)
    encryption.encrypt(plain, kept_, key=settings.BACKUP_KEY)
    encryption.decrypt(kept_, opened, identity=tmp_path / "key.txt")
    assert opened.read_bytes() == plain.read_bytes()
    (tmp_path / "other.txt").write_text(str(pyrage.x25519.Identity.generate()))
    (tmp_path / "empty.txt").write_text("# nothing\n")
    for identity, said in (
        ("other.txt", "does not open with the key"),
        ("empty.txt", "no private key"),
        ("plain", "could not be read"),
        ("none.txt", "could not be read"),
    ):
        with pytest.raises(BackupError, match=said):
            encryption.decrypt(kept_, tmp_path / f"by-{identity}", identity=tmp_path / identity)
    kept_.write_bytes(kept_.read_bytes()[:-50])
    with pytest.raises(BackupError, match="does not decrypt to its end"):
        encryption.decrypt(kept_, tmp_path / "cut", identity=tmp_path / "key.txt")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("unproved")
class TestWhen:
    def test_only_where_asked_for_and_only_when_due(self, folder: Path, settings, time_machine):
        time_machine.move_to(NOON)
        settings.BACKUP_EVERY_HOURS = 0
        assert jobs.make_due() is None
        assert not Backup.objects.are_overdue()
        settings.BACKUP_EVERY_HOURS = 24
        assert Backup.objects.are_overdue()
        assert jobs.make_due() is not None
        for hours, due in ((11, False), (13, True)):  # each day of UTC has one, so that the hour does not wander
            time_machine.move_to(NOON + datetime.timedelta(hours=hours))
            assert jobs.is_due() is due
            assert not Backup.objects.are_overdue()
        time_machine.move_to(NOON + datetime.timedelta(hours=49))
        assert Backup.objects.are_overdue()

    def test_one_at_a_time(self, folder: Path):
        Backup.objects.create()
        assert jobs.make_due() is None
        with pytest.raises(IntegrityError), transaction.atomic():
            Backup.objects.create()

    def test_a_full_disk_leaves_nothing_says_what_to_do_and_is_tried_again(self, folder, within, time_machine):
        time_machine.move_to(NOON)
        for most in (64 << 10, 4 << 10):
            within(most)
            row = jobs.make_due()
            assert row is not None and row.state == BackupState.FAILED
            assert "room" in row.problem
            assert list(folder.iterdir()) == []
            time_machine.shift(datetime.timedelta(minutes=50))
            assert jobs.make_due() is None
            time_machine.shift(datetime.timedelta(minutes=20))
        within(resource.RLIM_INFINITY)
        row = jobs.make_due()
        assert row is not None and row.state == BackupState.DONE

    @pytest.mark.parametrize("way", [1, -1], ids=["time went by", "the clock was set back"])
    def test_what_a_killed_worker_left_is_cleared_away(self, folder: Path, tmp_path, time_machine, monkeypatch, way):
        def killed() -> None:
            monkeypatch.setattr(proving, "prove", kill_this_process)  # in the child alone
            jobs.make_due()

        same_database = Machine(tmp_path, f"{connection.vendor}:///{connection.settings_dict['NAME']}")
        assert same_database.run(killed) == KILLED
        assert [path.name.startswith(".begun-") for path in folder.iterdir()] == [True]
        assert jobs.make_due() is None, "it may be at work still"
        time_machine.move_to(timezone.now() + way * (jobs.ABANDONED + datetime.timedelta(minutes=1)))
        jobs.make_due()
        found = list(Backup.objects.order_by("pk").values_list("state", "problem"))
        assert found == [("failed", "The worker stopped in the middle of it."), ("done", "")]
        assert [path.suffix for path in folder.iterdir()] == [".age"]

    def test_old_ones_go_and_what_others_put_there_stays(self, folder: Path, settings, time_machine):
        settings.BACKUPS_KEEP = [2, 0, 0]
        folder.mkdir()
        (folder / "by-hand.tar").write_text("An operator's own.")
        for day in range(3):
            time_machine.move_to(NOON + datetime.timedelta(days=day), tick=False)
            assert jobs.make_due() is not None
        names = [f"tracker-2026-04-0{day}T120000Z.tar.age" for day in (1, 2)]
        assert sorted(path.name for path in folder.iterdir()) == ["by-hand.tar", *names]
        assert sorted(Backup.objects.values_list("name", flat=True)) == names

    def test_a_folder_that_cannot_be_made_is_named(self, tmp_path: Path, settings, folder):
        (tmp_path / "file").write_text("no folder")
        settings.BACKUPS_FOLDER = str(tmp_path / "file" / "backups")
        row = jobs.make_due()
        assert row is not None and "Set BACKUPS_FOLDER" in row.problem


@pytest.mark.parametrize(
    ("keep", "days_ago"),
    [
        ([3, 0, 0], [0, 1, 2]),
        ([1, 3, 0], [0, 2, 9]),  # 31 March is a Tuesday: the newest of its week, and the Sundays before
        ([1, 0, 3], [0, 31, 59]),
        ([2, 2, 2], [0, 1, 2, 31]),
    ],
    ids=str,
)
def test_what_stays(keep: list[int], days_ago: list[int]):
    daily = [NOON - datetime.timedelta(days=days) for days in range(400)]
    assert kept(daily, keep) == {NOON - datetime.timedelta(days=days) for days in days_ago}
    assert kept([], keep) == set()


def test_nothing_goes_while_none_is_made():
    long_ago = {NOON - datetime.timedelta(days=900), NOON - datetime.timedelta(days=901)}
    assert kept(long_ago, [7, 5, 12]) == long_ago


def test_they_have_a_queue_of_their_own():
    """So that they can be made as the owner of the tables, by a worker that does nothing else."""
    tasks = {one["task"] for one in CELERY_BEAT_SCHEDULE.values()}
    queues_of = {task: celery_app.amqp.router.route({}, task)["queue"].name for task in tasks}
    assert {task for task, queue in queues_of.items() if queue == "backups"} == {"gta.tasks.make_backup"}
    assert set(queues_of.values()) == {"backups", "celery"} == set(celery_app.amqp.queues)
    assert len({queue.routing_key for queue in celery_app.amqp.queues.values()}) == 2, "each message goes to both"


def test_administrators_alone_see_them(db, client: Client, ada, carol):
    row = Backup.objects.create(
        state=BackupState.DONE, finished_at=NOON, name="a.tar", size=3 << 20, sha256="0" * 64, problem="No room."
    )
    client.force_login(carol)
    assert client.get("/admin/backups/backup/").status_code == 403
    client.force_login(ada)
    listed = client.get("/admin/backups/backup/").content.decode()
    assert "3.0\xa0MB" in listed and "No room." in listed
    assert "a.tar" in client.get(f"/admin/backups/backup/{row.pk}/change/").content.decode()
