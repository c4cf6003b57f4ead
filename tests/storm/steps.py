"""The named steps of five works, and blows that fall at them: whoever reaches the step first deals the blow."""

from __future__ import annotations

import functools
import json
import os
import pkgutil
import random
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.storm.servers import strike

BEFORE, AFTER = "before", "after"
WEB, WORKER, BEAT, POSTGRESQL, REDIS, RESTORE = "web", "worker", "beat", "postgresql", "redis", "restore"
SIGNALS = (signal.SIGKILL, signal.SIGSTOP)

PREVIEWS = "progress.evidence_jobs.previews"


class Step(NamedTuple):
    """A place in a work: in words, in which process, and before or after which function of the program."""

    work: str
    name: str
    process: str
    when: str
    function: str  # "module:name", or "module:Class.name"


STEPS = [
    Step("remind", "digests are owed, none is written", WORKER, BEFORE, "progress.reminders:_plan_all"),
    Step("remind", "mails are written, that they are digests is not", WORKER, BEFORE, "progress.alerts:after_planning"),
    Step("remind", "digests are planned", WORKER, AFTER, "progress.reminders:_plan_all"),
    Step("remind", "a mail is claimed", WORKER, AFTER, "outbox.claims:renew"),
    Step("remind", "its server would take it", WORKER, BEFORE, "outbox.claims:fence"),
    Step("remind", "it may be handed over", WORKER, AFTER, "outbox.claims:fence"),
    Step("remind", "it is handed over, that is not noted", WORKER, BEFORE, "outbox.sending:_settle_surely"),
    Step("remind", "that it was sent is noted", WORKER, AFTER, "outbox.sending:_settle_surely"),
    Step("import", "its file is there, its row is not", WEB, BEFORE, "imports.jobs:ask"),
    Step("import", "it is kept, nobody reads it yet", WEB, BEFORE, "imports.working:soon"),
    Step("import", "it is being read", WEB, BEFORE, "imports.uploads:inspect"),
    Step("import", "what is in it is written", WEB, AFTER, "imports.jobs:finish"),
    Step("import", "it was asked for", WEB, AFTER, "imports.applying:ask"),
    Step("import", "it is held, nothing is written", WORKER, BEFORE, "imports.applying:Writing"),
    Step("import", "its rows are written, not for good", WORKER, AFTER, "imports.applying:_write"),
    Step("import", "it counts as done, not for good", WORKER, AFTER, "imports.jobs:finish"),
    Step("import", "it is done", WORKER, BEFORE, "imports.how_far:forget"),
    Step("publish", "the report is locked", WEB, BEFORE, "progress.workflow:_check"),
    Step("publish", "its state is written, not for good", WEB, AFTER, "progress.workflow:_write"),
    Step("publish", "its history is written, not for good", WEB, AFTER, "progress.history:append"),
    Step("publish", "all is written, not for good", WEB, AFTER, "progress.reviewing:after"),
    Step("publish", "it is published, nobody was answered", WEB, AFTER, "progress.workflow:publish"),
    Step("upload", "the file is there, its row is not", WEB, BEFORE, "progress.evidence:_attach"),
    Step("upload", "its row is written, not for good", WEB, AFTER, "progress.evidence:_attach"),
    Step("upload", "it is attached, nobody was answered", WEB, AFTER, "progress.evidence:add_file"),
    Step("upload", "its preview is claimed", WORKER, BEFORE, f"{PREVIEWS}:_drawn"),
    Step("upload", "its preview is drawn", WORKER, BEFORE, f"{PREVIEWS}:_put"),
    Step("upload", "the preview's file is there, its row is not", WORKER, BEFORE, f"{PREVIEWS}:settle"),
    Step("upload", "the preview's row is written, not for good", WORKER, AFTER, f"{PREVIEWS}:settle"),
    Step("upload", "its preview is there", WORKER, AFTER, f"{PREVIEWS}:_put"),
    Step("restore", "the backup is unpacked", RESTORE, AFTER, "gta.backups.restoring:unpack"),
    Step("restore", "nothing is noted yet", RESTORE, BEFORE, "gta.backups.unfinished:write"),
    Step("restore", "what will be written is noted", RESTORE, AFTER, "gta.backups.unfinished:write"),
    Step("restore", "the database is there, unchecked", RESTORE, AFTER, "gta.backups.databases:load"),
    Step("restore", "the database is checked", RESTORE, AFTER, "gta.backups.restoring:_check_what_came_back"),
    Step("restore", "mail is not held yet", RESTORE, BEFORE, "outbox.decisions:hold"),
    Step("restore", "mail is held", RESTORE, AFTER, "outbox.decisions:hold"),
    Step("restore", "the files are in their places", RESTORE, AFTER, "gta.backups.restoring:_put_media"),
]  # fmt: skip
WORKS = ("remind", "import", "publish", "upload", "restore")


class Card(NamedTuple):
    """One blow to be dealt: at which step (its number), to which process, with which signal."""

    step: int
    target: str
    signal: int

    @property
    def work(self) -> str:
        return STEPS[self.step].work

    def __str__(self) -> str:
        step = STEPS[self.step]
        return f"{step.work}: {step.name}: {self.target} {signal.Signals(self.signal).name}"


def deck() -> list[Card]:
    """Every blow there is, in a fixed order that looks like none."""
    cards = [
        Card(number, target, int(what))
        for number, step in enumerate(STEPS)
        for target in (WEB, WORKER, BEAT, POSTGRESQL, REDIS, *([RESTORE] if step.process == RESTORE else []))
        for what in SIGNALS
    ]
    random.Random(22).shuffle(cards)
    return cards


def hand(seed: int, of: int) -> list[Card]:
    """The share of one seed: ``of`` of them that follow each other deal all blows between them, each in its order."""
    cards = deck()[seed % of :: of]
    random.Random(seed).shuffle(cards)
    return cards


class Board:
    """A folder in which the next blow stands, and who can be hit: read by every process at every step."""

    def __init__(self, folder: Path) -> None:
        self.armed, self.dealt, self.pids = folder / "armed", folder / "dealt", folder / "pids"

    def arm(self, card: Card) -> None:
        self.dealt.unlink(missing_ok=True)
        _write(self.armed, [*card])

    def disarm(self) -> None:
        self.armed.unlink(missing_ok=True)

    def show(self, pids: dict[str, Sequence[int]]) -> None:
        """Who can be hit from now on."""
        _write(self.pids, pids)

    def hit(self) -> list[int] | None:
        """Who was hit by the blow that was armed last; None as long as nobody was."""
        return json.loads(self.dealt.read_text()) if self.dealt.exists() else None

    def reached(self, number: int, process: str) -> None:
        """This process is at that step: if a blow waits for it, deal it. Once, however many are there."""
        try:
            card = Card(*json.loads(self.armed.read_text()))
            if card.step != number:
                return
            self.armed.unlink()
        except FileNotFoundError:
            return
        struck = [os.getpid()] if process == card.target == WORKER else json.loads(self.pids.read_text())[card.target]
        _write(self.dealt, struck)
        for pid in struck:
            strike(pid, signal.Signals(card.signal))


def _write(path: Path, what: Any) -> None:
    begun = path.with_name(f"{path.name}.{os.getpid()}")
    begun.write_text(json.dumps(what))
    begun.replace(path)


def lay_out(board: Board, process: str) -> None:
    """Have every step of this process tell the board when it is reached. Called in the process itself."""
    for number, step in enumerate(STEPS):
        if step.process == process:
            holder, name = _place(step)
            tell = functools.partial(board.reached, number, process)
            setattr(holder, name, _telling(getattr(holder, name), step.when, tell))


def _place(step: Step) -> tuple[Any, str]:
    """The module or class that has the function, and what it is called there."""
    module, _colon, path = step.function.partition(":")
    holder, _dot, name = path.rpartition(".")
    return pkgutil.resolve_name(f"{module}:{holder}" if holder else module), name


def _telling(function: Callable, when: str, tell: Callable[[], None]) -> Callable:
    def told(*args: Any, **kwargs: Any) -> Any:
        if when == BEFORE:
            tell()
        result = function(*args, **kwargs)
        if when == AFTER and (result is None or result):  # what did nothing says 0, False or []
            tell()
        return result

    return told
