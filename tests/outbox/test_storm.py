"""A short storm over real processes in the suite; the long one is ``make faults`` (five of 5,000 messages each).

OUTBOX_STORM_MESSAGES and OUTBOX_STORM_SEED set its size (150) and the order of its blows (1).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = int(os.environ.get("OUTBOX_STORM_MESSAGES", "150"))
SEED = os.environ.get("OUTBOX_STORM_SEED", "1")

pytestmark = pytest.mark.services


def storm(design: str, messages: int, blows: int) -> dict:
    """Run one storm and give its verdict."""
    command = [sys.executable, "-m", "tests.outbox.storm", "--design", design, "--messages", str(messages)]
    command += ["--blows", str(blows), "--seeds", SEED]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert ran.stdout, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1]) | {"exit": ran.returncode}


def test_no_email_is_doubled_or_lost_whatever_happens_around_it():
    verdict = storm("fenced", MESSAGES, blows=MESSAGES // 2)
    assert verdict["planned"] == MESSAGES
    wrong = {name: verdict[name] for name in ("doubles", "lost", "denied", "unsettled", "missing", "hidden", "exit")}
    assert wrong == dict.fromkeys(wrong, 0), verdict
    assert set(verdict["states"]) <= {"sent", "uncertain", "failed"}, verdict
    assert verdict["states"]["sent"] > MESSAGES / 2, verdict
    assert verdict["uncertain"].get("sender_died", 0) <= verdict["kills"] + verdict["pauses"], verdict
    assert {"strike", "flush", "lose", "double", "misbehave", "clock moved", "hours away"} <= set(verdict["blows"])


@pytest.mark.parametrize(("design", "fault"), [("send-then-mark", "doubles"), ("mark-then-send", "lost")])
def test_a_wrong_design_does_not_get_through_it(design, fault):
    verdict = storm(design, messages=100, blows=50)
    assert verdict[fault] > 0, verdict
