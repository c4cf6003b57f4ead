"""A real Celery worker on the broker of this run (Redis when there is one, files otherwise) and a real mail server."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from outbox import suppression, tasks
from outbox.models import Message, SuppressedAddress
from outbox.states import State
from scripts.processes import start, stop
from tests.mail_sink import MailSinkProcess
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
POOL = ["--pool", "prefork", "--concurrency", "2"] if os.environ["REDIS_URL"] else ["--pool", "threads"]


def url_of_test_database() -> str:
    """DATABASE_URL for a process that is to see the rows of this test."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


@contextmanager
def worker(sink: MailSinkProcess) -> Iterator[None]:
    """``celery worker`` as a process, with the mail going to the sink."""
    environment = os.environ | {
        "DATABASE_URL": url_of_test_database(),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
    }
    command = [sys.executable, "-m", "celery", "-A", "gta", "--workdir", str(ROOT), "worker", *POOL]
    command += ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    process = start(command, environment=environment)
    try:
        yield
    finally:
        stop(process, within=60)  # and its children with it, whose connections would keep the database from going


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_woken_sends_what_was_planned_and_once_however_often_it_is_woken(administrator, tmp_path):
    with MailSinkProcess(tmp_path) as sink, worker(sink):
        suppression.suppress("gone@example.org", cause=SuppressedAddress.Cause.BOUNCE)
        assert until(lambda: Message.objects.filter(state=State.SENT).count() == 1)
        for _ in range(5):
            tasks.deliver.delay()
            tasks.sweep.delay()
        suppression.suppress("also-gone@example.org", cause=SuppressedAddress.Cause.BOUNCE)
        assert until(lambda: Message.objects.filter(state=State.SENT).count() == 2)
    recipients = [line["recipients"] for line in sink.ledger.lines()]
    assert recipients == [[administrator.email]] * 2
