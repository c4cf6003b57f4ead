"""``manage.py import_catalogue FILE [--dry-run]``: an edition from its file; repeatable without change."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.catalogue_file import read_catalogue
from recommendations.imports import ImportResult, ImportStoppedError, import_catalogue
from recommendations.positioned_json import MAX_BYTES, FileRefusedError

_ANSWERS = {"losses": "--allow-losses", "reason": '--reason "…"'}


class Command(BaseCommand):
    help = "Bring an edition in from its catalogue file (docs/catalogue-format.md). Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The catalogue file, JSON in UTF-8.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change; write nothing.")
        parser.add_argument("--reason", default="", help="Why; kept in the public history of what changes.")
        parser.add_argument("--allow-losses", action="store_true", help="Let the file take away what is there.")

    def handle(self, *args: Any, file: Path, dry_run: bool, reason: str, allow_losses: bool, **options: Any) -> None:
        try:
            document = read_catalogue(_bytes_of(file))
            result = import_catalogue(document=document, dry_run=dry_run, reason=reason, allow_losses=allow_losses)
        except FileRefusedError as error:
            lines = "\n".join(f"  {found}" for found in error.errors)
            raise CommandError(f"{file}: nothing was imported.\n{lines}") from error
        except ImportStoppedError as error:
            questions = "\n".join(f"  {q.message} Go on with {_ANSWERS[q.code]}." for q in error.questions)
            raise CommandError(f"{file}: nothing was imported.\n{questions}") from error
        self.report(result)

    def report(self, result: ImportResult) -> None:
        for step in result.changed:
            self.stdout.write(f"{step.name}:")
            for difference in step.differences:
                self.stdout.write(f"  {difference.field}: {difference.before!s} → {difference.after!s}")
        for kind, name in result.missing:
            self.stdout.write(f"{name}: this {kind.replace('_', ' ')} is not in the file; it stays as it is.")
        for question in result.questions:
            self.stdout.write(f"{question.message} Needed: {_ANSWERS[question.code]}.")
        did = "Would import" if result.dry_run else "Imported"
        self.stdout.write(
            f"{did} {result.edition_code}: {len(result.created)} created, {len(result.changed)} changed, "
            f"{len(result.unchanged)} unchanged."
        )


def _bytes_of(file: Path) -> bytes:
    try:
        with file.open("rb") as handle:
            # One byte more than may be read: enough to see that a file is too large without taking it in.
            return handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
