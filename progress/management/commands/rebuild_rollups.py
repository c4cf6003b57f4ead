"""``manage.py rebuild_rollups``: work out every stored roll-up again and say how many rows were wrong.

Side effect on PostgreSQL: an index that the migration was not allowed to make is made where it is by now.
"""

from django.core.management.base import BaseCommand

from accounts.days import site_day
from progress import open_index, rollups


class Command(BaseCommand):
    help = "Works out every stored roll-up again and says how many rows it changed. On a sound database that is 0."

    def handle(self, *args, **options) -> None:
        open_index.make()
        changed = rollups.rebuild(on=site_day())
        self.stdout.write(f"{changed} rows changed")
