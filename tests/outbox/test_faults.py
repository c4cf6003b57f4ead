"""Senders killed and paused at random: no email twice, none lost, and the harness catches who does it wrong.

OUTBOX_FAULT_MESSAGES sets how many messages (300), OUTBOX_FAULT_SEED the order of blows (1).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = int(os.environ.get("OUTBOX_FAULT_MESSAGES", "300"))
SEED = os.environ.get("OUTBOX_FAULT_SEED", "1")

pytestmark = pytest.mark.services


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """An empty database of its own: a SQLite file, or one on the PostgreSQL server that the tests run on."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{tmp_path / 'faults.sqlite3'}"
        return
    name = f"outbox_faults_{os.getpid()}"
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield f"{server.rpartition('/')[0]}/{name}"
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


@pytest.fixture
def verdict_on(tmp_path: Path, database_url: str):
    """Runs the harness on one design and gives its verdict."""

    def verdict_on(design: str, messages: int, blows: int) -> dict:
        (folder := tmp_path / "harness").mkdir()
        command = [sys.executable, "-m", "tests.outbox.harness", "--folder", str(folder), "--design", design]
        command += ["--messages", str(messages), "--blows", str(blows), "--seed", SEED]
        environment = os.environ | {"DATABASE_URL": database_url}
        ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout.splitlines()[-1])

    return verdict_on


def test_the_fenced_sender_sends_nothing_twice_and_loses_nothing(verdict_on):
    verdict = verdict_on("fenced", MESSAGES, blows=MESSAGES // 4)
    assert verdict["planned"] == MESSAGES
    assert verdict["kills"] > 10 and verdict["pauses"] > 3, verdict
    wrong = {name: verdict[name] for name in ("doubles", "lost", "denied", "unsettled")}
    assert wrong == dict.fromkeys(wrong, 0), verdict
    assert set(verdict["states"]) <= {"sent", "uncertain"}, verdict
    assert verdict["states"].get("uncertain", 0) <= verdict["kills"], verdict
    assert verdict["states"]["sent"] > MESSAGES / 2, verdict


@pytest.mark.parametrize(("design", "fault"), [("send-then-mark", "doubles"), ("mark-then-send", "lost")])
def test_a_wrong_design_is_caught(verdict_on, design, fault):
    verdict = verdict_on(design, messages=150, blows=50)
    assert verdict[fault] > 0, verdict
