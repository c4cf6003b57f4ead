"""``manage.py backup FILE``: the whole site in one file."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gta.backups.archive import back_up
from gta.backups.errors import BackupError


class Command(BaseCommand):
    help = (
        "Writes database and evidence to one new file, while the site goes on working; encrypted where BACKUP_KEY is "
        "set. A file that is not encrypted must be kept as safe as the site."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args, file: Path, **options) -> None:
        try:
            manifest = back_up(file)
        except BackupError as error:
            raise CommandError(str(error)) from None
        rows = sum(manifest["counts"].values())
        self.stdout.write(
            f"{rows} rows and {len(manifest['media'])} files in {file}"
            f"{', encrypted' * bool(settings.BACKUP_KEY)}. "
            f"End of the history, to note elsewhere: {manifest['history_end']}"
        )
