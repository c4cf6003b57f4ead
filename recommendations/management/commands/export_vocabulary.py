"""``manage.py export_vocabulary``: the site's actor types and words as the file that ``import_vocabulary`` reads."""

from typing import Any

from django.core.management.base import BaseCommand

from recommendations.vocabulary_file import export_vocabulary


class Command(BaseCommand):
    help = "Write the site's vocabulary to standard output (docs/vocabulary-format.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(export_vocabulary(), ending="")
