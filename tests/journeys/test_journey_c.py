"""Journey C: two reports due and one overdue make one mail a person, whatever happens to those who send it."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db.models import QuerySet

from outbox.models import Message
from outbox.states import State
from outbox.tasks import deliver
from progress import reminders
from stakeholders.models import Membership
from tests import factories
from tests.cast import person
from tests.mail_sink import MailSinkProcess
from tests.outbox.test_worker import url_of_test_database, worker
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
ON = datetime.date(2026, 7, 30)
COLLEAGUES = 6

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def organisation(verania, alice, fatima, bob):
    """Verania has two reports due tomorrow and one overdue, and many hands; Lantern owes nothing."""
    late = {"starts_on": datetime.date(2025, 7, 1), "ends_on": datetime.date(2025, 12, 31)}
    now = factories.period(due_on=datetime.date(2026, 7, 31))
    overdue = factories.period(**late, due_on=datetime.date(2026, 1, 31))
    for number in range(3):
        commitment = factories.commitment(verania, by=fatima)
        if number:
            factories.submitted(commitment, by=alice, period=overdue)
    assert now.due_on > ON > overdue.due_on
    for number in range(COLLEAGUES):
        Membership.objects.create(user=person(f"Colleague {number}"), organisation=verania, role="reporter")
    return verania


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[MailSinkProcess]:
    with MailSinkProcess(tmp_path) as running:
        yield running


@pytest.fixture
def manage(sink: MailSinkProcess) -> Callable[..., subprocess.Popen]:
    """Starts ``manage.py …`` as a process on this test's database, with its mail going to the sink."""
    environment = os.environ | {
        "DATABASE_URL": url_of_test_database(),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "OUTBOX_LEASE_SECONDS": "2",
        "OUTBOX_UNCERTAIN_AFTER_SECONDS": "3",
        "OUTBOX_BATCH": "2",
    }

    def start(*words: str) -> subprocess.Popen:
        command = [sys.executable, "manage.py", *words]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    return start


@contextmanager
def running(process: subprocess.Popen) -> Iterator[subprocess.Popen]:
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def received(sink: MailSinkProcess) -> Counter[str]:
    return Counter(line["recipients"][0] for line in sink.ledger.lines())


def in_doubt() -> QuerySet[Message]:
    return Message.objects.filter(state=State.UNCERTAIN)


def verania_staff() -> Counter[str]:
    return Counter(Membership.objects.filter(organisation__slug="verania").values_list("user__email", flat=True))


def test_one_mail_a_person_however_often_and_by_however_many_it_is_run(organisation, sink, manage):
    both = [manage("remind", "--on", ON.isoformat()) for _ in range(2)]
    assert [process.wait(300) for process in both] == [0, 0]
    again = manage("remind", "--on", ON.isoformat())
    assert "0 planned" in again.communicate(timeout=300)[0]
    with worker(sink), worker(sink):
        for _ in range(4):
            deliver.delay()
        assert until(lambda: not Message.objects.exclude(state=State.SENT).exists())
        time.sleep(1)  # long enough for a second mail, were there one
    assert received(sink) == verania_staff()
    email = sink.ledger.lines()[0]["content"]
    assert "overdue" in email


def test_a_sender_killed_in_the_middle_doubles_nothing_and_loses_nothing(organisation, sink, manage):
    planned = reminders.plan(now=datetime.datetime.now(datetime.UTC), on=ON)
    assert planned == len(verania_staff())
    sink.behaviour.write(delay=0.02, dot_delay=0.4)
    with running(manage("deliver_mail", "--pause", "0.1")) as sender:
        assert until(lambda: len(list(sink.ledger.lines())) >= 2)
        sender.send_signal(signal.SIGKILL)
        sender.wait()
    sink.behaviour.write()
    ends = [State.SENT, State.UNCERTAIN]
    with running(manage("deliver_mail", "--pause", "0.1")), running(manage("deliver_mail", "--pause", "0.1")):
        assert until(lambda: Message.objects.filter(state__in=ends).count() == planned)
        # A sender that the machine kept waiting for longer than the sweep does still notes what it was answered.
        assert until(lambda: in_doubt().count() <= 1), "one sender was killed, so one message at most can be in doubt"
        time.sleep(1)  # long enough for a second mail, were there one
    uncertain = set(in_doubt().values_list("recipient", flat=True))
    mails = received(sink)
    assert max(mails.values()) == 1
    assert set(mails) | uncertain == set(verania_staff())
