"""The database of each test process: a copy of a migrated template, so that migrations run once and not once a process.

The template of SQLite is a file under var/, that of PostgreSQL a database beside the tests' own; both are named by a
hash of what a fresh database is made of, and made anew when that changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import pytest
from django.apps import apps
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError, connection, connections
from django.db.models.signals import post_migrate
from django.test.utils import setup_databases, teardown_databases

from scripts.install import ROOT
from tests.environment import VAR_DIR
from tests.kept import kept

TEMPLATES = ROOT / "var" / "test-templates"
# Migrations, and what they and the handlers behind them read.
SOURCES = (
    "requirements/base.txt",
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "*/models.py",
    "*/models/*.py",
    "*/data/*",
    "*/first_*.py",
    "consent/*.py",
)


class Template(Protocol):
    """What a fresh test database can be copied from."""

    def exists(self) -> bool: ...

    def copy_to(self, name: str) -> None:
        """Make the test database ``name`` from it."""

    def make_from(self, name: str) -> None:
        """Make it from the migrated test database ``name``."""


class SQLiteTemplate:
    """A database file."""

    def __init__(self, fingerprint: str) -> None:
        self.path = TEMPLATES / f"{fingerprint}.sqlite3"

    def exists(self) -> bool:
        return self.path.exists()

    def copy_to(self, name: str) -> None:
        shutil.copyfile(self.path, name)

    def make_from(self, name: str) -> None:
        for old in TEMPLATES.glob("*.sqlite3*"):
            old.unlink()
        unfinished = self.path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(unfinished)])
        unfinished.rename(self.path)


class PostgreSQLTemplate:
    """A database on the same server."""

    PREFIX = "test_template_"

    def __init__(self, fingerprint: str) -> None:
        self.name = f"{self.PREFIX}{fingerprint}"

    def exists(self) -> bool:
        return self.name in self._there()

    def copy_to(self, name: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')

    def make_from(self, name: str) -> None:
        connections.close_all()  # a database in use cannot be copied
        drop = [f'DROP DATABASE "{old}"' for old in self._there()]
        self._run(*drop, f'CREATE DATABASE "{self.name}" TEMPLATE "{name}"')

    def _there(self) -> list[str]:
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.PREFIX])
            return [name for (name,) in cursor.fetchall()]

    def _run(self, *statements: str) -> None:
        with connection.creation._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def fingerprint() -> str:
    """Of all that a fresh database is made of."""
    found = hashlib.sha256()
    for path in sorted({path for pattern in SOURCES for path in ROOT.glob(pattern) if path.is_file()}):
        found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def _one_process_at_a_time() -> Iterator[None]:
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file, with WAL as in production: in memory, threads of a live server would share one connection."""
    settings = connections["default"].settings_dict
    if settings["ENGINE"].endswith("sqlite3"):
        settings["TEST"]["NAME"] = str(VAR_DIR / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """The test database: a copy of the template, or the migrated database that the template is made of."""
    kind: type[Template] = PostgreSQLTemplate if connection.vendor == "postgresql" else SQLiteTemplate
    template = kind(fingerprint())
    name = connection.creation._get_test_db_name()
    with django_db_blocker.unblock(), _one_process_at_a_time():
        is_made = template.exists()
        if is_made:
            template.copy_to(name)
        databases = setup_databases(verbosity=0, interactive=False, keepdb=is_made)
        if not is_made:
            template.make_from(name)
    # What a test commits is undone by emptying the tables of all models. Those that caches count in are none: an
    # address would have used up its choices in another test.
    post_migrate.connect(_empty_tables_of_caches, sender=apps.get_app_config("consent"))
    kept.unblock = django_db_blocker.unblock
    yield
    kept.clear()
    kept.unblock = None
    with django_db_blocker.unblock():
        try:
            teardown_databases(databases, verbosity=0)
        except OperationalError as error:  # a server's thread that is still ending holds it; it goes with the service
            request.node.warn(pytest.PytestWarning(f"The test database was left behind: {error}"))


def _empty_tables_of_caches(**_: object) -> None:
    for one in caches.all(initialized_only=False):
        if isinstance(one, DatabaseCache):
            one.clear()
