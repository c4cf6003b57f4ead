"""``manage.py export_catalogue CODE``: an edition as a catalogue file on standard output."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.exports import export_catalogue
from recommendations.models import Edition


class Command(BaseCommand):
    help = "Write an edition as a catalogue file (docs/catalogue-format.md) to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="The edition's code, for example GTA-2021.")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        edition = Edition.objects.filter(code=code).first()
        if edition is None:
            known = ", ".join(Edition.objects.order_by("code").values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no edition {code}. Known: {known}.")
        self.stdout.write(export_catalogue(edition), ending="")
