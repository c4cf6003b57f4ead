"""What a process has worked out once and need not work out again while it is true: parts of pages, counts, choices.

Everything public has a state (``dashboard.caching.stamp``), and most of it a calmer one: the catalogue. While a request
is answered under one, what was worked out under the same state is given again; when the state has passed, it is let go.
Outside of such a request nothing is remembered but what is the same for the same arguments at any time. What is given
is shared: nobody may change it.
"""

from __future__ import annotations

import functools
import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import get_language

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")
UNKNOWN: Any = object()
ROOM = 2 * 1024 * 1024  # bytes, about, in each process for each of the two states
OBJECT = 1000  # bytes, about, of anything that is no text, number or collection: a row of the catalogue with its words


@dataclass(frozen=True)
class State:
    """``everything`` changes with each publication and each day, ``catalogue`` with the catalogue alone."""

    everything: Hashable
    catalogue: Hashable


_state: ContextVar[State | None] = ContextVar("state of what is public", default=None)


def weight(value: Any) -> int:
    """About how many bytes a result takes."""
    if isinstance(value, str):
        return 60 + len(value)
    if isinstance(value, dict):
        return 60 + 110 * len(value) + sum(weight(one) for one in value.values() if not isinstance(one, int))
    if isinstance(value, array):
        return 80 + value.itemsize * len(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return 60 + sum(map(weight, value))
    return 30 if value is None or isinstance(value, (int, float)) else OBJECT


class Memory:
    """Results by what they are of, all true of one state; those not asked for longest go when there is no more room."""

    def __init__(self, room: int = ROOM) -> None:
        self.room, self.held = room, 0
        self._state: Hashable = None
        self._results: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, key: Hashable, state: Hashable = None) -> Any:
        """The result under ``key`` in this state, or ``UNKNOWN``. Side effect: those of another state are let go."""
        with self._lock:
            if state != self._state:
                self._forget()
                self._state = state
            if key not in self._results:
                return UNKNOWN
            self._results.move_to_end(key)
            return self._results[key][0]

    def keep(self, key: Hashable, result: Any, state: Hashable = None) -> None:
        """Keep a result, unless it takes more than all the room or the state has passed."""
        size = weight(key) + weight(result)
        with self._lock:
            if state != self._state or key in self._results or size > self.room:
                return
            self._results[key] = result, size
            self.held += size
            while self.held > self.room:
                _key, (_result, freed) = self._results.popitem(last=False)
                self.held -= freed

    def recall(self, key: Hashable, work_out: Callable[[], Result], state: Hashable = None) -> Result:
        """The result under ``key`` in this state, worked out where it is not there."""
        result = self.known(key, state)
        if result is UNKNOWN:
            result = work_out()
            self.keep(key, result, state)
        return result

    def _forget(self) -> None:
        self._results.clear()
        self.held = 0

    def clear(self) -> None:
        """Forget everything, as a new process would."""
        with self._lock:
            self._forget()


_memories = {"everything": Memory(), "catalogue": Memory()}


def forget() -> None:
    """Forget everything, as a new process would."""
    for memory in _memories.values():
        memory.clear()


@contextmanager
def under(state: State | None) -> Iterator[None]:
    """Answer under this state; None remembers nothing that depends on a state."""
    token = _state.set(state)
    try:
        yield
    finally:
        _state.reset(token)


def _key(function: Callable, args: tuple[Hashable, ...]) -> Hashable:
    return function.__module__, function.__qualname__, get_language(), args


def _remember(function: Callable[..., Result], of: str) -> Callable[..., Result]:
    @functools.wraps(function)
    def wrapper(*args: Hashable) -> Result:
        state = _state.get()
        if state is None:
            return function(*args)
        return _memories[of].recall(_key(function, args), lambda: function(*args), getattr(state, of))

    return wrapper


def while_published(function: Callable[..., Result]) -> Callable[..., Result]:
    """Work out once for these arguments and this language, until something is published or the day ends."""
    return _remember(function, "everything")


def each_while_published(
    of: str, keys: Iterable[Key], work_out: Callable[[list[Key]], Mapping[Key, Result]], *args: Hashable
) -> dict[Key, Result]:
    """The results of these keys, each worked out once until something is published; those not yet known together.

    ``of`` and ``args`` say what of a key is meant. A key may have no result: that is remembered too.
    """
    wanted, state = list(dict.fromkeys(keys)), _state.get()
    if state is None:
        return dict(work_out(wanted))
    memory, now = _memories["everything"], state.everything
    found = {key: memory.known((of, args, key), now) for key in wanted}
    if unknown := [key for key, result in found.items() if result is UNKNOWN]:
        worked_out = work_out(unknown)
        for key in unknown:
            found[key] = worked_out.get(key)
            memory.keep((of, args, key), found[key], now)
    return {key: result for key, result in found.items() if result is not None}


def while_catalogued(function: Callable[..., Result]) -> Callable[..., Result]:
    """Work out once for these arguments and this language, until the catalogue changes.

    For what depends on nothing but recommendations, organisations, their words, and the arguments.
    """
    return _remember(function, "catalogue")


def part(key: Hashable, work_out: Callable[[], str]) -> str:
    """A part of a page, drawn once for what ``key`` holds and this language, until the catalogue changes."""
    state = _state.get()
    if state is None:
        return work_out()
    return _memories["catalogue"].recall((get_language(), key), work_out, state.catalogue)


def for_the_same(room: int) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Work out once for these arguments and this language, in ``room`` bytes of its own.

    For what depends on nothing but the arguments: a publication leaves most numbers as they were.
    """

    def decorate(function: Callable[..., Result]) -> Callable[..., Result]:
        memory = _memories[f"{function.__module__}.{function.__qualname__}"] = Memory(room)

        @functools.wraps(function)
        def wrapper(*args: Hashable) -> Result:
            if settings.DEBUG:  # a template may have been edited
                return function(*args)
            return memory.recall(_key(function, args), lambda: function(*args))

        return wrapper

    return decorate
