"""The storm over the whole site: five works, struck at each of their steps, then audited.

    make faults
    python -m tests.storm [--seeds 1 2 3 4 5] [--of 5] [--works remind …] [--cards 20] [--design "as it is"]

A web server, two workers, a beat, PostgreSQL and Redis, all real and its own, and a mail server with a ledger. People
publish, upload and import, others are owed reminders; at the end a backup is brought back on another machine. Each step
that ``steps.py`` names is struck with SIGKILL, and with SIGSTOP for longer than a lease, at each of the five processes
(and at the restore itself); seeds that follow each other share these blows between them. In between Redis is flushed,
the mail server fails at each stage or is away, and the clock moves a day on and a day back.

After that everything is begun again and left to finish. One line of JSON for each seed says what is wrong (``audit.py``:
every number in it must be 0), and the command ends with 1 when anything is, or nothing with a wrong design.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.mail_sink import MailSinkProcess
from tests.outbox.harness import KIND, SETTINGS
from tests.storm import servers, steps
from tests.storm.clock import Clock
from tests.storm.steps import Card
from tests.waiting import until

TOO_LONG = 60.0  # seconds until a step counts as not reached
PATIENCE = 300.0  # and until whatever is not settled counts as stuck
A_DAY = timedelta(days=1)
EVERY = 4  # blows between two events


class Storm:
    """One storm over one new site."""

    def __init__(self, site: Any, world: Any, sink: MailSinkProcess, clock: Clock, seed: int) -> None:
        self.site, self.world, self.sink, self.clock, self.chance = site, world, sink, clock, random.Random(seed)
        self.events, self.not_reached = Counter[str](), list[str]()
        self.at_work: list[int] = []

    def run(self, cards: Sequence[Card]) -> dict[str, Any]:
        """Deal these blows, let it settle, and compare."""
        moves = {len(cards) // 3: A_DAY, 2 * len(cards) // 3: -A_DAY}
        for number, card in enumerate(cards):
            self.site.mend()
            if number in moves:
                self.site.move_clock(moves[number])
                self.events["clock moved"] += 1
            elif number % EVERY == 0:
                self._event()
            t=time.monotonic()
            self._deal(card)
            print(f"{time.monotonic()-t:.1f}", card, file=sys.stderr, flush=True)
        t=time.monotonic()
        self._settle()
        print(f"settle {time.monotonic()-t:.1f}", file=sys.stderr, flush=True)
        return self._verdict(cards)

    def _deal(self, card: Card) -> None:
        """Somebody begins a work of this kind, and is struck at its step."""
        with self.clock.here():
            act = self.world.work(card.work)
        self.site.board.arm(card)
        if act is not None:
            self._begin(act)
        until(lambda: self.site.board.hit() is not None, within=TOO_LONG)
        hit = self.site.board.hit()
        self.site.board.disarm()
        if hit is None:
            self.not_reached.append(str(card))
            return
        until(lambda: all(map(servers.is_down, hit)))
        if card.signal == steps.SIGNALS[1]:
            self.site.wake(hit)

    def _begin(self, act: Any) -> None:
        """A person at work, who goes on while other blows fall."""
        from django.db import connections

        connections.close_all()
        if child := os.fork():
            self.at_work.append(child)
            return
        try:
            self.clock.process(act, log=self.site.folder / "people.log")()
        finally:
            os._exit(0)

    def _event(self) -> None:
        """Something that is no blow to a process."""
        from tests.outbox.storm import TROUBLE

        name = self.chance.choice(["redis flushed", "mail server fails", "mail server away", "calm"])
        self.events[name] += 1
        self.sink.behaviour.write()
        if name == "redis flushed":
            self.site.redis.client().flushall()
        elif name == "mail server fails":
            self.sink.behaviour.write(share=0.5, **self.chance.choice(TROUBLE))
        elif name == "mail server away":
            self.sink.go_away()
            time.sleep(2)
            self.sink.come_back()

    def _settle(self) -> None:
        """The storm is over: everything begins again, and goes on until nobody is at work and nothing is under way."""
        from tests.storm.audit import stuck
        from tests.storm.site import reap

        self.sink.behaviour.write()
        self.site.mend()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.at_work = [child for child in self.at_work if not reap(child)]
            with self.clock.here():
                if not self.at_work and not stuck() and not self._not_planned():
                    break
            time.sleep(0.3)
        self.site.end()

    def _not_planned(self) -> int:
        from tests.storm.audit import _not_reminded

        return _not_reminded(self.world.told)

    def _verdict(self, cards: Sequence[Card]) -> dict[str, Any]:
        from tests.storm.audit import audit

        with self.clock.here():
            found = audit(self.sink, self.world.told)
        told = {what: len(self.world.told.of(what)) for what in ("publish", "upload", "bring", "apply", "owed")}
        died = {kind: crew.died for kind, crew in self.site.crews.items()}
        return found | {
            "not_reached": self.not_reached,
            "at_work": len(self.at_work),
            "blows": len(cards),
            "told": told,
            "died": died | {"servers": self.site.restarted},
            "events": dict(self.events),
        }


def one_storm(given: argparse.Namespace, seed: int) -> dict[str, Any]:
    """Set this process up for a new site, and give the verdict of one storm over it."""
    begun = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as name,
        servers.both(like=given.prepared) as (postgresql, redis),
        MailSinkProcess(Path(name)) as sink,
    ):
        _set_up(Path(name), postgresql, redis, sink)
        if given.prepared and not given.prepared.exists():
            postgresql.keep(given.prepared)
        cards = [card for card in steps.hand(seed, given.of) if card.work in given.works][: given.cards]
        found = _over_a_new_site(Path(name), postgresql, redis, sink, given.design, seed, cards)
    return {"design": given.design, "seed": seed} | found | {"seconds": round(time.monotonic() - begun)}


def _set_up(folder: Path, postgresql: servers.PostgreSQL, redis: servers.Redis, sink: MailSinkProcess) -> None:
    """Django, with an empty database that has all tables."""
    os.environ.update(SETTINGS, VAR_DIR=str(folder), MEDIA_ROOT=str(folder / "media"))
    os.environ.update(ALLOWED_HOSTS="127.0.0.1", OUTBOX_RUN_SECONDS="2", OUTBOX_KEEP_DAYS="100000")
    os.environ.update(OUTBOX_REPLY_SECONDS="6", OUTBOX_UNCERTAIN_AFTER_SECONDS="9")
    os.environ.update(DATABASE_URL=postgresql.address, REDIS_URL=redis.address)
    os.environ.update(EMAIL_URL=f"smtp://127.0.0.1:{sink.port}")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from outbox import kinds

    settings.EMAIL_TIMEOUT = 6
    settings.FAIR_USE = {policy: (0, seconds) for policy, (_most, seconds) in settings.FAIR_USE.items()}
    kinds.register(KIND, lambda message: kinds.EmailContent(subject="Due", text=message.occurrence_key))
    call_command("migrate", verbosity=0)  # nothing to do in one that is like another
    call_command("createcachetable", verbosity=0)
    connections.close_all()


def _over_a_new_site(
    folder: Path, postgresql: servers.PostgreSQL, redis: servers.Redis, sink: MailSinkProcess, design: str, seed: int,
    cards: Sequence[Card],
) -> dict[str, Any]:  # fmt: skip
    from tests.storm import restoring
    from tests.storm.people import Told
    from tests.storm.site import Site, shorten_leases
    from tests.storm.world import BEGINS, World

    print("ready", time.process_time(), file=sys.stderr, flush=True)
    clock = Clock()
    clock.install()
    clock.move_to(BEGINS)
    shorten_leases()
    site = Site(folder, postgresql, redis, clock, design)
    world = World(site.address, Told(folder))
    with clock.here():
        world.populate()
    try:
        found = Storm(site, world, sink, clock, seed).run([card for card in cards if card.work != "restore"])
        last = [card for card in cards if card.work == "restore"]
        return _together(found, restoring.struck(site, last, sink)) if last else found
    finally:
        site.end()


def _together(found: dict[str, Any], last: dict[str, Any]) -> dict[str, Any]:
    return found | last | {"not_reached": found["not_reached"] + last["not_reached"]}


def _in_a_process_of_its_own(seed: int, folder: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.storm", *sys.argv[1:], "--seeds", str(seed), "--prepared", f"{folder}/data"]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    return json.loads(ran.stdout.splitlines()[-1])


def main() -> None:
    from tests.storm.audit import is_right
    from tests.storm.designs import DESIGNS

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--design", default="as it is", choices=list(DESIGNS))
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--of", type=int, default=5, help="how many seeds share all blows between them")
    parser.add_argument("--works", nargs="+", default=list(steps.WORKS), choices=steps.WORKS)
    parser.add_argument("--cards", type=int, default=None, help="at most so many blows; all of the share without it")
    parser.add_argument("--prepared", type=Path, help="where a database with all tables is kept, or will be")
    given = parser.parse_args()
    as_it_should = True
    with tempfile.TemporaryDirectory() as folder:
        for seed in given.seeds:
            found = one_storm(given, seed) if len(given.seeds) == 1 else _in_a_process_of_its_own(seed, folder)
            as_it_should &= is_right(found) == (given.design == "as it is")
            sys.stdout.write(json.dumps(found) + "\n")
            sys.stdout.flush()
    sys.exit(0 if as_it_should else 1)


if __name__ == "__main__":
    main()
