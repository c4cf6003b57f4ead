"""Senders, sweeps, people and clocks in any order hypothesis can think of, against a model of what must hold.

The model knows nothing of states: it counts what the mail server received and what people asked for. Whatever the
order, an email goes out at most once more than people asked for it again, and what the rows say is what happened.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.models import AccountEvent
from outbox import claims, decisions, queue
from outbox.claims import Reply
from outbox.models import Allowance, AuditEntry, Cause, Message, Switch
from outbox.models.message import from_now
from outbox.states import Reason, State
from outbox.sweeping import sweep
from tests.outbox.conftest import KIND

KEYS = ["due|1", "due|2", "due|3"]
DECISIONS = (decisions.send_again, decisions.release_message, decisions.cancel)
REPLIES = st.sampled_from([Reply(250, "taken"), Reply(451, "later"), Reply(554, "no"), None])


class Outbox(RuleBasedStateMachine):
    """Two senders that remember what they claimed, for as long as they like; paused and dead ones included."""

    def __init__(self) -> None:
        super().__init__()
        for model in (AuditEntry, Message, Allowance, Switch, AccountEvent, get_user_model()):
            model.objects.all().delete()  # of the example before; no savepoint, since the fence refuses to be in one
        self.chief = get_user_model().objects.create_superuser("chief@example.org", name="Chief")
        self.claimed: list[Message] = []  # claims that some sender believes it holds, stale ones too
        self.handed: list[Message] = []  # hand-overs whose answer some sender still has to note
        self.received: Counter[str] = Counter()  # what the mail server saw the final dot of, and did not refuse
        self.asked_again: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    @rule(key=st.sampled_from(KEYS), too_late=st.booleans())
    def plan(self, key: str, too_late: bool) -> None:
        known = Message.objects.filter(occurrence_key=key).exists()
        expires = timezone.now() + timedelta(hours=-1 if too_late else 1)
        new = queue.enqueue(key=key, kind=KIND, recipient="reader@example.org", expires_at=expires)
        assert (new is None) == known

    @rule()
    def claim(self) -> None:
        batch = claims.claim_batch(on=timezone.now())
        live = Message.objects.filter(state=State.CLAIMED, token__in=[message.token for message in batch])
        assert live.count() == len(batch)
        self.claimed += batch

    @rule(data=st.data())
    @precondition(lambda self: self.claimed)
    def hand_over(self, data) -> None:
        """A sender goes on from wherever it was paused: only the fence may stop it."""
        message = data.draw(st.sampled_from(self.claimed))
        if claims.fence(message):
            self.received[message.occurrence_key] += 1
            self.handed.append(message)

    @rule(data=st.data(), reply=REPLIES)
    @precondition(lambda self: self.handed)
    def note_answer(self, data, reply: Reply | None) -> None:
        message = data.draw(st.sampled_from(self.handed))
        self.handed.remove(message)
        if reply is not None and not reply.accepted:
            self.received[message.occurrence_key] -= 1  # the server said that it did not take it
        claims.settle(message, reply)

    @rule(data=st.data())
    @precondition(lambda self: self.claimed)
    def give_back(self, data) -> None:
        claims.give_back(data.draw(st.sampled_from(self.claimed)), after=timedelta(0), reason=Reason.TRY_LATER)

    @rule(data=st.data())
    @precondition(lambda self: self.claimed)
    def renew(self, data) -> None:
        message = data.draw(st.sampled_from(self.claimed))
        row = Message.objects.get(pk=message.pk)
        assert claims.renew(message) <= (row.state == State.CLAIMED and row.token == message.token)

    @rule()
    def leases_run_out(self) -> None:
        Message.objects.filter(state=State.CLAIMED).update(lease_until=from_now(timedelta(seconds=-1)))

    @rule()
    def a_quarter_of_an_hour_passes(self) -> None:
        Message.objects.filter(state=State.HANDING).update(handed_at=from_now(timedelta(minutes=-16)))
        Message.objects.filter(state=State.PENDING).update(not_before=from_now(timedelta(minutes=-16)))

    @rule()
    def sweep(self) -> None:
        sweep(on=timezone.now())

    @rule(key=st.sampled_from(KEYS))
    def take_back(self, key: str) -> None:
        queue.cancel(key=key)

    @rule(key=st.sampled_from(KEYS), verb=st.sampled_from(DECISIONS))
    def decide(self, key: str, verb) -> None:
        message = Message.objects.filter(occurrence_key=key).first()
        if message is None:
            return
        try:
            verb(message, by=self.chief)
        except decisions.NotPossible:
            return
        self.asked_again[key] += verb is decisions.send_again

    @rule(copied=st.booleans())
    def hold(self, copied: bool) -> None:
        decisions.hold(**({"cause": Cause.COPIED} if copied else {"by": self.chief}))
        assert claims.claim_batch(on=timezone.now()) == []

    @rule()
    def release(self) -> None:
        decisions.release(by=self.chief)

    @invariant()
    def nothing_is_received_more_often_than_people_asked(self) -> None:
        for key in KEYS:
            assert self.received[key] <= 1 + self.asked_again[key], key

    @invariant()
    def what_the_rows_say_happened(self) -> None:
        unanswered = Counter(message.occurrence_key for message in self.handed)
        for row in Message.objects.all():
            taken = self.received[row.occurrence_key]
            if row.state == State.SENT:
                assert taken >= 1
            elif not self.asked_again[row.occurrence_key] and row.state in {State.PENDING, State.CLAIMED, State.HELD}:
                assert taken == 0 and not unanswered[row.occurrence_key]
            elif row.state == State.CANCELLED and not self.asked_again[row.occurrence_key]:
                assert taken == 0


@pytest.mark.django_db
def test_no_order_of_events_sends_twice_or_tells_untruths(settings_of_the_run):
    run_state_machine_as_test(Outbox, settings=settings_of_the_run)


@pytest.fixture
def settings_of_the_run() -> settings:
    """Enough orders to find each guard that is taken out (tried), few enough for every run."""
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    return settings(max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=checks, database=None)
