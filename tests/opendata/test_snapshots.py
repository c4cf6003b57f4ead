"""Snapshots: what is given away for good stays as it was, can be checked, and goes only for a reason in public."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from frictionless import Package

from accounts.models import User
from opendata import snapshots
from opendata.datasets import DATASETS
from opendata.models import Snapshot
from opendata.tasks import make_monthly_snapshot
from progress.models import PublicVersion
from tests.dashboard.addresses import body
from tests.dashboard.world import CANARY, World
from tests.full_disk import no_room

TODAY = datetime.date(2025, 11, 22)
BASE = "/data/snapshots/2025-11-22/"


def stored(snapshot: Snapshot) -> bytes:
    with default_storage.open(snapshot.file) as handle:
        return handle.read()


def test_it_holds_the_downloads_of_its_day_and_describes_them(client: Client, world: World, tmp_path: Path) -> None:
    made = snapshots.make(on=TODAY)
    with zipfile.ZipFile(io.BytesIO(stored(made))) as archive:
        archive.extractall(tmp_path)
        assert archive.namelist() == [*(f"{name}.csv" for name in DATASETS), "datapackage.json"]
        for name in DATASETS:
            assert archive.read(f"{name}.csv") == body(client.get(f"/data/{name}.csv"))
        assert CANARY.encode() not in b"".join(map(archive.read, archive.namelist()))
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.flatten(["note"]) == []
    described = json.loads((tmp_path / "datapackage.json").read_text())
    assert described["version"] == "2025-11-22"
    assert {one["hash"] for one in described["resources"]} == {f"sha256:{one['sha256']}" for one in made.files[:-1]}
    rows = list(csv.DictReader(io.StringIO((tmp_path / "commitments.csv").read_text("utf-8-sig"))))
    assert {row["as_of"] for row in rows} == {"2025-11-22"}
    assert snapshots.problems(made) == []


def test_the_same_data_gives_the_same_bytes(world: World, ada: User) -> None:
    first = snapshots.make(on=TODAY)
    digest = first.sha256
    Snapshot.objects.all().delete()
    assert snapshots.make(on=TODAY).sha256 == digest


def test_every_file_has_an_address_that_stays(client: Client, world: World) -> None:
    made = snapshots.make(on=TODAY)
    sums = body(client.get(f"{BASE}SHA256SUMS")).decode()
    for line in sums.splitlines():
        digest, name = line.split("  ")
        answer = client.get(BASE + name)
        data = body(answer)
        assert hashlib.sha256(data).hexdigest() == digest
        assert (answer.headers["ETag"], int(answer.headers["Content-Length"])) == (f'"{digest}"', len(data))
        assert client.get(BASE + name, headers={"if-none-match": f'"{digest}"'}).status_code == 304
        assert client.head(BASE + name).status_code == 200
    assert len(sums.splitlines()) == len(DATASETS) + 2  # the archive and the data package
    assert body(client.get("/data/snapshots/SHA256SUMS")).decode() == f"{made.sha256}  {made.name}\n"
    page = client.get(BASE).content.decode()
    assert made.sha256 in page and "Open data, snapshot of 22 November 2025" in page
    for address in ("/data/", "/data/snapshots/", "/ar/data/snapshots/2025-11-22/"):
        assert made.sha256 in client.get(address).content.decode()
    assert "Open data, snapshot of 22 November 2025" in client.get(f"{BASE}cite.bib").content.decode()
    assert f"UR  - http://testserver{BASE}\r\n" in client.get(f"{BASE}cite.ris").content.decode()


@pytest.mark.parametrize("address", ["2025-11-21/", "2025-02-30/", "soon/", "2025-11-22/other.csv", "2025-11-21/a.csv"])
def test_what_is_not_there_is_404(client: Client, clock, db, address: str) -> None:
    snapshots.make(on=TODAY)
    assert client.get(f"/data/snapshots/{address}").status_code == 404


def test_a_new_one_shows_at_once(client: Client, clock, db) -> None:
    before = client.get("/data/").headers["ETag"]
    assert "No snapshot has been made yet." in client.get("/data/").content.decode()
    snapshots.make(on=TODAY)
    assert client.get("/data/").headers["ETag"] != before


def test_there_is_one_a_day_and_it_never_changes(clock, db) -> None:
    first = snapshots.make(on=TODAY)
    with pytest.raises(snapshots.SnapshotError, match="never changes"):
        snapshots.make(on=TODAY)
    with pytest.raises(CommandError, match="never changes"):
        call_command("make_snapshot")
    assert Snapshot.objects.get().sha256 == first.sha256
    assert len(default_storage.listdir("snapshots/2025-11-22")[1]) == 1


def test_of_two_at_the_same_time_one_is_kept(clock, db, monkeypatch) -> None:
    """The other is finished between this one's first look and its row."""
    first_look = snapshots._refuse_second

    def late(on: datetime.date) -> None:
        monkeypatch.setattr(snapshots, "_refuse_second", first_look)
        snapshots.make(on=on)

    monkeypatch.setattr(snapshots, "_refuse_second", late)
    with pytest.raises(snapshots.SnapshotError):
        snapshots.make(on=TODAY)
    assert len(default_storage.listdir("snapshots/2025-11-22")[1]) == 1
    assert snapshots.problems(Snapshot.objects.get()) == []


def test_the_schedule_makes_one_a_month_however_often_it_asks(db) -> None:
    days = [datetime.date(2025, 11, 3), datetime.date(2025, 11, 4), datetime.date(2025, 12, 9)]
    made = [snapshots.make_monthly(on=day) for day in days]
    assert [one and one.day for one in made] == [days[0], None, days[2]]


def test_the_task_says_what_it_made(clock, db) -> None:
    assert make_monthly_snapshot() == "2025-11-22"
    assert make_monthly_snapshot() is None


def test_a_full_disk_leaves_nothing_and_the_next_hour_makes_it(clock, world: World, settings) -> None:
    before = list(Path(settings.MEDIA_ROOT).rglob("*.zip"))
    with no_room(2 << 10), pytest.raises(snapshots.SnapshotError, match="Free some space"):
        make_monthly_snapshot()
    assert not Snapshot.objects.exists()
    assert list(Path(settings.MEDIA_ROOT).rglob("*.zip")) == before
    assert make_monthly_snapshot() == "2025-11-22"


def test_taking_down_needs_an_administrator_and_a_reason(
    client: Client,
    clock,
    ada: User,
    carol: User,
    django_capture_on_commit_callbacks,
) -> None:
    made = snapshots.make(on=TODAY)
    for person, reason in ((carol, "A name."), (ada, "  ")):
        with pytest.raises(snapshots.SnapshotError):
            snapshots.take_down(snapshot=made, by=person, reason=reason)
    version = PublicVersion.objects.get().number
    with django_capture_on_commit_callbacks(execute=True):
        snapshots.take_down(snapshot=made, by=ada, reason="It held a person’s name.")
    assert not default_storage.exists(made.file)
    assert PublicVersion.objects.get().number == version + 1
    for name in ("", made.name, "commitments.csv", "SHA256SUMS", "cite.bib"):
        answer = client.get(BASE + name)
        assert answer.status_code == 410
        assert "It held a person’s name." in answer.content.decode()
    assert "It held a person’s name." in client.get("/data/snapshots/").content.decode()
    assert body(client.get("/data/snapshots/SHA256SUMS")) == b""
    with pytest.raises(snapshots.SnapshotError, match="already"):
        snapshots.take_down(snapshot=made, by=ada, reason="Again.")
    assert snapshots.problems(Snapshot.objects.get()) == []


def test_the_command_takes_down(clock, ada: User, capsys) -> None:
    snapshots.make(on=TODAY)
    with pytest.raises(CommandError, match="no person"):
        call_command("take_down_snapshot", "2025-11-22", "--by", "nobody@example.org", "--reason", "x")
    call_command("take_down_snapshot", "2025-11-22", "--by", ada.email, "--reason", "A court asked for it.")
    assert Snapshot.objects.get().taken_down_reason == "A court asked for it."


def test_an_administrator_takes_down_in_the_admin(clock, client: Client, ada: User, carol: User) -> None:
    made = snapshots.make(on=TODAY)
    client.force_login(ada)
    address = f"/admin/opendata/snapshot/{made.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"taken_down_reason": ""}).status_code == 200
    assert client.post(address, {"taken_down_reason": "It held a name."}).status_code == 302
    assert Snapshot.objects.get().taken_down_by == ada
    assert client.post(address, {"taken_down_reason": "Another reason."}).status_code == 403
    client.force_login(carol)
    assert client.get("/admin/opendata/snapshot/").status_code == 403


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_verification_names_what_differs(clock, db, damage: str, capsys) -> None:
    made = snapshots.make(on=TODAY)
    call_command("verify_snapshots")
    assert "1 snapshots" in capsys.readouterr().out
    path = Path(default_storage.path(made.file))
    if damage == "missing":
        path.unlink()
    else:
        data = bytearray(path.read_bytes())
        data[40] ^= 1
        path.write_bytes(data)
    with pytest.raises(CommandError, match="2025-11-22: its file is"):
        call_command("verify_snapshots")


def test_the_database_refuses_half_a_taking_down(clock, db) -> None:
    made = snapshots.make(on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.filter(pk=made.pk).update(taken_down_reason="No time, no person.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.filter(pk=made.pk).update(size=0)
