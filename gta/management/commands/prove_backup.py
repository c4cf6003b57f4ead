"""``manage.py prove_backup FILE``: can this file be brought back?"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gta.backups.errors import BackupError
from gta.backups.proving import prove


class Command(BaseCommand):
    help = (
        "Brings a backup back into a scratch database and folder, checks it as restore does, and throws both away. "
        "For another machine than the site's: an encrypted backup needs the private key."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", type=Path, help="the file with the private key, for an encrypted backup")
        parser.add_argument("--folder", type=Path, help="where there is room for the site twice")

    def handle(self, *args, file: Path, identity: Path | None, folder: Path | None, **options) -> None:
        try:
            prove(file, identity=identity, folder=folder)
        except BackupError as error:
            raise CommandError(f"{file} is not proved: {error}") from None
        self.stdout.write(f"{file} can be brought back: rows, files, history and snapshots are as they were.")
