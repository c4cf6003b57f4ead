"""Load a whole sample in one transaction: all of it, or nothing."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.files.storage import default_storage
from django.db import connection, transaction

from accounts.models import User
from demo import documents
from demo.half_years import half_years, keep_period, noon
from demo.sample import cast, plan
from demo.sample.copying import BATCH, settle
from demo.sample.generator import Generator
from demo.sample.reporting import StoredFile
from demo.sample.sizes import Size
from demo.world import DOMAIN as DEMO_DOMAIN
from progress import rollups
from progress.models import ReportEvent, ReportingPeriod
from recommendations.models import Recommendation
from search import indexing
from stakeholders.models import Organisation

Progress = Callable[[str, int, int], None]  # what is counted, how much is done, of how much
YEARS = 6
FILES = 12


class NotHere(Exception):
    """A sample must not be loaded on this site; the text says why."""


def check() -> None:
    """Raise ``NotHere`` on a site with real people or organisations, with a sample already, or without a catalogue."""
    fictional = User.objects.filter(email__endswith=f"@{DEMO_DOMAIN}")
    if User.objects.filter(email__endswith=f"@{cast.DOMAIN}").exists():
        raise NotHere("There is a sample on this site already.")
    if User.objects.exclude(pk__in=fictional.values("pk")).exists():
        raise NotHere("There are people on this site already. A sample goes into an empty site, or beside the demo.")
    if Organisation.objects.filter(is_fictional=False).exists():
        raise NotHere("There are real organisations on this site. A sample goes into an empty site.")
    if not Recommendation.objects.exists():
        raise NotHere("The catalogue is empty. Run import_catalogue recommendations/data/gta-2021.json first.")


def _periods(on: datetime.date) -> list[ReportingPeriod]:
    spans = half_years(on=on, count=2 * YEARS)
    made = []
    for place, (first, last) in enumerate(spans):
        fields = {
            "starts_on": first,
            "ends_on": last,
            "due_on": last + datetime.timedelta(days=45),
            "state": "open" if place == len(spans) - 1 else "closed",
        }
        name = f"{'January–June' if first.month == 1 else 'July–December'} {first.year}"
        period = ReportingPeriod.objects.filter(name=name).first()
        if period is None:
            period = ReportingPeriod(name=name, **fields)
            keep_period(period)
        made.append(period)
    return made


@contextmanager
def _files(seed: int) -> Iterator[list[StoredFile]]:
    """The documents that the evidence shows; taken away again when the loading fails."""
    draw = random.Random(f"{seed} files")  # noqa: S311  (names, not secrets)
    stored: list[StoredFile] = []
    try:
        for number in range(1, FILES + 1):
            upload = documents.pdf(f"document-{number}.pdf", f"sample {number}")
            key = f"{draw.getrandbits(128):032x}"
            name = default_storage.save(f"evidence/{key[:2]}/{key}", upload)
            stored.append(StoredFile.of(name, upload))
        yield stored
    except BaseException:
        for file in stored:
            default_storage.delete(file.name)
        raise


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def load(size: Size, *, seed: int, on: datetime.date, progress: Progress) -> None:
    """Load ``size`` as of the day ``on``; raises ``NotHere``. ``progress`` hears what was done, and of how much.

    Side effects: countries, organisations, people, periods, commitments, reports, evidence, history, roll-ups, a new
    public version, and a dozen files. The same seed and day give the same sample.
    """
    with transaction.atomic():
        rollups.new_public_version()  # held to the end: nobody publishes in between
        check()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # references are checked batch by batch: a million wait for no commit
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with _files(seed) as files:
            _load(size, seed=seed, on=on, files=files, progress=progress)
        rollups.recount_ledger(on=on)
    _analyse()  # before the index is built: of tables believed empty PostgreSQL would join every row with every other
    indexing.rebuild()


def _load(size: Size, *, seed: int, on: datetime.date, files: list[StoredFile], progress: Progress) -> None:
    began = noon(on - datetime.timedelta(days=365 * YEARS))
    who, models = cast.gather(size, seed=seed, on=on, at=began)
    generator = Generator(who, seed=seed, on=on, periods=_periods(on), files=files)
    _generate(generator, size, progress)
    settle([*models, *(table.model for table in generator.tables), ReportEvent])


def _generate(generator: Generator, size: Size, progress: Progress) -> None:
    for number in range(size.commitments):
        generator.generate(number, plan.reports_of(number, size))
        if generator.waiting >= BATCH:
            generator.flush()
            progress("commitments", number + 1, size.commitments)
    generator.flush()
    progress("commitments", size.commitments, size.commitments)
    generator.reporting.event_log.close(progress)
