"""``manage.py rebuild_rollups``: work out every stored roll-up again and say how many rows were wrong.

Refused where a report, assessment or commitment does not say what the history holds of it: what was changed behind the
site's back must not be counted as if it were true. Side effect on PostgreSQL: an index that the migration was not
allowed to make is made where it is by now.
"""

from itertools import islice

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.days import site_day
from progress import history, open_index, rollups, verification

NAMED = 20


class Command(BaseCommand):
    help = "Works out every stored roll-up again and says how many rows it changed. On a sound database that is 0."

    def handle(self, *args, **options) -> None:
        open_index.make()
        with transaction.atomic():
            self._refuse_unless_sound()
            changed = rollups.rebuild(on=site_day())
        self.stdout.write(f"{changed} rows changed")

    def _refuse_unless_sound(self) -> None:
        _count, breach = history.verify()
        found = [f"Row {breach.sequence} of the history: {breach.problem}."] if breach else []
        found += map(str, islice(verification.mismatches(), NAMED))
        if found:
            raise CommandError("\n".join(["Nothing was rebuilt, because these rows do not match:", *found]))
