"""What a process has worked out once and need not work out again while it is true: parts of pages, counts, choices.

Everything public has a state (``dashboard.caching.stamp``), and most of it a calmer one: the catalogue. While a request
is answered under one, what was worked out under the same state is given again. Outside of such a request nothing is
remembered. What is given is shared: nobody may change it.
"""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import get_language

Result = TypeVar("Result")
MOST = 4000  # parts in each process; they are small


@dataclass(frozen=True)
class State:
    """``everything`` changes with each publication and each day, ``catalogue`` with the catalogue alone."""

    everything: Hashable
    catalogue: Hashable


_state: ContextVar[State | None] = ContextVar("state of what is public", default=None)


class Memory:
    """Results by what they are of; those not asked for longest go first."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: Hashable, work_out: Callable[[], Result]) -> Result:
        """The result under ``key``, worked out where it is not there."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        result = work_out()
        with self._lock:
            self._results[key] = result
            while len(self._results) > self.most:
                self._results.popitem(last=False)
        return result

    def clear(self) -> None:
        """Forget everything, as a new process would."""
        with self._lock:
            self._results.clear()


MEMORY = Memory()


@contextmanager
def under(state: State | None) -> Iterator[None]:
    """Answer under this state; None remembers nothing."""
    token = _state.set(state)
    try:
        yield
    finally:
        _state.reset(token)


def _remember(function: Callable[..., Result], of: str) -> Callable[..., Result]:
    @functools.wraps(function)
    def wrapper(*args: Hashable) -> Result:
        state = _state.get()
        if state is None:
            return function(*args)
        key = (function.__module__, function.__qualname__, getattr(state, of), get_language(), args)
        return MEMORY.recall(key, lambda: function(*args))

    return wrapper


def while_published(function: Callable[..., Result]) -> Callable[..., Result]:
    """Work out once for these arguments and this language, until something is published or the day ends."""
    return _remember(function, "everything")


def while_catalogued(function: Callable[..., Result]) -> Callable[..., Result]:
    """Work out once for these arguments and this language, until the catalogue changes.

    For what depends on nothing but recommendations, organisations, their words, and the arguments.
    """
    return _remember(function, "catalogue")
