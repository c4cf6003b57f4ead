"""The storm: everything that the machines around the mail can do, at once, to senders, planners, beats and clocks.

    make faults          (this first, then tests/storm over the whole site)
    python scripts/services.py run -- python -m tests.outbox.storm [--messages 5000] [--seeds 1 2 3 4 5] [--design …]

It extends ``tests.outbox.harness``: PostgreSQL whose clock can be moved, Redis, Celery workers and senders without a
broker side by side, two beats, two planners, and an SMTP server with a ledger. Blows fall at random, by a seed:

- a process is killed (SIGKILL), or paused beyond its lease (SIGSTOP), whichever of them it is;
- Redis is flushed; its wake-ups are lost, or doubled;
- the mail server misbehaves at one stage (the greeting, MAIL, RCPT, DATA, the final dot, QUIT), in each way it may;
- and once in each storm the clock moves a day on and a day back, twice, across both changes of daylight saving time,
  and the mail server is away for two days.

The verdict is the harness's, one line of JSON for each seed, with ``hidden``: uncertain messages that no list shows.
The command ends with 1 when anything is wrong with the fenced design, or nothing with a wrong one.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.mail_sink import MailSinkProcess
from tests.outbox.harness import KIND, SETTINGS, Herd, make_tables, verdict
from tests.storm.clock import Clock

PATIENCE = 900  # seconds until whatever is not settled counts as lost
PORTION, SECONDS_A_BLOW = 10, 0.3
WORLD = {
    "OUTBOX_RUN_SECONDS": "2",
    "OUTBOX_REPLY_SECONDS": "6",
    "OUTBOX_UNCERTAIN_AFTER_SECONDS": "9",
    "OUTBOX_KEEP_DAYS": "100000",
    "TIME_ZONE": "Europe/Paris",
}
SPRING, AUTUMN = datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)
A_DAY, JUST_BEFORE = timedelta(days=1), timedelta(seconds=2)
TROUBLE = [
    *[{"connect": what} for what in ("421 4.3.2 closing", "554 5.3.2 go away", "drop")],
    *[{"mail": what} for what in ("451 4.3.0 later", "drop", "hang")],
    *[{"rcpt": what} for what in ("451 4.7.1 greylisted", "552 5.2.2 full", "drop")],
    *[{"data": what} for what in ("451 4.3.0 later", "554 5.7.1 no", "drop")],
    *[{"dot": what} for what in ("451 4.3.0 later", "554 5.7.1 spam", "drop", "hang")],
    {"quit": "drop"},
]
WRONG = ("doubles", "lost", "denied", "unsettled", "missing", "hidden")


class Storm:
    """One storm over one empty database: processes, blows, and the verdict."""

    def __init__(self, sink: MailSinkProcess, *, messages: int, blows: int, seed: int, slowness: float) -> None:
        self.sink, self.messages, self.blows, self.chance = sink, messages, blows, random.Random(seed)
        self.clock, self.count = Clock(), Counter[str]()
        self.well = {"delay": 0.002, "dot_delay": slowness}
        folder, pause = sink.folder, 2 * SECONDS_A_BLOW * blows * PORTION / messages  # for two planners
        self.senders = Herd(self.clock.process(_sender))
        self.workers = Herd(self.clock.process(_worker))
        self.beats = Herd(self.clock.process(lambda: _beat(folder)))
        self.planners = Herd(self.clock.process(lambda: _plan(messages, pause=pause)))

    @property
    def herds(self) -> list[Herd]:
        return [self.senders, self.workers, self.beats, self.planners]

    def run(self) -> dict[str, object]:
        """Plan, send in the storm, let it settle, and compare."""
        self.clock.install()
        make_tables()
        self.clock.move_to(SPRING - JUST_BEFORE)
        self.sink.behaviour.write(**self.well)
        for herd, size in ((self.planners, 2), (self.beats, 2), (self.workers, 2), (self.senders, 3)):
            for _ in range(size):
                herd.add()
        begun = time.monotonic()
        events = self._events()
        for number in range(self.blows):
            for herd in self.herds:
                herd.wake(now=time.monotonic())
            events.get(number, lambda: None)()
            self._blow(calm=number > self.blows * 0.9)
            time.sleep(self.chance.uniform(0.03, 0.2))
        self._settle()
        return self._verdict() | {"seconds": round(time.monotonic() - begun, 1)}

    def _events(self) -> dict[int, Callable[[], None]]:
        """What happens once, and before which blow: spread over the storm."""
        events: list[Callable[[], None]] = [
            lambda: self._move(A_DAY),
            lambda: self._move(-A_DAY),
            self._be_away_for_two_days,
            lambda: self._move(AUTUMN - JUST_BEFORE - self.clock.now()),
            lambda: self._move(-A_DAY),
            lambda: self._move(A_DAY),
        ]
        return {int(self.blows * (number + 1) / (len(events) + 1)): event for number, event in enumerate(events)}

    def _move(self, by: timedelta) -> None:
        """The database's clock at once, the beats' too; senders notice when they are born anew."""
        self.clock.move(by)
        self.count["clock moved"] += 1
        for child in list(self.beats.living):
            self.beats.kill(child)

    def _be_away_for_two_days(self) -> None:
        """Nobody listens where the mail server was, while forty-eight hours pass."""
        self.sink.go_away()
        for _ in range(48):
            self.clock.move(timedelta(hours=1))
            time.sleep(0.05)
        self.sink.come_back()
        self.count["hours away"] += 48

    def _blow(self, *, calm: bool) -> None:
        blows = [self._strike, self._strike, self._strike, self._flush, self._lose, self._double, self._misbehave]
        name = (blow := self.chance.choice(blows)).__name__.strip("_")
        if calm and blow == self._misbehave:
            self.sink.behaviour.write(**self.well)
            return
        self.count[name] += 1
        blow()

    def _strike(self) -> None:
        """Kill or pause one process; senders more often than others, which take longer to be born."""
        herd = self.chance.choices(self.herds, weights=[20, 2, 1, 3])[0]
        child = self.chance.choice(herd.living)
        if self.chance.random() < 0.6:
            herd.kill(child)
        elif child not in herd.paused and len(herd.paused) < len(herd.living) - 1:
            herd.pause(child, until=time.monotonic() + self.chance.choice([0.2, 2.5, 2.5, 5.0]))

    def _flush(self) -> None:
        _redis().flushdb()

    def _lose(self) -> None:
        """All wake-ups that wait, and those that nobody has confirmed, are gone."""
        _redis().delete("celery", "unacked", "unacked_index")

    def _double(self) -> None:
        if waiting := _redis().lrange("celery", 0, 20):
            _redis().lpush("celery", *waiting, *waiting)

    def _misbehave(self) -> None:
        self.sink.behaviour.write(**self.well, share=0.2, **self.chance.choice(TROUBLE))

    def _settle(self) -> None:
        """The storm is over: everything goes on until nothing is under way."""
        from outbox.models import Message
        from outbox.states import State

        self.sink.behaviour.write(**self.well)
        for herd in self.herds:
            herd.wake(now=float("inf"))
        for child in self.planners.living:
            os.waitpid(child, 0)
        self.planners.living.clear()
        live = Message.objects.filter(state__in=[State.PENDING, State.CLAIMED, State.HANDING])
        end = time.monotonic() + PATIENCE
        while live.exists() and time.monotonic() < end:
            time.sleep(0.2)
        time.sleep(1)  # what was paused after the fence notes its answer now
        for herd in self.herds:
            herd.end()

    def _verdict(self) -> dict[str, object]:
        from outbox import queue_status
        from outbox.models import Message
        from outbox.states import Reason, State

        found = verdict(self.sink)
        uncertain = Message.objects.filter(state=State.UNCERTAIN)
        explained = uncertain.filter(reason__in=[Reason.SENDER_DIED, Reason.NO_REPLY])
        shown = queue_status.current().counts[State.UNCERTAIN]
        return found | {
            "missing": self.messages - Message.objects.count(),
            "hidden": uncertain.count() - min(shown, explained.count()),
            "uncertain": dict(Counter(uncertain.values_list("reason", flat=True))),
            "kills": sum(herd.kills for herd in self.herds),
            "pauses": sum(herd.pauses for herd in self.herds),
            "blows": dict(self.count),
        }


def _redis():
    import redis
    from django.conf import settings

    return redis.Redis.from_url(settings.REDIS_URL)


def _plan(count: int, *, pause: float) -> None:
    """Plan all messages, as the storm goes on; what the other planner has planned is passed over."""
    from outbox import queue

    keys = [f"storm|{number}" for number in range(count)]
    for start in range(0, count, PORTION):
        some = keys[start : start + PORTION]
        if queue.enqueue_all(queue.Draft(key=key, kind=KIND, recipient="reader@example.org") for key in some):
            time.sleep(pause)


def _sender() -> None:
    from outbox import loop

    loop.run_until(threading.Event(), pause=0.05)


def _worker() -> None:
    from gta.celery import app

    app.worker_main(["worker", "--pool", "solo", "--loglevel", "CRITICAL", "--without-gossip", "--without-mingle"])


def _beat(folder: Path) -> None:
    from gta.celery import app

    app.conf.beat_schedule = {
        "deliver": {"task": "outbox.tasks.deliver", "schedule": 0.5, "options": {"expires": 60}},
        "sweep": {"task": "outbox.tasks.sweep", "schedule": 1.0, "options": {"expires": 60}},
    }
    app.Beat(max_interval=0.5, schedule=str(folder / f"beat-{os.getpid()}"), quiet=True).run()


@contextmanager
def empty_database() -> Iterator[str]:
    """The address of one on the server of TEST_DATABASE_URL, for one storm."""
    import psycopg2

    server, name = os.environ["TEST_DATABASE_URL"], f"outbox_storm_{os.getpid()}"
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
            connection.close()


def one_storm(*, design: str, messages: int, blows: int, seed: int) -> dict[str, object]:
    """Set this process up for an empty database, and give the verdict of one storm over it."""
    with tempfile.TemporaryDirectory() as name, empty_database() as database, MailSinkProcess(Path(name)) as sink:
        os.environ.update(SETTINGS | WORLD, VAR_DIR=name, EMAIL_URL=f"smtp://127.0.0.1:{sink.port}")
        os.environ.update(DATABASE_URL=database, REDIS_URL=os.environ["TEST_REDIS_URL"])
        import django

        django.setup()
        from django.conf import settings
        from django.db import connections

        from outbox import kinds, sending
        from tests.outbox.wrong_designs import DESIGNS

        logging.disable()
        settings.EMAIL_TIMEOUT = 6
        kinds.register(KIND, lambda message: kinds.EmailContent(subject="Due", text=message.occurrence_key))
        sending.deliver_one = DESIGNS[design]
        # A wrong design is given more time to be struck in its weak moment: it must be caught in a short storm.
        storm = Storm(sink, messages=messages, blows=blows, seed=seed, slowness=0.01 if design == "fenced" else 0.1)
        try:
            return {"design": design, "seed": seed} | storm.run()
        finally:
            for herd in storm.herds:
                herd.end()
            connections.close_all()


def is_right(found: dict[str, object]) -> bool:
    """Nothing wrong in a verdict?"""
    return not any(found[name] for name in WRONG)


def _in_a_process_of_its_own(given: argparse.Namespace, seed: int) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.outbox.storm", "--seeds", str(seed), "--design", given.design]
    command += ["--messages", str(given.messages), "--blows", str(given.blows or given.messages // 8)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    return json.loads(ran.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--design", default="fenced", choices=["fenced", "send-then-mark", "mark-then-send"])
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--blows", type=int, default=0, help="how many; one for eight messages without it")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    given = parser.parse_args()
    as_it_should = True
    for seed in given.seeds:
        blows = given.blows or given.messages // 8
        if len(given.seeds) == 1:
            found = one_storm(design=given.design, messages=given.messages, blows=blows, seed=seed)
        else:
            found = _in_a_process_of_its_own(given, seed)
        as_it_should &= is_right(found) == (given.design == "fenced")
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()
    sys.exit(0 if as_it_should else 1)


if __name__ == "__main__":
    main()
