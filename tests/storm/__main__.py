"""The storm over the whole site: five works, struck at each of their steps, then audited.

    make faults
    python -m tests.storm [--seeds 1 2 3 4 5] [--of 5] [--works remind …] [--cards 20] [--design "as it is"]

A web server, two workers, a beat, PostgreSQL and Redis, all real and its own, and a mail server with a ledger. People
publish, upload and import, others are owed reminders; at the end a backup is brought back on another machine. Each step
that ``steps.py`` names is struck with SIGKILL, and with SIGSTOP for longer than a lease, at each of the five processes
(and at the restore itself); seeds that follow each other share these blows between them. In between Redis is flushed,
the mail server fails at each stage or is away, and the clock moves a day on and a day back.

After that everything is begun again and left to finish. One line of JSON for each seed says what is wrong: what
``audit.WRONG`` names must be 0 or empty. The command ends with 1 when anything is, or nothing with a wrong design.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.mail_sink import MailSinkProcess
from tests.outbox.harness import KIND, SETTINGS
from tests.storm import servers, steps
from tests.storm.clock import Clock
from tests.storm.steps import Card


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
    from tests.storm.course import Storm
    from tests.storm.people import Told
    from tests.storm.site import Site, shorten_leases
    from tests.storm.world import BEGINS, World

    clock = Clock(skew=0.5)  # two of them differ by less than a lease, as on machines that ask for the time
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
