"""The services of docker-compose.yml as plain processes, with the same commands and settings, as on a bare machine."""

from __future__ import annotations

import contextlib
import re
import secrets
import ssl
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import SplitResult, urlencode, urlsplit

import psycopg2
import pytest
import redis
from celery.beat import PersistentScheduler

from gta.celery import app
from scripts import services
from scripts.processes import free_port
from tests.house.composed import Composed, example_env, filled_in
from tests.house.conftest import PATIENCE
from tests.mail_sink import MailSink
from tests.proxy import Proxy, proxy_before
from tests.waiting import until

ADDRESS, PASSWORD = "ana@staff.example.org", secrets.token_urlsafe(16)
COLLECT = ("python", "manage.py", "collectstatic", "--noinput", "--verbosity", "0")  # what the Dockerfile runs
LASTING = ("web", "worker", "beat", "backups")


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("${SET:?say it}", "yes"),
        ("${SET:-no}", "yes"),
        ("${UNSET:-no}", "no"),
        ("a${UNSET}b", "ab"),
        ("$$(hostname) $${SET}", "$(hostname) ${SET}"),
        ({"a": ["${SET}", 1]}, {"a": ["yes", 1]}),
    ],
)
def test_variables_are_filled_in_as_compose_does(text: object, made: object) -> None:
    assert filled_in(text, {"SET": "yes", "UNSET": ""}) == made
    with pytest.raises(KeyError, match="say it"):
        filled_in("${UNSET:?say it}", {"UNSET": ""})


class Visitor:
    """Somebody who reaches the site by its name, through the proxy."""

    def __init__(self, proxy: Proxy, host: str) -> None:
        trusting = urllib.request.HTTPSHandler(context=ssl._create_unverified_context())
        self.opener = urllib.request.build_opener(trusting, urllib.request.HTTPCookieProcessor(CookieJar()))
        self.address, self.headers = proxy.address, {"Host": host, "Origin": f"https://{host}"}

    def ask(self, path: str, form: dict[str, str] | None = None) -> str:
        """The text of an answer; an error is raised."""
        body = urlencode(form).encode() if form else None
        request = urllib.request.Request(self.address + path, body, self.headers)
        with self.opener.open(request, timeout=120) as answer:
            return answer.read().decode()

    def fill_in(self, path: str, **fields: str) -> str:
        """Open a page and send its form."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask(path))
        assert token
        return self.ask(path, {"csrfmiddlewaretoken": token[1], **fields})


def _running_for_a_while(schedule: Path) -> None:
    """Beat’s file, as it is when beat begins again after some minutes: what it does each minute is due."""
    beat = PersistentScheduler(app, schedule_filename=str(schedule))
    for entry in beat.schedule.values():
        entry.last_run_at = entry.default_now() - beat.schedule["heartbeat"].schedule.run_every * 2
    beat.close()


@pytest.fixture
def database(copied_database: str) -> Iterator[SplitResult]:
    """The address of one that the service database would have, as its owner."""
    yield urlsplit(copied_database)
    with contextlib.closing(psycopg2.connect(copied_database)) as connection, connection.cursor() as cursor:
        cursor.execute("DROP OWNED BY tracker_site; DROP ROLE tracker_site")
        connection.commit()


@pytest.fixture
def site(database: SplitResult, tmp_path: Path) -> Iterator[tuple[Composed, MailSink, Proxy]]:
    """Everything but nginx’s, PostgreSQL’s and Redis’s own containers, started in the order of the file."""
    with ExitStack() as running:
        broker = urlsplit(running.enter_context(services.redis()))
        sink = running.enter_context(MailSink(tmp_path))
        port = free_port()
        here = {
            "@database:5432/tracker": f"@{database.hostname}:{database.port}{database.path}",
            "@redis:6379": f"@127.0.0.1:{broker.port}",
            "8000": str(port),
            "/app/static-collected": str(tmp_path / "static"),
            "/backups": str(tmp_path / "backups"),
            "/data": str(tmp_path / "data"),
            "/tmp": str(tmp_path / "tmp"),
        }
        own = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "POSTGRES_PASSWORD": database.password,
            "SITE_DATABASE_PASSWORD": "p@ss:/w%rd #1?'\"",
            "REDIS_PASSWORD": broker.password,
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        }
        assert set(own) <= set(example_env())
        composed = Composed(example_env() | own | PATIENCE, here, tmp_path / "log")
        for folder in ("log", "backups", "data", "tmp"):
            (tmp_path / folder).mkdir()
        _running_for_a_while(tmp_path / "tmp" / "beat")
        collecting = composed.start(*COLLECT, service="web")
        composed.run(*composed.command("migrate"), service="migrate")
        said = collecting.communicate()[0]
        assert collecting.returncode == 0, said
        for name in LASTING:
            running.enter_context(composed.running(name))
        assert composed.becomes_healthy("web")
        yield composed, sink, running.enter_context(proxy_before(port))


@pytest.mark.services
def test_the_site_of_the_containers_runs_without_them(site: tuple[Composed, MailSink, Proxy]) -> None:
    composed, sink, proxy = site
    host = composed.env["ALLOWED_HOSTS"]
    set_up = ["python", "manage.py", "setup", "--no-input", "--email", ADDRESS, "--person", "Ana Sole"]
    said = composed.run(*set_up, service="web")
    choosing = urlsplit(re.search(r"https://\S+", said)[0])
    assert choosing.netloc == host

    visitor = Visitor(proxy, host)
    assert composed.env["SITE_NAME"] in unescape(visitor.ask("/"))
    visitor.fill_in(choosing.path, name="Ana Sole", password1=PASSWORD, password2=PASSWORD)
    visitor = Visitor(proxy, host)
    assert "Sign out" in visitor.fill_in("/accounts/login/", login=ADDRESS, password=PASSWORD)

    Visitor(proxy, host).fill_in("/accounts/password/reset/", email=ADDRESS)
    assert until(lambda: any(f"https://{host}/accounts/password/reset/" in str(mail) for mail in sink.emails()))

    environment = composed.environment("web")
    broker = redis.Redis.from_url(environment["REDIS_URL"], password=environment["REDIS_PASSWORD"])
    assert until(lambda: list(broker.scan_iter("*worker-heartbeat"))), "beat asks the worker for one"
    for name in ("worker", "beat", "backups"):
        assert composed.becomes_healthy(name), name
