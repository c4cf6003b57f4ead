"""PostgreSQL and Redis of one's own: killed with all that they started, paused, and begun again where they were."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import psycopg2
import redis

from scripts import services
from scripts.packages import postgresql_binary
from scripts.processes import free_port, start, stop
from tests.waiting import until


def family(pid: int) -> list[int]:
    """The process and all that descend from it, parents before their children."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(path.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def strike(pid: int, what: signal.Signals) -> None:
    """Send the signal to the process and its family; to this very process last."""
    for one in sorted(family(pid), key=lambda each: each == os.getpid()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, what)


def is_down(pid: int) -> bool:
    """Whether it is dead, or paused."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "TZX"
    except OSError:
        return True


class Server:
    """One program with its folder and its port."""

    end_with = signal.SIGTERM
    command: list[str]
    user: str | None = None

    def __init__(self, folder: Path) -> None:
        self.port, self.log = free_port(), folder / "log"

    def begin(self) -> None:
        self.process: Popen[bytes] = start(self.command, log=self.log, user=self.user, end_with=self.end_with)
        assert until(self.answers), self.log.read_text()

    def answers(self) -> bool:
        raise NotImplementedError

    def kill(self) -> None:
        """All of it at once, so that nobody is left to put anything in order."""
        strike(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def begin_again_if_dead(self) -> bool:
        """Whether it was."""
        if self.process.poll() is None:
            return False
        self.begin()
        return True

    def stop(self) -> None:
        stop(self.process, with_signal=self.end_with)


class PostgreSQL(Server):
    """It keeps what it promised, whatever is killed.

    Without ``durable`` it does not wait for the disk, which is needed where the machine may lose its power: what a
    killed program has written the system still has.
    """

    end_with = signal.SIGINT

    def __init__(self, folder: Path, user: str | None, *, durable: bool = True, like: Path | None = None) -> None:
        super().__init__(folder)
        self.user, self.data = user, folder / "data"
        self.command = [str(postgresql_binary("postgres")), "-D", str(self.data), "-p", str(self.port)]
        self.command += ["-k", str(folder), "-c", "listen_addresses=127.0.0.1", "-c", "timezone=UTC"]
        self.command += [] if durable else ["-c", "fsync=off"]
        self.address = f"postgres://tracker:secret@127.0.0.1:{self.port}/postgres"
        if like is not None and like.exists():
            _copy(like, self.data)
        else:
            services._initdb(str(postgresql_binary("initdb")), self.data, "secret", user)
        self.begin()

    def keep(self, folder: Path) -> None:
        """Keep all that is in it now, to begin another one with."""
        self.stop()
        _copy(self.data, folder)
        self.begin()

    def answers(self) -> bool:
        try:
            psycopg2.connect(self.address).close()
        except psycopg2.OperationalError:  # it is reading its log again
            return False
        return True


def _copy(data: Path, to: Path) -> None:
    subprocess.run(["cp", "--archive", str(data), str(to)], check=True)


class Redis(Server):
    """It keeps nothing: what is begun again is empty."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        password = secrets.token_hex(16)
        configuration = folder / "redis.conf"
        configuration.write_text(
            f'bind 127.0.0.1\nport {self.port}\nrequirepass {password}\ndir "{folder}"\nsave ""\nappendonly no\n'
        )
        self.command = [str(shutil.which("redis-server")), str(configuration)]
        self.address = f"redis://default:{password}@127.0.0.1:{self.port}/0"
        self.begin()

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.address)

    def answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False


@contextlib.contextmanager
def both(*, like: Path | None = None) -> Iterator[tuple[PostgreSQL, Redis]]:
    """One of each, for as long as the block lasts; PostgreSQL with what was kept in ``like``, if anything was."""
    user = "postgres" if os.geteuid() == 0 else None
    with (
        services.own_folder("storm-postgresql", user) as for_postgresql,
        services.own_folder("storm-redis", None) as for_redis,
    ):
        postgresql, kept = PostgreSQL(for_postgresql, user, durable=False, like=like), Redis(for_redis)
        try:
            yield postgresql, kept
        finally:
            kept.stop()
            postgresql.stop()
