"""``manage.py deliver_mail``: a sender without Celery."""

import signal
import threading

from django.core.management.base import BaseCommand

from outbox.loop import run_once, run_until


class Command(BaseCommand):
    help = "Sends the mail that is due, until stopped. With --once: sends what is due now and ends."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due now and end")
        parser.add_argument("--pause", type=float, default=5.0, help="seconds between two looks (default: 5)")

    def handle(self, *args, **options) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        if not options["once"]:
            run_until(stop, pause=options["pause"])
            return
        tally = run_once(stop)
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in sorted(tally.items())) or "Nothing to send.")
