"""The whole site for a soak: nginx, web, worker and beat, PostgreSQL and Redis, with the demo and a sample in it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis as redis_client

from benchmarks.serving import ROOT
from scripts import services
from scripts.processes import free_port, last_lines, start, stop, wait_for_port
from tests.mail_sink import MailSinkProcess
from tests.proxy import proxy_before

MANAGE = [sys.executable, str(ROOT / "manage.py")]
CELERY = [sys.executable, "-m", "celery", "--app", "gta"]
WORKER = [*CELERY, "worker", "--concurrency", "2", "--loglevel", "ERROR"]
# As in docker-compose.yml: what is cached may take so much; then what was not asked for longest goes.
REDIS = {"maxmemory": "64mb", "maxmemory-policy": "volatile-lru"}


@dataclass(frozen=True)
class Site:
    """A running one: where it answers, its processes (the web first) and its folder."""

    origin: str
    processes: list[int]
    folder: Path
    database: str
    redis: str
    environment: dict[str, str]

    def manage(self, *words: str) -> None:
        """Run a command of it to its end. Raises ``CalledProcessError`` when it fails."""
        subprocess.run([*MANAGE, *words], env=self.environment, check=True, cwd=ROOT, capture_output=True)

    def errors(self) -> list[str]:
        """What its processes logged as errors."""
        logs = [(self.folder / name).read_text(errors="replace") for name in ("web.log", "worker.log", "beat.log")]
        return [line for log in logs for line in log.splitlines() if '"ERROR"' in line or "Traceback" in line]


@contextmanager
def running_site(size: str) -> Iterator[Site]:
    """The site with fictional data, until the block ends; all of it on this machine’s own address."""
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="tracker-soak-")))
        database = running.enter_context(services.postgresql(durable=True, buffers="256MB"))
        broker = running.enter_context(services.redis())
        for name, value in REDIS.items():
            redis_client.Redis.from_url(broker).config_set(name, value)
        (folder / "mail").mkdir()
        sink = running.enter_context(MailSinkProcess(folder / "mail"))
        port, secure = free_port(), free_port()
        given = _environment(folder, database, broker, port, secure) | {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
        subprocess.run([sys.executable, str(ROOT / "scripts" / "prepare.py"), "--demo"], env=given, check=True)
        if size:
            subprocess.run([*MANAGE, "load_sample", "--size", size, "--seed", "1"], env=given, check=True)
        web = [sys.executable, "-m", "gunicorn", "gta.wsgi", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
        web += ["--bind", f"127.0.0.1:{port}", "--max-requests", "0"]  # a new worker would hide what the old one lost
        beat = [*CELERY, "beat", "--loglevel", "ERROR", "--schedule", str(folder / "beat"), "--pidfile", ""]
        commands = {"web": web, "worker": WORKER, "beat": beat}
        processes = []
        for name, command in commands.items():
            process = start(command, log=folder / f"{name}.log", environment=given)
            running.callback(stop, process, within=30)
            processes.append(process)
        if not wait_for_port(port, processes[0], within=120):
            sys.exit(f"The web server did not start:\n{last_lines(folder / 'web.log')}")
        proxy = running.enter_context(proxy_before(port, secure=secure))
        yield Site(proxy.address, [one.pid for one in processes], folder, database, broker, given)


def _environment(folder: Path, database: str, broker: str, port: int, secure: int) -> dict[str, str]:
    for name in ("tmp", "var", "media"):
        (folder / name).mkdir()
    return os.environ | {
        "DEMO": "1",
        "VAR_DIR": str(folder / "var"),
        "MEDIA_ROOT": str(folder / "media"),
        "TMPDIR": str(folder / "tmp"),
        "DATABASE_URL": database,
        "REDIS_URL": broker,
        "PORT": str(port),
        "SITE_URL": f"https://127.0.0.1:{secure}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "TRUSTED_PROXY_COUNT": "1",
        "WEB_WORKERS": "2",
        "LOG_LEVEL": "ERROR",
        # All come from one address here.
        "API_REQUESTS_PER_MINUTE": "0",
        "DOWNLOADS_PER_HOUR": "0",
    }
