"""``manage.py verify_history``: the chain of hashes, the ends noted elsewhere, and every row against its history."""

from itertools import islice

from django.core.management.base import BaseCommand, CommandError

from progress import history, sealed_ends, verification
from progress.models import HistoryHead

NAMED = 20


class Command(BaseCommand):
    help = (
        "Walks the hash chain of the history, holds it against the ends in the sealed files (HISTORY_SEALS_FOLDER), "
        "and compares every published report, assessment and commitment with what the history holds of it. Names "
        "what does not hold and exits with 1. --expect compares with an end noted elsewhere."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--expect", metavar="ROW:HASH", help="an end printed earlier, which must still be there")

    def handle(self, *args, expect: str | None = None, **options) -> None:
        try:
            sealed = sealed_ends.ends()
        except sealed_ends.BrokenSeal as problem:
            raise CommandError(str(problem)) from None
        count, breach = history.verify(ends=sealed)
        if not breach and expect:
            count, breach = history.verify(ends=dict([history.noted_end(expect)]))
        if breach:
            raise CommandError(f"Row {breach.sequence}: {breach.problem}. {count} rows before it hold.")
        if found := list(islice(verification.mismatches(), NAMED + 1)):
            more = ["And there are more."] if len(found) > NAMED else []
            raise CommandError("\n".join([*map(str, found[:NAMED]), *more]))
        head = HistoryHead.objects.get(pk=1)
        self.stdout.write(
            f"{count} rows hold (sealed ends: {len(sealed)}). Reports, assessments and commitments say what they said. "
            f"End of the chain: {head.sequence}:{head.hash}"
        )
