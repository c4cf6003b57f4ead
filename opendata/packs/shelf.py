"""The folder where PDFs are asked for, made and found: web and worker processes share it, and nothing else knows it.

A pack goes by a key made of everything that its words depend on, so that a PDF from before a publication or a
retraction is never found again. ``KEY.asked`` waits, ``KEY.working`` is being made, ``KEY.pdf`` is there and
``KEY.failed`` could not be made. The files are the queue: a lost wake-up or a killed worker costs a minute.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from dashboard.caching import release
from dashboard.filters import Selection
from progress.models import PublicVersion

MOST_WAITING = 20
# A process that makes a PDF is ended after this; whatever is older was left behind by a worker that died.
SECONDS = 180
ABANDONED_SECONDS = SECONDS + 60
FAILED_SECONDS = 10 * 60
KEEP_SECONDS = 24 * 60 * 60
KEEP_BYTES = 200 * 1024 * 1024


class Full(Exception):
    """So many packs wait already that another would not be made in good time."""


@dataclass(frozen=True)
class Order:
    """What is to be made: the query string of the filters, and the language."""

    key: str
    query: str
    language: str


@dataclass(frozen=True)
class State:
    """How far a pack is: ``name`` is none, asked, working, ready or failed.

    ``ahead`` says how many are made before one that was asked for; ``step`` of ``steps`` how far the making is.
    """

    name: str
    ahead: int = 0
    step: int = 0
    steps: int = 0

    @property
    def settled(self) -> bool:
        """True when looking again shows nothing new."""
        return self.name not in ("asked", "working")


def folder() -> Path:
    """The folder, made when it is not there."""
    path = Path(settings.PACKS_FOLDER)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def key_of(selection: Selection) -> str:
    """The key of a pack in the language of the moment. One query."""
    version = PublicVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    filters = sorted((name, *values) for name, values in selection.raw.items())
    parts = [version, release()[0], selection.on.isoformat(), get_language(), filters]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _file(key: str, kind: str) -> Path:
    return folder() / f"{key}.{kind}"


@contextmanager
def _alone() -> Iterator[None]:
    """Only one process at a time moves what stands in the folder. Waits; nobody holds this for long."""
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, content: dict) -> None:
    """Replace a file in one step, so that a reader never sees half of it."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.write_text(json.dumps(content))
    new.replace(path)


def _read(path: Path) -> dict:
    """What a file says; nothing when it has moved on meanwhile."""
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}


def _waiting() -> list[Path]:
    """What was asked for, the first first."""
    return sorted(folder().glob("*.asked"), key=_age, reverse=True)


def _age(path: Path) -> float:
    """Seconds since a file was last touched; a file that has gone is as young as can be."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def state(key: str) -> State:
    """How far the pack is."""
    if _file(key, "pdf").exists():
        return State("ready")
    if (working := _file(key, "working")).exists():
        found = _read(working)
        return State("working", step=found.get("step", 0), steps=found.get("steps", 0))
    waiting = [path.stem for path in _waiting()]
    if key in waiting:
        return State("asked", ahead=waiting.index(key) + len(list(folder().glob("*.working"))))
    return State("failed" if _file(key, "failed").exists() else "none")


def ask(order: Order) -> None:
    """Put a pack on the list, unless it is there, being made or ready. Raises Full when too many wait."""
    with _alone():
        if state(order.key).name in ("ready", "working", "asked"):
            return
        if len(_waiting()) >= MOST_WAITING:
            raise Full
        _file(order.key, "failed").unlink(missing_ok=True)
        _write(_file(order.key, "asked"), asdict(order))


def claim() -> Order | None:
    """Take the pack that has waited longest; None when none waits or one is being made (they are made in turn)."""
    with _alone():
        _sweep()
        if any(folder().glob("*.working")):
            return None
        for path in _waiting():
            working = path.replace(path.with_suffix(".working"))
            os.utime(working)
            if found := _read(working):
                return Order(found["key"], found["query"], found["language"])
            working.unlink(missing_ok=True)
    return None


def step(order: Order, number: int, of: int) -> None:
    """Say how far the making is."""
    if _file(order.key, "working").exists():
        _write(_file(order.key, "working"), asdict(order) | {"step": number, "steps": of})


def put(order: Order, content: bytes) -> None:
    """The PDF is made."""
    new = _file(order.key, "new")
    new.write_bytes(content)
    with _alone():
        new.replace(_file(order.key, "pdf"))
        _file(order.key, "working").unlink(missing_ok=True)


def fail(order: Order) -> None:
    """The PDF could not be made; it may be asked for again."""
    with _alone():
        _file(order.key, "working").unlink(missing_ok=True)
        _file(order.key, "failed").touch()


def find(key: str) -> Path | None:
    """The PDF, when it is there."""
    path = _file(key, "pdf")
    return path if path.exists() else None


def _sweep() -> None:
    """Throw away what nobody waits for: what died under way, what is old, and the oldest of too much."""
    bounds = {"working": ABANDONED_SECONDS, "new": ABANDONED_SECONDS, "failed": FAILED_SECONDS, "pdf": KEEP_SECONDS}
    for kind, seconds in bounds.items():
        for path in folder().glob(f"*.{kind}"):
            if _age(path) > seconds:
                path.unlink(missing_ok=True)
    kept = 0
    for path in sorted(folder().glob("*.pdf"), key=_age):
        kept += path.stat().st_size
        if kept > KEEP_BYTES:
            path.unlink(missing_ok=True)
