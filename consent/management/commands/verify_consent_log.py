"""``manage.py verify_consent_log``: walk the log of consent; name every bad row; exit 1 if there is one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consent import verification
from consent.models import LogHead

MOST = 50


class Command(BaseCommand):
    help = "Walks the log of consent and its seals, names every row that was edited, deleted, reordered or cut off."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(verification.verify())
        for finding in findings[:MOST]:
            self.stderr.write(str(finding))
        if len(findings) > MOST:
            self.stderr.write(f"and {len(findings) - MOST} more")
        if findings:
            raise CommandError(f"The consent log is not as it was written: {len(findings)} findings.", returncode=1)
        head = LogHead.objects.get(pk=1)
        self.stdout.write(f"The consent log is whole: {head.number - head.purged_number} rows, head {head.digest}.")
