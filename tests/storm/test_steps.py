"""The storm's blows: every named step is in the program, and seeds that follow each other deal all of them once."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.storm import steps
from tests.storm.steps import STEPS, Step


@pytest.mark.parametrize("step", STEPS, ids=[f"{step.work}: {step.name}" for step in STEPS])
def test_a_named_step_is_there(step: Step):
    holder, name = steps._place(step)
    assert callable(getattr(holder, name))


def test_five_seeds_strike_every_step_at_every_process_with_both_signals():
    dealt = Counter(card for seed in range(1, 6) for card in steps.hand(seed, 5))
    assert dealt == Counter(steps.deck())
    assert {step.work for step in STEPS} == set(steps.WORKS)
    targets = {steps.WEB, steps.WORKER, steps.BEAT, steps.POSTGRESQL, steps.REDIS}
    for number in range(len(STEPS)):
        struck = {(card.target, card.signal) for card in dealt if card.step == number}
        assert struck >= {(target, int(what)) for target in targets for what in steps.SIGNALS}


@pytest.mark.parametrize(
    ("when", "result", "told"),
    [("before", 0, 1), ("before", None, 1), ("after", None, 1), ("after", 3, 1), ("after", 0, 0), ("after", False, 0)],
)
def test_a_step_that_did_nothing_is_not_reached(when: str, result: object, told: int):
    reached: list[None] = []
    act = steps._telling(lambda: result, when, lambda: reached.append(None))
    assert act() == result
    assert len(reached) == told


def test_a_blow_falls_once_and_at_its_step_alone(tmp_path):
    board = steps.Board(tmp_path)
    board.show({steps.REDIS: []})
    board.arm(steps.Card(3, steps.REDIS, int(steps.SIGNALS[0])))
    board.reached(2, steps.WORKER)
    assert board.hit() is None
    board.reached(3, steps.WORKER)
    assert board.hit() == []
    board.dealt.unlink()
    board.reached(3, steps.WORKER)
    assert board.hit() is None
