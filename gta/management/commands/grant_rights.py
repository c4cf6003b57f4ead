"""``manage.py grant_rights --to ROLE``: run as the role that owns the tables, after each ``migrate``."""

import os

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from gta import database_rights

EXISTS = "SELECT rolsuper FROM pg_roles WHERE rolname = %s"
OWNS = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = %s"


class Command(BaseCommand):
    help = (
        "Gives a role of PostgreSQL the rights that the site needs and no more: rows of the history and of the logs "
        "can then be added, not changed or removed. Run it as the role that owns the tables, after each migrate."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--to", required=True, metavar="ROLE", help="the role of web, worker and beat")
        parser.add_argument(
            "--password-in",
            metavar="NAME",
            help="make the role where there is none, and give it the password in this variable of the environment",
        )

    def handle(self, *args, to: str, password_in: str | None, **options) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Roles are PostgreSQL's. With SQLite there is nothing to grant.")
        with transaction.atomic(), connection.cursor() as cursor:
            if password_in:
                _give_password(cursor, to, os.environ.get(password_in, ""), password_in)
            _refuse_unless_limited(cursor, to)
            count = 0
            for statement in database_rights.statements(to):
                cursor.execute(statement)
                count += 1
        kept = sum(database_rights.append_only(model) is not None for model in database_rights.models())
        self.stdout.write(f"{to} has the rights of the site. It can only add to {kept} tables ({count} statements).")


def _give_password(cursor, role: str, password: str, variable: str) -> None:
    """Make the role if need be. Side effect: from now on it has this password."""
    if not password:
        raise CommandError(f"{variable} is not set. Set it to the password that {role} is to have.")
    cursor.execute(EXISTS, [role])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    # CREATEDB, because the worker proves a backup in a database of its own.
    cursor.execute(f"{verb} ROLE {connection.ops.quote_name(role)} LOGIN CREATEDB PASSWORD %s", [password])


def _refuse_unless_limited(cursor, role: str) -> None:
    cursor.execute(EXISTS, [role])
    found = cursor.fetchone()
    if found is None:
        raise CommandError(f"There is no role {role}. Create it, or name the variable of its password: --password-in.")
    cursor.execute(OWNS, [role])
    if found[0] or cursor.fetchone()[0]:
        raise CommandError(f"{role} is a superuser or owns tables, so nothing can be denied to it. Name another role.")
