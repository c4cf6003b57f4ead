"""``manage.py purge_consent``: end what has run out and remove what is past its time."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from consent import retention


class Command(BaseCommand):
    help = "Ends each yes that has run out, seals the log, removes records past their time. Run it every night."

    def handle(self, *args: Any, **options: Any) -> None:
        done = retention.purge(at=timezone.now())
        removed = f"{done.events} log rows, {done.states} states and {done.totals} totals removed"
        self.stdout.write(f"{done.lapsed} choices ended, {removed}.")
