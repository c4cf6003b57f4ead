"""``manage.py sweep_files``: files that no row names, and rows whose file is gone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gta.stored_files import sweep


class Command(BaseCommand):
    """Deletes files that no row names and that are older than a day; exits 1 when a row misses its file."""

    help = "Delete stored files that nothing refers to, and list what misses its file."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--dry-run`` only lists."""
        parser.add_argument("--dry-run", action="store_true", help="list the files, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every name, and the two numbers at the end."""
        swept = sweep(dry_run=options["dry_run"])
        for name in swept.without_row:
            self.stdout.write(f"{'nothing refers to' if options['dry_run'] else 'deleted'}: {name}")
        for name in swept.without_file:
            self.stdout.write(f"missing: {name}")
        self.stdout.write(f"{len(swept.without_row)} without a row, {len(swept.without_file)} missing.")
        if swept.without_file:
            raise SystemExit(1)
