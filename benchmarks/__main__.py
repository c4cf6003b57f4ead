"""``python -m benchmarks [--sizes S,M,L] [--database M=postgres://…]``: the public side under load, on PostgreSQL.

Starts PostgreSQL and gunicorn (two workers) of its own, loads fictional data of each size (L takes more than an hour;
a filled database may be given instead, and is published into), and measures each thing beside a floor in the same run:
an empty Django view on the same server, an empty Django project, PostgreSQL's own COPY, a plain save. A ratio can be
compared between machines, a number of milliseconds cannot. Writes the tables into docs/performance.md.
"""

from __future__ import annotations

import argparse
import datetime
import random

from benchmarks import mixes, report
from benchmarks.exporting import measure_export
from benchmarks.filling import filled
from benchmarks.load import each_once, measure
from benchmarks.publications import Publisher
from benchmarks.report import Figures
from benchmarks.serving import serving, serving_bare
from scripts.processes import end_on_signals

EMPTY = "/bench-empty/"
FRESH = ["/", "/areas/technology/", "/recommendations/GTA-2021-07/"]
LISTS = ["/commitments/", "/reports/", "/organisations/", "/recommendations/", "/gaps/"]
PUBLICATIONS = 40  # before each of these pages
API = "/api/v1/commitments/?limit=100"


def main() -> None:
    """Measure every size, print the tables and write them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", default="S", help="S, M and L, separated by commas (default S)")
    parser.add_argument("--database", action="append", default=[], help="SIZE=ADDRESS of a filled database")
    parser.add_argument("--seconds", type=float, default=4, help="how long each warm page is asked for")
    parser.add_argument("--requests", type=int, default=150, help="how many addresses are made up of each kind")
    parser.add_argument("--seed", type=int, default=1, help="of the addresses that are made up")
    arguments = parser.parse_args()
    end_on_signals()
    given = dict(one.split("=", 1) for one in arguments.database)
    found = {}
    for size in arguments.sizes.split(","):
        with filled(size, given.get(size)) as database:
            draw = random.Random(f"{arguments.seed} {size}")
            found[size] = _figures(database, draw, seconds=arguments.seconds, requests=arguments.requests)
        print(report.write(found), flush=True)


def _beside_the_floor(port: int, path: str, *, seconds: float) -> float:
    """Requests a second, warm, against the empty view's just before: a machine is not equally fast all the time."""
    floor = measure(port, EMPTY, seconds=seconds)
    return measure(port, path, seconds=seconds).per_second / floor.per_second


def _figures(database: str, draw: random.Random, *, seconds: float, requests: int) -> Figures:
    today = datetime.datetime.now(datetime.UTC).date()
    with serving_bare() as bare:
        lowest = measure(bare, "/", seconds=seconds)
    with serving(database) as site, Publisher(database) as publisher:
        items = publisher.items()
        each_once(site.port, mixes.lists(random.Random("warm"), 8))
        pages = [*FRESH, *LISTS, *items, API]
        return Figures(
            bare=lowest,
            floor=measure(site.port, EMPTY, seconds=seconds),
            warm={path: _beside_the_floor(site.port, path, seconds=seconds) for path in pages},
            unseen=each_once(site.port, mixes.lists(draw, requests)),
            past=each_once(site.port, mixes.days(draw, requests // 2, today)),
            search=each_once(site.port, mixes.searches(draw, requests // 2)),
            floor_alone=each_once(site.port, [EMPTY] * 200),
            fresh={path: publisher.first_after(site.port, path, count=PUBLICATIONS) for path in FRESH},
            publications=publisher.later,
            first_publications=publisher.first,
            export=measure_export(site, database),
            memory=site.memory(),
        )


if __name__ == "__main__":
    main()
