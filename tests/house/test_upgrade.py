"""An upgrade while the site is used: the new release's migrations run under the old one's web processes.

The old code is the newest tag ``v*``. Before there is one it is this tree, and the new code a copy of it with one more
column on a busy table.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from benchmarks.soak.browser import Browser, UnexpectedError
from benchmarks.soak.verdict import server_errors
from scripts.processes import free_port, last_lines, start, stop, wait_for_port
from tests.house.conftest import PATIENCE, ROOT, SECRET
from tests.waiting import until

pytestmark = pytest.mark.services
WHO, PASSWORD = "ana@staff.example.org", "a-long-enough-word-1"
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache")
PAGES = ["/", "/recommendations/", "/organisations/", "/gaps/", "/reports/"]
ENOUGH = 5  # organisations added before, and as many after the migration
MODEL = "stakeholders/models/organisation.py"
BEFORE, NEW_FIELD = (
    "    name = models.",
    '    upgraded = models.CharField(max_length=20, blank=True, default="", db_default="")\n',
)


def _last_release() -> str:
    tags = ["git", "tag", "--list", "v*", "--sort=-version:refname"]
    return subprocess.run(tags, cwd=ROOT, capture_output=True, text=True, check=True).stdout.partition("\n")[0]


@dataclass(frozen=True)
class Release:
    """The code in a folder, on a database of its own."""

    code: Path
    database: str
    var: Path
    port: int = field(default_factory=free_port)

    @property
    def environment(self) -> dict[str, str]:
        own = {"DATABASE_URL": self.database, "VAR_DIR": str(self.var), "PORT": str(self.port), "REDIS_URL": ""}
        site = {"SITE_URL": f"http://127.0.0.1:{self.port}", "ALLOWED_HOSTS": "127.0.0.1", "SECRET_KEY": SECRET}
        return os.environ | own | site | PATIENCE | {"DEMO": "1", "TESTING": "0", "WEB_WORKERS": "2"}

    def manage(self, *words: str) -> str:
        command = [sys.executable, str(self.code / "manage.py"), *words]
        done = subprocess.run(command, cwd=self.code, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its web processes, as they are deployed: where they answer."""
        log = self.var / f"web-{self.port}.log"
        command = [sys.executable, "-m", "gunicorn", "gta.wsgi", "--config", str(self.code / "deploy/gunicorn.conf.py")]
        command += ["--chdir", str(self.code), "--bind", f"127.0.0.1:{self.port}"]
        process = start(command, log=log, environment=self.environment)
        try:
            assert wait_for_port(self.port, process, within=300), last_lines(log)
            yield f"http://127.0.0.1:{self.port}"
        finally:
            stop(process, within=60)


@pytest.fixture
def releases(copied_database: str, tmp_path: Path) -> tuple[Release, Release]:
    """The old one with its database filled, and the new one, whose migrations have not run."""
    (tmp_path / "var").mkdir()
    if tag := _last_release():
        (tmp_path / "old").mkdir()
        archive = subprocess.run(["git", "archive", tag], cwd=ROOT, capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x", "-C", str(tmp_path / "old")], input=archive, check=True)
        _make_empty(copied_database)
        old, new = (Release(code, copied_database, tmp_path / "var") for code in (tmp_path / "old", ROOT))
        subprocess.run([sys.executable, "scripts/prepare.py"], cwd=old.code, env=old.environment, check=True)
        return old, new
    old, new = (Release(code, copied_database, tmp_path / "var") for code in (ROOT, tmp_path / "new"))
    shutil.copytree(ROOT, new.code, ignore=NOT_COPIED)
    text = (new.code / MODEL).read_text()
    assert text.count(BEFORE) == 1, f"{MODEL} no longer has one {BEFORE.strip()}"
    (new.code / MODEL).write_text(text.replace(BEFORE, NEW_FIELD + BEFORE))
    new.manage("makemigrations", "stakeholders", "--name", "one_more_column")
    _let_each_table_go(next((new.code / "stakeholders" / "migrations").glob("*_one_more_column.py")))
    old.manage("createcachetable")
    old.manage("collectstatic", "--noinput", "--verbosity", "0")
    return old, new


def _let_each_table_go(migration: Path) -> None:
    """As docs/releasing.md says of one that changes two tables: together they would meet writers in a deadlock."""
    text, begun = migration.read_text(), "class Migration(migrations.Migration):\n"
    assert begun in text
    migration.write_text(text.replace(begun, f"{begun}    atomic = False\n"))


def _make_empty(database: str) -> None:
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        connection.commit()


@dataclass
class Use:
    """Readers and two curators, until the end. What was said yes to is in ``added``."""

    origin: str
    seen: Counter[int] = field(default_factory=Counter)
    added: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    end: threading.Event = field(default_factory=threading.Event)

    def read(self, number: int) -> None:
        """Pages, and lists that no cache has."""
        browser = Browser(self.origin, self.seen)
        for turn in itertools.count():
            browser.get(PAGES[turn % len(PAGES)])
            browser.get(f"/commitments/?q=word{number}x{turn}")
            if self.end.is_set():
                return

    def write(self, number: int) -> None:
        """Organisations, one after the other."""
        browser = Browser(self.origin, self.seen)
        sign_in(browser)
        for turn in itertools.count():
            add(browser, name := f"Body {number}-{turn}")
            self.added.append(name)
            if self.end.is_set():
                return

    def _kept(self, act, number: int) -> None:
        try:
            act(number)
        except Exception as error:
            self.failed.append(repr(error))

    def begin(self) -> list[threading.Thread]:
        acts = [(self.read, 1), (self.read, 2), (self.write, 1), (self.write, 2)]
        threads = [threading.Thread(target=self._kept, args=act) for act in acts]
        for thread in threads:
            thread.start()
        return threads


def sign_in(browser: Browser) -> None:
    browser.get("/accounts/login/")
    browser.send(login=WHO, password=PASSWORD)
    assert "Sign out" in browser.page


def is_ready(browser: Browser) -> bool:
    """Whether the site says so: its migrations have run, too. On a busy machine it may not within its two seconds."""
    try:
        return '"ready": true' in browser.get("/readyz")
    except UnexpectedError:
        return False


def add(browser: Browser, name: str) -> None:
    """An organisation, to which the site says yes."""
    browser.get("/curate/organisations/new/")
    browser.send(name=name, actor_type="ngo", is_another="on")
    assert browser.at != "/curate/organisations/new/", browser.page


def _set_up(old: Release, origin: str) -> None:
    """A curator, and a catalogue to read."""
    said = old.manage("setup", "--no-input", "--email", WHO, "--person", "Ana", "--curator", "--catalogue", "gta-2021")
    link = next(word for word in said.split() if "/accounts/invitation/" in word)
    browser = Browser(origin, Counter())
    browser.get(urlsplit(link).path)
    browser.send(name="Ana", password1=PASSWORD, password2=PASSWORD)


def test_the_old_code_goes_on_while_the_new_one_migrates(releases: tuple[Release, Release]) -> None:
    old, new = releases
    with old.serving() as origin:
        _set_up(old, origin)
        use = Use(origin)
        with ExitStack() as ended:
            threads = use.begin()
            ended.callback(lambda: [thread.join() for thread in threads])
            ended.callback(use.end.set)
            assert until(lambda: len(use.added) >= ENOUGH or use.failed, within=600), use.failed
            new.manage("migrate", "--noinput")
            after = len(use.added)
            assert until(lambda: len(use.added) >= after + ENOUGH or use.failed, within=600), use.failed
    assert (use.failed, server_errors(use.seen)) == ([], 0), use.seen
    with closing(psycopg2.connect(new.database)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name FROM stakeholders_organisation")
        assert set(use.added) <= {name for (name,) in cursor.fetchall()}
    with new.serving() as origin:
        browser = Browser(origin, Counter())
        assert until(lambda: is_ready(browser), within=600)
        for page in PAGES:
            browser.get(page)
        sign_in(browser)
        add(browser, "Body of the new code")
        assert use.added[0] in browser.get(f"/curate/organisations/?q={use.added[0].replace(' ', '+')}")
