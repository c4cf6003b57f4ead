"""The fault harness: real sender processes, killed and paused at random, against a mail server with a ledger.

    DATABASE_URL=… python -m tests.outbox.harness --folder DIR [--design fenced] [--messages 300] [--seed 1]

DATABASE_URL names a database of its own: an empty one, on PostgreSQL or a SQLite file. Two planners plan the same
messages at the same time; senders are killed (SIGKILL) and paused beyond their lease (SIGSTOP), and the rest is left to
settle. Then ledger and table are compared, and the verdict is printed as the last line, as JSON:

``doubles``: received more than once · ``lost``: noted as sent, never received · ``denied``: received, but noted as
neither sent nor uncertain · ``unsettled``: neither sent, failed, cancelled, set aside nor uncertain · ``states``,
``kills``, ``pauses``, ``seconds``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.mail_sink import MailSinkProcess

KIND = "tests.harness"
PATIENCE = 600  # seconds until whatever is not settled counts as lost
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "gta.settings",
    "TESTING": "1",
    "DEBUG": "0",
    "DEMO": "0",
    "MAIL_HELD": "0",
    "SECRET_KEY": "only-for-tests-0123456789-0123456789-0123456789-0123456789",
    "ALLOWED_HOSTS": "testserver",
    "REDIS_URL": "",
    # Everything that takes a minute or a quarter of an hour takes seconds here.
    "OUTBOX_LEASE_SECONDS": "2",
    "OUTBOX_UNCERTAIN_AFTER_SECONDS": "4",
    "OUTBOX_BACK_OFF_SECONDS": "1",
    "OUTBOX_BACK_OFF_LIMIT_SECONDS": "2",
    "OUTBOX_MAX_ATTEMPTS": "1000",  # each lease that runs out is one, and on a busy machine many do
    "OUTBOX_BATCH": "5",
    "OUTBOX_DAILY_CAP": "1000000",
    "OUTBOX_CEILING_PER_MINUTE": "1000000",
}


class Herd:
    """Child processes by fork: they start in milliseconds, with Django loaded and no connection open."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self.living: list[int] = []
        self.paused: dict[int, float] = {}
        self.kills = self.pauses = 0

    def add(self) -> None:
        from django.db import connections

        connections.close_all()
        if child := os.fork():
            self.living.append(child)
            return
        try:
            self._work()
        finally:
            os._exit(0)

    def kill(self, child: int) -> None:
        """SIGKILL one, and put a new one in its place."""
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self.living.remove(child)
        self.paused.pop(child, None)
        self.kills += 1
        self.add()

    def pause(self, child: int, *, until: float) -> None:
        os.kill(child, signal.SIGSTOP)
        self.paused[child] = until
        self.pauses += 1

    def wake(self, *, now: float) -> None:
        """Let those go on whose pause is over."""
        for child in [child for child, until in self.paused.items() if until <= now]:
            del self.paused[child]
            os.kill(child, signal.SIGCONT)

    def end(self) -> None:
        while self.living:
            child = self.living.pop()
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def torment(herd: Herd, chance: random.Random) -> None:
    """One blow: a kill, or a pause that is often longer than a lease, sometimes longer than the sweep's patience."""
    time.sleep(chance.uniform(0.05, 0.35))
    herd.wake(now=time.monotonic())
    child = chance.choice(herd.living)
    if chance.random() < 0.7:
        herd.kill(child)
    elif child not in herd.paused and len(herd.paused) < len(herd.living) - 1:
        herd.pause(child, until=time.monotonic() + chance.choice([0.2, 2.5, 2.5, 5.0]))


def make_tables() -> None:
    """The outbox's tables and what they stand on; no other app's, nor what those do after a migration."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("outbox"))


def plan(count: int) -> None:
    """Plan all messages, in portions, as two planners do at the same time."""
    from outbox import queue

    keys = [f"harness|{number}" for number in range(count)]
    for start in range(0, count, 50):
        queue.enqueue_all(
            queue.Draft(key=key, kind=KIND, recipient="reader@example.org") for key in keys[start : start + 50]
        )


def run(design: str, messages: int, workers: int, blows: int, seed: int, sink: MailSinkProcess) -> dict[str, object]:
    """Plan, send under torment, and compare; returns the verdict."""
    from outbox import kinds, loop, sending
    from outbox.models import Message
    from outbox.states import State
    from tests.outbox.wrong_designs import DESIGNS

    kinds.register(KIND, lambda message: kinds.EmailContent(subject="Due", text=message.occurrence_key))
    sending.deliver_one = DESIGNS[design]
    # Slow around the final dot, so that many blows fall where it matters.
    slowness = 0.05 if design == "fenced" else 0.15
    sink.behaviour.write(delay=0.005, dot_delay=slowness, rcpt="451 4.7.1 greylisted", share=0.1)
    planners = Herd(lambda: plan(messages))
    planners.add()
    planners.add()
    senders = Herd(lambda: loop.run_until(threading.Event(), pause=0.05))
    for _ in range(workers):
        senders.add()
    for child in planners.living:
        os.waitpid(child, 0)
    chance, begun = random.Random(seed), time.monotonic()
    live = Message.objects.filter(state__in=[State.PENDING, State.CLAIMED, State.HANDING])
    while live.exists() and time.monotonic() < begun + PATIENCE:
        if blows > 0:
            torment(senders, chance)
            blows -= 1
        else:
            time.sleep(0.1)
            senders.wake(now=time.monotonic())
    senders.wake(now=float("inf"))
    time.sleep(1)  # what was paused after the fence notes its answer now
    senders.end()
    return verdict(sink) | {
        "kills": senders.kills,
        "pauses": senders.pauses,
        "seconds": round(time.monotonic() - begun, 1),
    }


def verdict(sink: MailSinkProcess) -> dict[str, object]:
    """Compare what the mail server received with what the table says."""
    from outbox.models import Message
    from outbox.states import State

    received = Counter(line["message_id"] for line in sink.ledger.lines())
    states = dict(Message.objects.values_list("message_id", "state"))
    ends = {State.SENT, State.FAILED, State.CANCELLED, State.HELD, State.UNCERTAIN}
    return {
        "planned": len(states),
        "doubles": sum(count - 1 for count in received.values()),
        "lost": sum(state == State.SENT and not received[key] for key, state in states.items()),
        "denied": sum(states.get(key) not in {State.SENT, State.UNCERTAIN} for key in received),
        "unsettled": sum(state not in ends for state in states.values()),
        "states": dict(Counter(states.values())),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="for the ledger; must exist and be empty")
    parser.add_argument("--design", default="fenced", choices=["fenced", "send-then-mark", "mark-then-send"])
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--blows", type=int, default=80, help="how often a sender is killed or paused")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with MailSinkProcess(given.folder) as sink:
        os.environ.update(SETTINGS, VAR_DIR=str(given.folder), EMAIL_URL=f"smtp://127.0.0.1:{sink.port}")
        import django

        django.setup()
        make_tables()
        result = run(given.design, given.messages, given.workers, given.blows, given.seed, sink)
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
