"""``manage.py create_user``: bring a person in from the command line, the first administrator above all."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import people


class Command(BaseCommand):
    """Makes an account and prints the link on which its owner sets a password."""

    help = "Make an account and print the one-use link on which its owner sets a password. No mail is sent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--language", default="en")
        parser.add_argument("--curator", action="store_true", help="keeps the catalogue, reviews and publishes")
        parser.add_argument("--administrator", action="store_true", help="manages people, roles and settings")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link. Fails with the reason when the address is in use or a field is wrong."""
        try:
            _user, _invitation, link = people.create_person(
                email=options["email"],
                name=options["name"],
                language=options["language"],
                curator=options["curator"],
                administrator=options["administrator"],
                by=None,
                mail=False,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(link)
