"""A world that many tests begin with, made once for all tests in a row that ask for it.

To make it takes a second, longer than what most of those tests do. It is made in a transaction that stays open; each
test's own transaction is a savepoint in it, so what a test changes is undone as ever. Before a test that begins without
the world, or that commits, the world is rolled back.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pytest
import time_machine
from django.db import transaction
from django.utils import translation

from tests import factories
from tests.cast import curator
from tests.dashboard import world as worlds

FIXTURE = "full_world"
COMMITTING = {"transactional_db", "live_server"}


class KeptWorld:
    """The world that is there now, if it is. ``unblock`` opens the way to the database, once there is one."""

    def __init__(self) -> None:
        self.unblock: Callable[[], AbstractContextManager[None]] | None = None
        self._world: worlds.World | None = None
        self._next_number = 1
        self._undo = ExitStack()

    def prepare(self) -> None:
        """Make the world unless it is there."""
        if self.unblock and not self._world:
            with self.unblock(), ExitStack() as making:
                making.enter_context(_undone_at_the_end())
                factories.count_anew()
                with translation.override("en"):
                    self._world = make()
                self._next_number = factories.next_number()
                self._undo = making.pop_all()

    def clear(self) -> None:
        """Roll the world back, if it is there."""
        if self.unblock and self._world:
            self._world = None
            with self.unblock():
                self._undo.close()

    def for_one_test(self) -> worlds.World:
        """A copy that the test may change; the factories' numbers go on from the world's."""
        if not self._world:  # the first test of a process runs before there is a database
            return make()
        factories.count_anew(self._next_number)
        return copy.deepcopy(self._world)


kept = KeptWorld()


def make() -> worlds.World:
    """The world of the public pages, on its day."""
    with time_machine.travel(worlds.TODAY, tick=False):
        return worlds.full(curator())


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
    if FIXTURE in names and not commits:
        kept.prepare()
    else:
        kept.clear()


@pytest.fixture
def full_world(db: None) -> worlds.World:
    """Commitments and reports of every kind; ``carol`` is its curator. Combine it with ``clock``."""
    return kept.for_one_test()
