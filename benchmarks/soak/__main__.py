"""``make soak``: mixed use of the whole site for SOAK_MINUTES (60), on this machine’s own address alone.

Readers come at up to 50 requests a second for pages that nobody has asked for yet and 500 for those that nginx keeps
(SOAK_UNCACHED, SOAK_CACHED), or at what this machine allows. People report with files, bring in tables and look around
beside them, and a digest is planned every two minutes. Fails on any answer 5xx, any error in a log, any turn that was
not done, and on what grows after the first third: memory, connections, open and temporary files, rows that should not.
Prints the table and writes it to var/soak.md.
"""

from __future__ import annotations

import datetime
import itertools
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator

from benchmarks import mixes
from benchmarks.serving import ROOT
from benchmarks.soak import people
from benchmarks.soak.looking import Look, below
from benchmarks.soak.readers import Readers, capacity
from benchmarks.soak.site import Site, running_site
from benchmarks.soak.verdict import Soaked
from scripts.processes import end_on_signals

LONGEST = 24 * 60  # minutes
SETTLED = 100.0  # seconds without a new file; the worker looks each minute
EVERY = 10.0  # seconds between two looks
DIGEST_EVERY = 120.0
KEPT_PAGES = ["/", "/fr/", "/ar/", "/areas/technology/", "/recommendations/", "/recommendations/GTA-2021-07/",
              "/organisations/", "/commitments/", "/reports/", "/gaps/", "/about/", "/data/"]  # fmt: skip
DONE = [act.__name__ for act, _pause in people.ACTS] + ["digests"]
# Of what the machine can do with nothing else to do.
SHARE_UNCACHED, SHARE_CACHED = 0.4, 0.3


def main() -> None:
    """Use the site, look at it, and exit with 1 when something is wrong."""
    end_on_signals()
    minutes = min(float(os.environ.get("SOAK_MINUTES") or 60), LONGEST)
    with running_site(os.environ.get("SOAK_SIZE", "S")) as site:
        print("Waiting until the worker has looked through the demo's files …", flush=True)
        _settled(site)
        print(f"Using the site for {minutes:g} minutes …", flush=True)
        soaked = _soak(site, seconds=minutes * 60)
    text = soaked.text(minutes)
    (ROOT / "var").mkdir(exist_ok=True)
    (ROOT / "var" / "soak.md").write_text(text)
    print(text, flush=True)
    sys.exit(1 if soaked.wrong() else 0)


def _never_seen() -> Iterator[str]:
    """Addresses under filters, of past days and for words, each likely a new one."""
    draw, today = random.Random("soak"), datetime.datetime.now(datetime.UTC).date()
    while True:
        yield from mixes.lists(draw, 3)
        yield from mixes.searches(draw, 1)
        yield from mixes.days(draw, 1, today)
        yield f"/api/v1/commitments/?limit={draw.randint(20, 100)}&ordering={draw.choice(mixes.CHOICES['ordering'])}"


def _settled(site: Site) -> None:
    """Wait until the worker has made the previews of the demo's files: they are no growth."""
    stored, since = -1, time.monotonic()
    while time.monotonic() - since < SETTLED:
        if (now := below(site.folder / "media")) != stored:
            stored, since = now, time.monotonic()
        time.sleep(1)


def _soak(site: Site, *, seconds: float) -> Soaked:
    uncached = _readers(site, _never_seen(), "SOAK_UNCACHED", 50, SHARE_UNCACHED)
    cached = _readers(site, itertools.cycle(KEPT_PAGES), "SOAK_CACHED", 500, SHARE_CACHED)
    end, seen, turns = threading.Event(), Counter[int](), Counter(dict.fromkeys(DONE, 0))
    threads = [*uncached.begin(end), *cached.begin(end)]
    for act, pause in people.ACTS:
        threads.append(threading.Thread(target=people.go_on, args=(act, pause, site.origin, seen, turns, end)))
        threads[-1].start()
    digests = threading.Thread(target=_digests, args=(site, turns, end))
    digests.start()
    look, until = Look(site), time.monotonic() + seconds
    try:
        while (left := until - time.monotonic()) > 0:
            look.take()
            end.wait(min(EVERY, left))
    finally:
        end.set()
        for thread in (*threads, digests):
            thread.join()
    return Soaked(uncached, cached, seen, turns, look.growths(), site.errors())


def _readers(site: Site, paths: Iterator[str], name: str, most: float, share: float) -> Readers:
    asked = float(os.environ.get(name) or most)
    allowed = capacity(site.origin, paths, seconds=8) * share
    return Readers(site.origin, paths, per_second=max(1.0, min(asked, allowed)), clients=32)


def _digests(site: Site, turns: Counter[str], end: threading.Event) -> None:
    """One planned for each day to come, as the days go by faster here."""
    today = datetime.datetime.now(datetime.UTC).date()
    for days in itertools.count():
        try:
            site.manage("remind", "--on", str(today + datetime.timedelta(days=days)))
            turns["digests"] += 1
        except Exception as error:  # whatever it is, it is counted
            turns[f"digests failed: {error}"] += 1
        if end.wait(DIGEST_EVERY):
            return


if __name__ == "__main__":
    main()
