"""``manage.py verify_history``: walk the chain of hashes over every report's history."""

from django.core.management.base import BaseCommand, CommandError

from progress import history
from progress.models import HistoryHead


class Command(BaseCommand):
    help = (
        "Walks the hash chain over the history of reports. Names the first row that does not hold and exits with 1. "
        "Note the printed end of the chain elsewhere; --expect compares with a noted one, so that even a history "
        "cut off together with its stored end shows."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--expect", metavar="ROW:HASH", help="an end printed earlier, which must still be there")

    def handle(self, *args, expect: str | None = None, **options) -> None:
        count, breach = history.verify(expected=expect)
        if breach:
            raise CommandError(f"Row {breach.sequence}: {breach.problem}. {count} rows before it hold.")
        head = HistoryHead.objects.get(pk=1)
        self.stdout.write(f"{count} rows hold. End of the chain: {head.sequence}:{head.hash}")
