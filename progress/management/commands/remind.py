"""``manage.py remind``: plan and deliver the digests that are due."""

import datetime
import threading

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from outbox.loop import run_once
from progress import reminders


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--on {text!r} is not a day. Write it as 2026-07-31.") from None


class Command(BaseCommand):
    help = (
        "Plans the digests that are due and delivers what is waiting. Safe to run at any time, any number of times: "
        "a person has one digest a day."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--on", metavar="DATE", help="as if it were this day (2026-07-31); sent at once")
        parser.add_argument("--dry-run", action="store_true", help="say who would get what, and do nothing")

    def handle(self, *args, on: str | None = None, dry_run: bool = False, **options) -> None:
        now = timezone.now()
        day = _day(on) if on else None
        named = day.isoformat() if day else "today"
        if dry_run:
            self._say(day, named, now)
            return
        planned = reminders.plan(now=now, on=day, at_once=True)
        tally = run_once(threading.Event())
        delivered = ", ".join(f"{name}: {count}" for name, count in sorted(tally.items()))
        self.stdout.write(f"{planned} planned for {named}. {delivered or 'Nothing to send.'}")

    def _say(self, day: datetime.date | None, named: str, now: datetime.datetime) -> None:
        count = 0
        for one, _preferences in reminders.owed(on=day, now=now):
            count += 1
            titles = ", ".join(item.commitment.title for item in one.work.waiting)
            self.stdout.write(f"{one.user.email}: {titles}")
        self.stdout.write(f"{count} digests would be planned for {named}.")
