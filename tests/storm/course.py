"""One storm: blow after blow on people's work, events in between, and the time until everything has settled."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.mail_sink import MailSinkProcess
from tests.outbox.storm import TROUBLE
from tests.storm import audit, servers, steps
from tests.storm.clock import Clock
from tests.storm.site import Site, reap
from tests.storm.steps import Card
from tests.storm.world import World
from tests.waiting import until

TOO_LONG = 120.0  # seconds until a step counts as not reached
PATIENCE = 900.0  # and until whatever is not settled counts as stuck
A_DAY = timedelta(days=1)
HELD = next(number for number, step in enumerate(steps.STEPS) if step.function == "imports.applying:Writing")
UNDER_WAY = Card(HELD, steps.WORKER, steps.SIGNALS[0])  # what the clock is moved over: an import whose worker is dead
EVERY = 4  # blows between two events


class Storm:
    """One storm over one new site."""

    def __init__(self, site: Site, world: World, sink: MailSinkProcess, clock: Clock, seed: int) -> None:
        self.site, self.world, self.sink, self.clock, self.chance = site, world, sink, clock, random.Random(seed)
        self.events, self.not_reached = Counter[str](), list[str]()
        self.at_work: dict[int, Any] = {}

    def run(self, cards: Sequence[Card]) -> dict[str, Any]:
        """Deal these blows, let it settle, and compare."""
        moves = {len(cards) // 3: A_DAY, 2 * len(cards) // 3: -A_DAY}
        for number, card in enumerate(cards):
            self.site.mend()
            if number in moves:
                self._deal(UNDER_WAY)
                self._move_clock(moves[number])
            elif number % EVERY == 0:
                self._event()
            self._deal(card)
        self._settle()
        return self._verdict(cards)

    def _deal(self, card: Card) -> None:
        """Somebody begins a work of this kind, and is struck at its step."""
        with self.clock.here():
            act = self.world.work(card.work)
        self.site.board.arm(card)
        if act is not None:
            self._begin(act)
        until(lambda: self.site.board.hit() is not None, within=TOO_LONG)
        hit = self.site.board.hit()
        self.site.board.disarm()
        if hit is None:
            self.not_reached.append(str(card))
            return
        until(lambda: all(map(servers.is_down, hit)))
        if card.signal == steps.SIGNALS[1]:
            self.site.wake(hit)

    def _begin(self, act: Any) -> None:
        """A person at work, who goes on while other blows fall."""
        from django.db import connections

        connections.close_all()
        if child := os.fork():
            self.at_work[child] = act
            return
        try:
            self.clock.process(act, log=self.site.folder / "people.log")()
        finally:
            os._exit(0)

    def _move_clock(self, by: timedelta) -> None:
        """Everybody who is at work begins again, as their sessions are of another day."""
        at_work, self.at_work = self.at_work, {}
        for child in at_work:
            servers.strike(child, steps.SIGNALS[0])
            until(lambda child=child: reap(child))
        self.site.move_clock(by)
        self.events["clock moved"] += 1
        for act in at_work.values():
            self._begin(act)

    def _event(self) -> None:
        """Something that is no blow to a process."""
        name = self.chance.choice(["redis flushed", "mail server fails", "mail server away", "calm"])
        self.events[name] += 1
        self.sink.behaviour.write()
        if name == "redis flushed":
            self.site.redis.client().flushall()
        elif name == "mail server fails":
            self.sink.behaviour.write(share=0.5, **self.chance.choice(TROUBLE))
        elif name == "mail server away":
            self.sink.go_away()
            time.sleep(2)
            self.sink.come_back()

    def _settle(self) -> None:
        """The storm is over: everything begins again, and goes on until nobody is at work and nothing is under way."""
        self.sink.behaviour.write()
        self.site.mend()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.at_work = {child: act for child, act in self.at_work.items() if not reap(child)}
            with self.clock.here():
                if not self.at_work and not audit.stuck() and not audit.not_reminded(self.world.told):
                    break
            time.sleep(0.3)
        self.site.end()

    def _verdict(self, cards: Sequence[Card]) -> dict[str, Any]:
        with self.clock.here():
            found = audit.audit(self.sink, self.world.told)
        told = {what: len(self.world.told.of(what)) for what in ("publish", "upload", "bring", "apply", "owed")}
        died = {kind: crew.died for kind, crew in self.site.crews.items()}
        return found | {
            "not_reached": self.not_reached,
            "at_work": len(self.at_work),
            "blows": len(cards),
            "told": told,
            "died": died | {"servers": self.site.restarted},
            "events": dict(self.events),
        }
