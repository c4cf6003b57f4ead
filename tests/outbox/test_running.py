"""The shells that run a sender: tasks, beat's timetable, the command."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings as site
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError

from outbox import loop, tasks
from outbox.models import Message
from outbox.models.message import from_now
from outbox.states import State

ROOT = Path(__file__).resolve().parents[2]


def test_beat_runs_every_task_of_the_outbox_and_the_names_exist():
    current_app.loader.import_default_modules()
    named = {entry["task"] for entry in site.CELERY_BEAT_SCHEDULE.values() if entry["task"].startswith("outbox.")}
    assert named == {name for name in current_app.tasks if name.startswith("outbox.")}


def test_the_delivery_task_sends(plan):
    plan()
    assert tasks.deliver() == {"sent": 1}
    assert len(mail.outbox) == 1


def test_the_sweeping_and_forgetting_tasks_do_so(in_state, settings):
    in_state(State.CLAIMED, "dead")
    Message.objects.update(lease_until=from_now(timedelta(seconds=-1)))
    assert tasks.sweep()["given back"] == 1
    old = in_state(State.SENT, "old")
    Message.objects.filter(pk=old.pk).update(settled_at=from_now(-timedelta(days=settings.OUTBOX_KEEP_DAYS + 1)))
    assert tasks.forget_settled() == 1


def test_the_command_says_what_it_did(plan, capsys):
    call_command("deliver_mail", "--once")
    plan()
    call_command("deliver_mail", "--once")
    assert capsys.readouterr().out.splitlines() == ["Nothing to send.", "sent: 1"]


def test_the_loop_outlives_a_database_that_is_away(monkeypatch, caplog):
    stop, looks = threading.Event(), []

    def look(stop: threading.Event) -> None:
        looks.append(1)
        if len(looks) == 1:
            raise OperationalError("away")
        stop.set()

    monkeypatch.setattr(loop, "run_once", look)
    monkeypatch.setattr(loop.connection, "close", lambda: None)
    loop.run_until(stop, pause=0)
    assert len(looks) == 2 and "cannot be used at the moment" in caplog.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_ends_when_it_is_asked_to(db, tmp_path, number):
    """A process of its own on an empty database: it waits for the tables to come, and still ends in good order."""
    environment = {
        "PATH": "",
        "DEMO": "1",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
    }
    command = [sys.executable, str(ROOT / "manage.py"), "deliver_mail", "--pause", "60"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    line = process.stderr.readline()
    while "cannot be used at the moment" not in line:
        assert line, "the command ended by itself"
        line = process.stderr.readline()
    process.send_signal(number)
    assert process.wait(50) == 0, "it ends at once, not after its pause"
