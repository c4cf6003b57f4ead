"""``manage.py import_vocabulary FILE [--dry-run]``: the site's own words from a file; repeatable without change."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.positioned_json import FileRefusedError
from recommendations.vocabulary_file import read_vocabulary
from recommendations.vocabulary_import import import_vocabulary


class Command(BaseCommand):
    help = "Make the site's actor types and words those of a file (docs/vocabulary-format.md). Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The vocabulary file, JSON in UTF-8.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change; write nothing.")
        parser.add_argument("--reason", default="", help="Why; kept in the public history of what changes.")
        parser.add_argument("--allow-losses", action="store_true", help="Let the file remove actor types.")

    def handle(self, *args: Any, file: Path, dry_run: bool, reason: str, allow_losses: bool, **options: Any) -> None:
        try:
            document = read_vocabulary(file.read_bytes())
            done = import_vocabulary(document=document, reason=reason, allow_losses=allow_losses, dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except (FileRefusedError, ValidationError) as error:
            found = error.errors if isinstance(error, FileRefusedError) else error.messages
            lines = "\n".join(f"  {one}" for one in found)
            raise CommandError(f"{file}: nothing was imported.\n{lines}") from error
        for what, keys in [("new", done.created), ("changed", done.changed), ("removed", done.removed)]:
            self.stdout.write(f"{what}: {', '.join(keys) or 'none'}")
        if dry_run:
            self.stdout.write("Nothing was written.")
