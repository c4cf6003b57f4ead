"""``manage.py restore FILE``: bring a backup back on an empty site."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gta.backups.errors import BackupError
from gta.backups.restoring import restore


class Command(BaseCommand):
    help = (
        "Brings a backup back into an empty database and media folder, checks it, and holds all mail until an "
        "administrator releases it. Refuses a site that is not empty, but for what a restore that was killed left."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", type=Path, help="the file with the private key, for an encrypted backup")

    def handle(self, *args, file: Path, identity: Path | None, **options) -> None:
        try:
            manifest = restore(file, identity=identity)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{sum(manifest['counts'].values())} rows and {len(manifest['media'])} files are back, as of "
            f"{manifest['made_at']}. Mail is held: an administrator releases it. Run migrate if the code is newer."
        )
