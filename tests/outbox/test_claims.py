"""A sender's verbs on a row: each guard of claim, fence and settle, one at a time."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from outbox import claims
from outbox.claims import Reply
from outbox.models import Message, Priority, Switch
from outbox.models.message import from_now
from outbox.states import MOVES, Reason, State, Verb

NOW = timezone.now


def claim_one() -> Message:
    (message,) = claims.claim_batch(on=NOW())
    return message


def let_lease_run_out(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(lease_until=from_now(timedelta(seconds=-1)))


def test_a_claimed_message_is_nobody_elses(plan):
    plan()
    message = claim_one()
    assert (message.state, message.attempts) == (State.CLAIMED, 1)
    assert message.lease_until > NOW() + timedelta(seconds=50)
    assert claims.claim_batch(on=NOW()) == []


def test_the_most_urgent_go_first_and_the_longest_waiting_among_them(plan, settings):
    settings.OUTBOX_BATCH = 3
    hour = timedelta(hours=1)
    plan("bulk", priority=Priority.BULK, not_before=NOW() - 9 * hour)
    plan("new", not_before=NOW() - hour)
    plan("old", not_before=NOW() - 2 * hour)
    plan("urgent", priority=Priority.URGENT)
    keys = [message.occurrence_key for message in claims.claim_batch(on=NOW())]
    assert keys == ["urgent", "old", "new"]


def test_the_ceiling_of_a_minute_holds_for_all_senders_together(plan, settings):
    settings.OUTBOX_CEILING_PER_MINUTE, settings.OUTBOX_BATCH = 5, 3
    for number in range(9):
        plan(f"due|{number}")
    minute = NOW().replace(second=10)
    assert [len(claims.claim_batch(on=minute)) for _ in range(3)] == [3, 2, 0]
    assert len(claims.claim_batch(on=minute + timedelta(minutes=1))) == 3


def test_room_that_nobody_used_stays_for_others(plan, settings):
    settings.OUTBOX_CEILING_PER_MINUTE = 2
    minute = NOW().replace(second=10)
    plan("due|1")
    assert len(claims.claim_batch(on=minute)) == 1
    plan("due|2")
    assert len(claims.claim_batch(on=minute)) == 1
    plan("due|3")
    assert claims.claim_batch(on=minute) == []


def test_the_fence_lets_one_sender_pass_once(plan):
    plan()
    message = claim_one()
    assert claims.fence(message)
    assert not claims.fence(message)
    message.refresh_from_db()
    assert message.state == State.HANDING and message.handed_at is not None


def test_the_fence_stops_a_sender_whose_lease_ran_out(plan):
    plan()
    message = claim_one()
    let_lease_run_out(message)
    assert not claims.fence(message)
    assert not claims.renew(message)


def test_the_fence_stops_a_sender_whose_message_another_one_has(plan):
    plan()
    mine = claim_one()
    Message.objects.filter(pk=mine.pk).update(token=uuid.uuid4())
    assert not claims.fence(mine)
    assert not claims.renew(mine)


def test_the_fence_stops_a_sender_whose_message_was_cancelled(plan):
    plan()
    message = claim_one()
    Message.objects.filter(pk=message.pk).move(Verb.CANCEL)
    assert not claims.fence(message)


@pytest.mark.parametrize("how", ["switch", "environment"])
def test_held_mail_is_neither_claimed_nor_passes_the_fence(plan, settings, how):
    plan("due|1")
    message = claim_one()
    plan("due|2")
    if how == "switch":
        Switch.objects.create(pk=1, held=True, cause="person", since=NOW())
    else:
        settings.MAIL_HELD = True
    assert not claims.fence(message)
    assert claims.claim_batch(on=NOW()) == []


def test_what_passed_the_fence_is_on_disk_whatever_the_server_is_set_to(plan):
    plan()
    message = claim_one()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
            return
        cursor.execute("SET synchronous_commit TO off")
        assert claims.fence(message)
        cursor.execute("SHOW synchronous_commit")  # the test's transaction is still the fence's: SET LOCAL is in force
        assert cursor.fetchone() == ("on",)


@pytest.mark.django_db(transaction=True)
def test_the_fence_refuses_to_be_part_of_a_transaction(plan):
    plan()
    message = claim_one()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        claims.fence(message)


def test_a_renewed_claim_lasts_a_whole_lease(plan):
    plan()
    message = claim_one()
    Message.objects.filter(pk=message.pk).update(lease_until=from_now(timedelta(seconds=3)))
    assert claims.renew(message)
    message.refresh_from_db()
    assert message.lease_until > NOW() + timedelta(seconds=50)


@pytest.mark.parametrize(
    ("reply", "state", "reason"),
    [
        (Reply(250, "2.0.0 taken"), State.SENT, Reason.NONE),
        (Reply(451, "4.3.0 later"), State.PENDING, Reason.TRY_LATER),
        (Reply(554, "5.7.1 no"), State.FAILED, Reason.REFUSED),
        (None, State.UNCERTAIN, Reason.NO_REPLY),
    ],
)
def test_what_the_server_answers_decides_the_outcome(plan, reply, state, reason):
    plan()
    message = claim_one()
    assert claims.fence(message)
    claims.settle(message, reply)
    message.refresh_from_db()
    assert (message.state, message.reason) == (state, reason)
    assert (message.settled_at is None) == (state == State.PENDING)
    if state == State.PENDING:
        assert message.not_before > NOW() + timedelta(seconds=40)
    assert message.smtp_reply == (str(reply) if reply else "")


@pytest.mark.parametrize(
    ("reply", "state"),
    [(Reply(250, ""), State.SENT), (Reply(451, ""), State.UNCERTAIN), (Reply(554, ""), State.FAILED)],
)
def test_a_late_answer_still_counts_but_never_sends_again(plan, reply, state):
    plan()
    message = claim_one()
    assert claims.fence(message)
    Message.objects.filter(pk=message.pk).move(Verb.DOUBT)
    claims.settle(message, reply)
    message.refresh_from_db()
    assert message.state == state


def test_a_late_answer_does_not_touch_what_a_person_sent_again(plan):
    plan()
    message = claim_one()
    assert claims.fence(message)
    Message.objects.filter(pk=message.pk).move(Verb.DOUBT)
    Message.objects.filter(pk=message.pk).move(Verb.SEND_AGAIN)
    claims.settle(message, Reply(250, ""))
    assert Message.objects.get(pk=message.pk).state == State.PENDING


@pytest.mark.parametrize("counted", [True, False])
def test_a_message_fails_after_its_last_attempt_unless_it_was_no_attempt(plan, settings, counted):
    settings.OUTBOX_MAX_ATTEMPTS = 1
    plan()
    message = claim_one()
    claims.give_back(message, after=None, reason=Reason.TRY_LATER, words="later", counted=counted)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ((State.FAILED, 1) if counted else (State.PENDING, 0))


def test_a_message_that_is_postponed_for_the_last_time_fails(plan, settings):
    settings.OUTBOX_MAX_ATTEMPTS = 1
    plan()
    message = claim_one()
    assert claims.fence(message)
    claims.settle(message, Reply(451, "later"))
    message.refresh_from_db()
    assert (message.state, message.reason) == (State.FAILED, Reason.GAVE_UP)


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 60), (1, 60), (2, 120), (5, 960), (8, 7200), (5000, 7200)])
def test_the_back_off_doubles_up_to_its_limit_and_is_spread(attempts, seconds):
    waits = {claims.back_off(attempts).total_seconds() for _ in range(50)}
    assert len(waits) > 1
    assert min(waits) >= 0.75 * seconds and max(waits) <= 1.25 * seconds


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_a_move_starts_from_the_states_of_the_table_alone(in_state, verb, state):
    message = in_state(state)
    columns = {"token": uuid.uuid4(), "lease_until": NOW()} if verb == Verb.CLAIM else {}
    sources, target = MOVES[verb]
    assert Message.objects.filter(pk=message.pk).move(verb, **columns) == (1 if state in sources else 0)
    assert Message.objects.get(pk=message.pk).state == (target if state in sources else state)


BROKEN_ROWS = [
    ("pending", "token = '6f2b1a529c0e4d4b8a505f1f7f6f0a11'"),
    ("pending", "handed_at = created_at"),
    ("pending", "settled_at = created_at"),
    ("claimed", "lease_until = NULL"),
    ("claimed", "token = NULL"),
    ("handing", "handed_at = NULL"),
    ("handing", "lease_until = created_at"),
    ("sent", "handed_at = NULL"),
    ("sent", "settled_at = NULL"),
    ("uncertain", "handed_at = NULL"),
    ("failed", "settled_at = NULL"),
    ("cancelled", "handed_at = created_at"),
    ("held", "lease_until = created_at"),
    ("pending", "state = 'lost'"),
    ("pending", "state = 'sent'"),
    ("pending", "occurrence_key = ''"),
    ("pending", "recipient = ''"),
]


@pytest.mark.parametrize(("state", "change"), BROKEN_ROWS)
def test_the_database_itself_refuses_a_row_whose_state_and_columns_disagree(in_state, state, change):
    message = in_state(State(state))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE outbox_message SET {change} WHERE id = %s", [message.pk])
