"""``manage.py make_snapshot``: fix the open data as it is today."""

from django.core.management.base import BaseCommand, CommandError

from accounts.days import site_day
from opendata.snapshots import SnapshotError, make


class Command(BaseCommand):
    help = "Makes today's snapshot of the open data. There is one a day at most, and it never changes."

    def handle(self, *args, **options) -> None:
        try:
            made = make(on=site_day())
        except SnapshotError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{made.sha256}  {made.name} ({made.size} bytes)")
