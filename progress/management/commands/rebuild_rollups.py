"""``manage.py rebuild_rollups``: work out every stored roll-up again and say how many rows were wrong."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from progress import rollups


class Command(BaseCommand):
    help = "Works out every stored roll-up again and says how many rows it changed. On a sound database that is 0."

    def handle(self, *args, **options) -> None:
        changed = rollups.rebuild(on=timezone.localdate())
        self.stdout.write(f"{changed} rows changed")
