"""Worlds that many tests begin with, each made once for all tests in a row that ask for it.

To make one takes a second or two, longer than what most of those tests do. It is made in a transaction that stays open;
each test's own transaction is a savepoint in it, so what a test changes is undone as ever. Before a test that begins
without the world, or that commits, the world is rolled back.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from tests import factories
from tests.cast import curator, everybody
from tests.dashboard import world as worlds
from tests.matrix import ground as grounds

COMMITTING = {"transactional_db", "live_server"}


@dataclass
class Ground:
    """What the matrix walks, by short names (tests/matrix/ground.py), and the people of it."""

    things: grounds.Things
    cast: dict[str, Any]


def make_world() -> worlds.World:
    """The world of the public pages, on its day."""
    with time_machine.travel(worlds.TODAY, tick=False):
        return worlds.full(curator())


def make_ground() -> Ground:
    """One thing of each kind and state, with the cast."""
    cast = everybody()
    return Ground(grounds.lay(**{name: one for name, one in cast.items() if name != "charlie"}), cast)


#: How each is made, by its fixture.
WORLDS: dict[str, Callable[[], Any]] = {"full_world": make_world, "kept_ground": make_ground}


class KeptWorld:
    """The world that is there now, if one is. ``unblock`` opens the way to the database, once there is one."""

    def __init__(self) -> None:
        self.unblock: Callable[[], AbstractContextManager[None]] | None = None
        self._name = ""
        self._world: Any = None
        self._files = Path()
        self._next_number = 1
        self._undo = ExitStack()

    def prepare(self, name: str) -> None:
        """Make the world of that name unless it is there; another one is rolled back."""
        if self._name != name:
            self.clear()
        if self.unblock and not self._world:
            with self.unblock(), ExitStack() as making:
                self._files = Path(making.enter_context(tempfile.TemporaryDirectory()))
                making.enter_context(_undone_at_the_end())
                factories.count_anew()
                with translation.override("en"), override_settings(MEDIA_ROOT=str(self._files)):
                    self._world, self._name = WORLDS[name](), name
                self._next_number = factories.next_number()
                self._undo = making.pop_all()

    def clear(self) -> None:
        """Roll the world back, if one is there."""
        if self.unblock and self._world:
            self._world, self._name = None, ""
            with self.unblock():
                self._undo.close()

    def for_one_test(self, name: str) -> Any:
        """A copy that the test may change, its files too; the factories' numbers go on from the world's."""
        if not self._world:  # the first test of a process runs before there is a database; others commit
            return WORLDS[name]()
        factories.count_anew(self._next_number)
        shutil.copytree(self._files, settings.MEDIA_ROOT, dirs_exist_ok=True)
        return copy.deepcopy(self._world)


kept = KeptWorld()


@contextmanager
def _undone_at_the_end() -> Iterator[None]:
    atomic = transaction.atomic()
    atomic._from_testcase = True  # as Django's TestCase does: blocks that must be outermost may be in it
    with atomic:
        yield
        transaction.set_rollback(True)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the fixtures of a test, of which the transaction of the test is one."""
    names = set(getattr(item, "fixturenames", ()))
    mark = item.get_closest_marker("django_db")
    commits = COMMITTING & names or (mark and mark.kwargs.get("transaction"))
    asked = [name for name in WORLDS if name in names]
    if asked and not commits:
        kept.prepare(*asked)
    else:
        kept.clear()


@pytest.fixture
def full_world(db: None) -> worlds.World:
    """Commitments and reports of every kind; ``carol`` is its curator. Combine it with ``clock``."""
    return kept.for_one_test("full_world")


@pytest.fixture
def kept_ground(db: None) -> Ground:
    """What the matrix walks; its people are those of the fixtures with their names."""
    return kept.for_one_test("kept_ground")
