"""``manage.py verify_snapshots``: is every snapshot still what it was?"""

from django.core.management.base import BaseCommand, CommandError

from opendata.models import Snapshot
from opendata.snapshots import problems


class Command(BaseCommand):
    help = "Reads every snapshot again and compares it with its digests. Names each that differs; exit 1."

    def handle(self, *args, **options) -> None:
        count, wrong = 0, []
        for row in Snapshot.objects.order_by("day"):
            count += 1
            wrong += [f"{row}: {problem}" for problem in problems(row)]
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"{count} snapshots, every one as it was made.")
