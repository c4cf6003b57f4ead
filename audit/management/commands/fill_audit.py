"""``manage.py fill_audit``: bring into the log what the other records of the site tell of already."""

from typing import Any

from django.core.management.base import BaseCommand

from audit.filling import fill


class Command(BaseCommand):
    help = "Bring into the log what the other records of the site tell of already. Running it again adds nothing twice."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{fill()} entries are new.")
