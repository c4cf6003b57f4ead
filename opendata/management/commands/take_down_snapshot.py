"""``manage.py take_down_snapshot DAY --by EMAIL --reason TEXT``: remove a snapshot's file for a public reason."""

import datetime

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from opendata.models import Snapshot
from opendata.snapshots import SnapshotError, take_down


class Command(BaseCommand):
    help = "Removes the file of a snapshot for good. Its address then answers 410 with the reason."

    def add_arguments(self, parser) -> None:
        parser.add_argument("day", type=datetime.date.fromisoformat)
        parser.add_argument("--by", required=True, help="the address of the administrator who decides")
        parser.add_argument("--reason", required=True, help="what the public reads in its place")

    def handle(self, *args, day: datetime.date, by: str, reason: str, **options) -> None:
        person = get_user_model().objects.filter(email__iexact=by).first()
        snapshot = Snapshot.objects.filter(day=day).first()
        if person is None or snapshot is None:
            raise CommandError(f"There is no {'person ' + by if person is None else f'snapshot of {day.isoformat()}'}.")
        try:
            take_down(snapshot=snapshot, by=person, reason=reason)
        except SnapshotError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"The snapshot of {day.isoformat()} is gone; its address says why.")
