"""Another machine for a backup: its own database and folders, and processes on it that may be killed.

The processes are forked, so that each costs no start of its own; each is a real one, and ends without tidying up.
"""

from __future__ import annotations

import json
import os
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ
from django.db import connection
from django.test import override_settings

KILLED = -signal.SIGKILL
_parents_connections: list[Any] = []  # kept, as a child that lets go of one ends it for its parent too


@dataclass(frozen=True)
class Machine:
    """Where the other site's things are."""

    folder: Path
    database: str  # its address

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def environment(self) -> dict[str, str]:
        """For a program that is started on it."""
        return os.environ | {
            "DATABASE_URL": self.database,
            "VAR_DIR": str(self.folder),
            "MEDIA_ROOT": str(self.media),
        }

    def run(self, act: Callable[[], Any]) -> Any:
        """What ``act`` returns there, or ``KILLED``. Raises AssertionError with its traceback when it fails."""
        answer, write = os.pipe()
        child = os.fork()
        if not child:
            self._act_and_end(act, write)
        os.close(write)
        with os.fdopen(answer) as pipe:
            said = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status == KILLED:
            return KILLED
        assert status == 0, said
        return json.loads(said)

    def _act_and_end(self, act: Callable[[], Any], write: int) -> None:
        status = 1
        try:
            _parents_connections.append(connection.connection)
            connection.connection = None
            there = environ.Env.db_url_config(self.database)
            connection.settings_dict = connection.settings_dict | {"NAME": there["NAME"], "TEST": {}}
            here = {"MEDIA_ROOT": str(self.media), "OUTBOX_HELD_WHILE": str(self.media / "restore-unfinished")}
            with override_settings(**here):
                os.write(write, json.dumps(act()).encode())
            status = 0
        except BaseException:
            os.write(write, traceback.format_exc().encode())
        finally:
            os._exit(status)


def kill_this_process(*args: Any, **kwargs: Any) -> None:
    """As the kernel does it: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed_before(function: Callable) -> Callable:
    """In place of ``function``: the process dies where it would begin."""
    return kill_this_process


def killed_after(function: Callable) -> Callable:
    """In place of ``function``: it does its work, and then the process dies."""

    def then_die(*args: Any, **kwargs: Any) -> None:
        function(*args, **kwargs)
        kill_this_process()

    return then_die
