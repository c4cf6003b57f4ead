"""/healthz and /readyz: what they say, what they do not say, and how long they take to say it."""

import json
import signal
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from gta import health
from tests.waiting import until


@pytest.fixture
def migrations_unseen(monkeypatch):
    """To read them all anew takes a busy machine longer than a check may take."""
    monkeypatch.setattr(health, "BOUND_SECONDS", 60.0)
    health._migrated.clear()
    yield
    health._migrated.clear()


def test_healthz_touches_nothing(client: Client, db, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("migrations_unseen")
@pytest.mark.django_db(transaction=True)
def test_readyz_names_every_check(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200, response.content
    assert response.json() == {
        "ready": True,
        "wrong": [],
        "checks": {
            "database": "ok",
            "migrations": "ok",
            "cache": "ok",
            "broker": "ok",
            "storage": "ok",
            "restore": "ok",
        },
    }
    assert not response.cookies


@pytest.mark.usefixtures("migrations_unseen")
@pytest.mark.django_db(transaction=True)
def test_readyz_sees_a_migration_that_is_not_applied(client: Client) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("accounts", "0001_initial")
    try:
        response = client.get("/readyz")
    finally:
        recorder.record_applied("accounts", "0001_initial")
    assert response.status_code == 503
    assert response.json()["wrong"] == ["migrations"]


@pytest.mark.usefixtures("migrations_unseen")
@pytest.mark.django_db(transaction=True)
def test_readyz_sees_a_lost_broker_folder(client: Client, settings, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path / "gone")}
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["wrong"] == ["broker"]
    assert str(tmp_path) not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_check_that_hangs_is_given_up_on_and_not_started_twice(client: Client, monkeypatch) -> None:
    starts, end = [], threading.Event()

    def hang() -> None:
        starts.append(1)
        end.wait(600)

    monkeypatch.setattr(health, "BOUND_SECONDS", 0.1)
    monkeypatch.setattr(health, "CHECKS", {"slow": hang})
    answers = [client.get("/readyz") for _ in range(3)]
    end.set()
    assert [answer.json()["checks"] for answer in answers] == [{"slow": "no answer"}] * 3
    assert len(starts) == 1


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def _ask(address: str) -> tuple[int, dict, float]:
    began = time.monotonic()
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=60) as answer:
            return answer.status, json.load(answer), time.monotonic() - began
    except urllib.error.HTTPError as error:
        return error.code, json.load(error), time.monotonic() - began


@pytest.mark.services
@pytest.mark.parametrize("blow", [signal.SIGSTOP, signal.SIGKILL], ids=["paused", "killed"])
def test_readyz_without_redis(own_redis, site, tmp_path: Path, blow: signal.Signals) -> None:
    address, process = own_redis
    with site(REDIS_URL=address) as tracker:
        assert until(lambda: _ask(tracker)[0] == 200), "once the migrations were read"
        process.send_signal(blow)
        answers: list[tuple[int, dict, float]] = []
        # What else the machine does only adds to the time: the quickest answer tells how long it waits for Redis.
        assert until(lambda: answers.append(_ask(tracker)) or answers[-1][2] < 3, within=60), answers
        process.send_signal(signal.SIGCONT)
    assert {status for status, _body, _seconds in answers} == {503}
    body = answers[-1][1]
    assert body["wrong"] == ["cache", "broker"]
    password = address.split(":")[2].split("@")[0]
    assert password not in json.dumps(body)
    assert password not in (tmp_path / "web.log").read_text()
