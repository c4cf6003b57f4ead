"""What happens to messages whose sender died, whose time is over, or that are long settled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from outbox.models import Allowance, Message
from outbox.models.message import from_now
from outbox.states import Reason, State
from outbox.sweeping import forget_settled, sweep


def ago(**delta) -> object:
    return from_now(-timedelta(**delta))


def where(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.reason


def test_a_claim_whose_lease_ran_out_goes_back_and_a_live_one_stays(in_state):
    dead, alive = in_state(State.CLAIMED, "dead"), in_state(State.CLAIMED, "alive")
    Message.objects.filter(pk=dead.pk).update(lease_until=ago(seconds=1))
    assert sweep(on=timezone.now())["given back"] == 1
    assert where(dead) == (State.PENDING, Reason.SENDER_DIED)
    assert where(alive)[0] == State.CLAIMED


def test_a_message_under_which_every_sender_dies_fails_in_the_end(in_state, settings):
    message = in_state(State.CLAIMED)
    Message.objects.update(lease_until=ago(seconds=1), attempts=settings.OUTBOX_MAX_ATTEMPTS)
    assert sweep(on=timezone.now())["given up"] == 1
    assert where(message) == (State.FAILED, Reason.GAVE_UP)


def test_a_hand_over_without_an_answer_becomes_uncertain_after_a_quarter_of_an_hour_and_stays_so(in_state):
    silent, busy = in_state(State.HANDING, "silent"), in_state(State.HANDING, "busy")
    Message.objects.filter(pk=silent.pk).update(handed_at=ago(minutes=15, seconds=1))
    Message.objects.filter(pk=busy.pk).update(handed_at=ago(minutes=14))
    assert sweep(on=timezone.now())["uncertain"] == 1
    assert where(silent) == (State.UNCERTAIN, Reason.SENDER_DIED)
    assert where(busy)[0] == State.HANDING
    Message.objects.filter(pk=silent.pk).update(settled_at=ago(days=1000), handed_at=ago(days=1000))
    sweep(on=timezone.now())
    assert where(silent)[0] == State.UNCERTAIN


@pytest.mark.parametrize("state", [State.PENDING, State.HELD])
def test_what_is_too_late_is_cancelled(in_state, state):
    late, early = in_state(state, "late"), in_state(state, "early")
    Message.objects.filter(pk=late.pk).update(expires_at=ago(seconds=1))
    Message.objects.filter(pk=early.pk).update(expires_at=from_now(timedelta(hours=1)))
    assert sweep(on=timezone.now())["expired"] == 1
    assert where(late) == (State.CANCELLED, Reason.EXPIRED)
    assert where(early)[0] == state


def test_a_sweep_reaches_all_however_many_and_a_second_one_finds_nothing(plan, monkeypatch):
    monkeypatch.setattr("outbox.sweeping._ROWS_AT_ONCE", 2)
    for number in range(5):
        plan(f"due|{number}")
    Message.objects.update(expires_at=ago(seconds=1))
    assert sweep(on=timezone.now())["expired"] == 5
    assert not any(sweep(on=timezone.now()).values())


@pytest.mark.parametrize("state", State)
def test_only_what_was_settled_long_ago_is_forgotten_and_doubt_never(in_state, settings, state):
    old, recent = in_state(state, "old"), in_state(state, "recent")
    if old.settled_at:
        Message.objects.filter(pk=old.pk).update(settled_at=ago(days=settings.OUTBOX_KEEP_DAYS + 1))
        Message.objects.filter(pk=recent.pk).update(settled_at=ago(days=settings.OUTBOX_KEEP_DAYS - 1))
    gone = state in {State.SENT, State.FAILED, State.CANCELLED}
    assert forget_settled() == int(gone)
    assert Message.objects.filter(pk=recent.pk).exists()
    assert Message.objects.filter(pk=old.pk).exists() != gone


def test_counters_of_days_gone_by_are_deleted(db):
    now = timezone.now()
    for days in (0, 1, 3):
        Allowance.objects.create(scope="all", window=now - timedelta(days=days))
    sweep(on=now)
    assert Allowance.objects.count() == 2
