"""The site under the storm: its processes and servers, how they are struck, and how they come back."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from scripts.processes import free_port
from tests.storm import steps
from tests.storm.clock import Clock
from tests.storm.designs import DESIGNS
from tests.storm.servers import PostgreSQL, Redis, strike

LEASE = timedelta(seconds=3)  # of everything that has one
PAUSE = 5.0  # seconds: longer
BEATS = {
    "deliver": "outbox.tasks.deliver",
    "sweep": "outbox.tasks.sweep",
    "plan": "progress.tasks.plan_reminders",
    "evidence": "progress.tasks.work_on_evidence",
    "imports": "imports.tasks.work",
}


class Crew:
    """Processes of one kind by fork: they start in milliseconds, with Django loaded and no connection open."""

    def __init__(self, work: Callable[[], None], size: int) -> None:
        self._work, self._size = work, size
        self.living: list[int] = []
        self.died = 0

    def fill(self) -> None:
        """As many as there should be, in the places of those that died."""
        from django.db import connections

        for child in list(self.living):
            if os.waitpid(child, os.WNOHANG)[0]:
                self.living.remove(child)
                self.died += 1
        while len(self.living) < self._size:
            connections.close_all()
            if child := os.fork():
                self.living.append(child)
                continue
            try:
                self._work()
            finally:
                os._exit(1)

    def end(self) -> None:
        for child in self.living:
            strike(child, signal.SIGKILL)
            os.waitpid(child, 0)
        self.living.clear()


class Site:
    """Web, workers, beat, PostgreSQL and Redis, with a board of blows beside them."""

    def __init__(self, folder: Path, postgresql: PostgreSQL, redis: Redis, clock: Clock, design: str) -> None:
        self.folder, self.postgresql, self.redis, self.clock = folder, postgresql, redis, clock
        self.board = steps.Board(folder)
        self.port = free_port()
        self._prepare: list[Callable[[], None]] = [DESIGNS[design]]
        self.crews = {
            steps.WEB: Crew(self._process(steps.WEB, self._serve), 1),
            steps.WORKER: Crew(self._process(steps.WORKER, _work), 2),
            steps.BEAT: Crew(self._process(steps.BEAT, self._beat), 1),
        }
        self.restarted = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def in_each_process(self, prepare: Callable[[], None]) -> None:
        """Have every process that is born from now on do this first."""
        self._prepare.append(prepare)

    def _process(self, kind: str, work: Callable[[], None]) -> Callable[[], None]:
        def begin() -> None:
            for prepare in self._prepare:
                prepare()
            steps.lay_out(self.board, kind)
            shorten_leases()
            self.clock.process(work, log=self.folder / f"{kind}.log")()

        return begin

    def mend(self) -> None:
        """Whatever is dead begins again, and the board knows who can be hit."""
        self.restarted += self.postgresql.begin_again_if_dead() + self.redis.begin_again_if_dead()
        for crew in self.crews.values():
            crew.fill()
        self.show()

    def show(self, **others: int) -> None:
        """Tell the board who can be hit."""
        pids = {kind: list(crew.living) for kind, crew in self.crews.items()}
        pids |= {"postgresql": [self.postgresql.process.pid], "redis": [self.redis.process.pid]}
        self.board.show(pids | {kind: [pid] for kind, pid in others.items()})

    def wake(self, struck: list[int]) -> None:
        """Those that were paused go on, after longer than a lease."""
        time.sleep(PAUSE)
        for pid in struck:
            strike(pid, signal.SIGCONT)

    def move_clock(self, by: timedelta) -> None:
        """The database's clock at once, and every process's, which begins anew as after a restart of the machine."""
        self.clock.move(by)
        for crew in self.crews.values():
            crew.end()
        self.mend()

    def end(self) -> None:
        for crew in self.crews.values():
            crew.end()

    def _serve(self) -> None:
        from gunicorn.app.base import BaseApplication

        port = self.port

        class Web(BaseApplication):
            def load_config(self) -> None:
                given = {"bind": f"127.0.0.1:{port}", "workers": 2, "worker_class": "gthread", "threads": 4}
                for name, value in (given | {"timeout": 60, "control_socket_disable": True}).items():
                    self.cfg.set(name, value)

            def load(self):
                from django.core.wsgi import get_wsgi_application

                return get_wsgi_application()

        Web().run()

    def _beat(self) -> None:
        from gta.celery import app

        app.conf.beat_schedule = {
            name: {"task": task, "schedule": 1.0, "options": {"expires": 60}} for name, task in BEATS.items()
        }
        app.Beat(max_interval=0.5, schedule=str(self.folder / f"beat-{os.getpid()}"), quiet=True).run()


def shorten_leases() -> None:
    """What takes minutes on a site takes seconds here."""
    from imports import jobs
    from progress.evidence_jobs import claiming, previews

    jobs.ABANDONED = previews.LEASE = LEASE
    claiming.FIRST_WAIT = claiming.LONGEST_WAIT = LEASE
    previews.ATTEMPTS_MAX = 1000  # each lease that runs out is one


def _work() -> None:
    from gta.celery import app

    app.worker_main(
        ["worker", "--pool", "solo", "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "-Q", "celery"]
    )


def reap(pid: int) -> bool:
    """Whether a child of this process has ended."""
    with contextlib.suppress(ChildProcessError):
        return bool(os.waitpid(pid, os.WNOHANG)[0])
    return True
