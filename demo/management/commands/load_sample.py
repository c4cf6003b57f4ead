"""``manage.py load_sample``: as much fictional data as a busy site would gather, or far more."""

import time

from django.core.management.base import BaseCommand, CommandError

from accounts.days import site_day
from demo.sample import loading
from demo.sample.sizes import SIZES


class Command(BaseCommand):
    help = (
        "Loads fictional data in bulk into an empty site or beside the demo: S is 2,000 commitments with 20,000 "
        "reports, M 100,000 with 1,000,000, L 1,000,000 with 5,000,000. The same seed gives the same sample. Nobody "
        "in it can sign in. Refuses a site with real people or organisations."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--size", choices=list(SIZES), required=True, help="how much")
        parser.add_argument("--seed", type=int, default=2021, help="which sample (default 2021)")

    def handle(self, *args, **options) -> None:
        size, began = SIZES[options["size"]], time.monotonic()
        try:
            loading.load(size, seed=options["seed"], on=site_day(), progress=self._tell_progress)
        except loading.NotHere as why:
            raise CommandError(str(why)) from why
        self.stdout.write(
            f"{size.commitments:,} commitments and {size.reports:,} reports, all fictional, "
            f"in {time.monotonic() - began:.0f} s"
        )

    def _tell_progress(self, what: str, done: int, of: int) -> None:
        if self.verbosity:
            self.stdout.write(f"{done:,} of {of:,} {what}")
            self.stdout.flush()

    def execute(self, *args, **options):
        self.verbosity = options["verbosity"]
        return super().execute(*args, **options)
