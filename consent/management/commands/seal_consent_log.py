"""``manage.py seal_consent_log``: seal what was added to the log since the last seal, outside the database."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from consent import conf, seals


class Command(BaseCommand):
    help = "Appends a seal of the rows added since the last one to the seal file. Run it every night."

    def handle(self, *args: Any, **options: Any) -> None:
        count = seals.seal(at=timezone.now())
        self.stdout.write(f"{count} rows sealed in {conf.seal_file()}." if count else "Nothing new to seal.")
