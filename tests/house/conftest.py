"""What the tests of the house share: a Redis of one's own to stop, and the site as a process of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from scripts import services
from scripts.processes import free_port, last_lines, start, stop, wait_for_port
from tests import database

from .other_machine import Machine

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "for-one-test-0123456789-0123456789-0123456789-0123456789-0123456789"
# On a busy machine the site would say that its database does not answer.
PATIENCE = {"DATABASE_ANSWER_TIMEOUT": "60", "DATABASE_LOCK_TIMEOUT": "60", "DATABASE_STATEMENT_TIMEOUT": "120"}


@pytest.fixture
def own_redis() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of a Redis that only this test uses, and its process, to be stopped or paused."""
    with services.redis_process() as running:
        yield running


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated SQLite and collected static files, made once and copied for each site."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare = [sys.executable, str(ROOT / "scripts" / "prepare.py")]
    subprocess.run(prepare, env=_environment(folder, 0), check=True, cwd=ROOT)
    return folder


@pytest.fixture
def site(prepared: Path, tmp_path: Path) -> Callable[..., AbstractContextManager[str]]:
    """``with site(REDIS_URL=…) as address``: the site under gunicorn on a database of its own in ``tmp_path``."""

    @contextmanager
    def running(**environment: str) -> Iterator[str]:
        shutil.copytree(prepared, tmp_path / "var")
        port, log = free_port(), tmp_path / "web.log"
        command = [sys.executable, "-m", "gunicorn", "gta.wsgi", "--bind", f"127.0.0.1:{port}", "--chdir", str(ROOT)]
        command += ["--threads", "4", "--no-control-socket"]
        process = start(command, log=log, environment=_environment(tmp_path / "var", port) | environment)
        try:
            assert wait_for_port(port, process, within=180), last_lines(log)
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(process)

    return running


def without_services() -> dict[str, str]:
    """The environment of somebody who has not started any service."""
    named = {"TEST_DATABASE_URL", "TEST_REDIS_URL", "TESTING", "DATABASE_URL", "REDIS_URL", "VAR_DIR"}
    named |= {"SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DEBUG", "DEMO"}  # what tests/environment.py sets for itself
    return {key: value for key, value in os.environ.items() if key not in named}


def _environment(var: Path, port: int) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if key not in {"TESTING", "DATABASE_URL", "REDIS_URL"}}
    own = {"VAR_DIR": str(var), "DEMO": "1", "PORT": str(port), "SITE_URL": f"http://127.0.0.1:{port}"}
    return {**clean, **own, "ALLOWED_HOSTS": "127.0.0.1", "SECRET_KEY": SECRET}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Machine]:
    """Another machine, empty, with a database of the same kind."""
    server, folder = os.environ["DATABASE_URL"], tmp_path / "elsewhere"
    folder.mkdir()
    if server.startswith("sqlite"):
        yield Machine(folder, f"sqlite:///{folder / 'db.sqlite3'}")
        return
    name = f"restored_{os.getpid()}"
    maintenance = psycopg2.connect(server)
    maintenance.autocommit = True
    with maintenance.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield Machine(folder, f"{server.rpartition('/')[0]}/{name}")
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    maintenance.close()


@pytest.fixture
def copied_database(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """The address of a migrated PostgreSQL database that only this test's processes use."""
    name = f"copied_{os.getpid()}"
    with django_db_blocker.unblock():
        database.PostgreSQLTemplate(database.fingerprint()).copy_to(name)
    yield os.environ["DATABASE_URL"].partition("?")[0].rpartition("/")[0] + f"/{name}"
    with django_db_blocker.unblock(), connection.creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
