"""What a person decides about mail: who may, from which states, and what is recorded."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from outbox import decisions
from outbox.models import AuditEntry, Cause, Message, Switch
from outbox.sending import deliver
from outbox.states import Reason, State

VERBS = {
    "send_again": (decisions.send_again, {State.UNCERTAIN, State.FAILED}, State.PENDING),
    "release": (decisions.release_message, {State.HELD}, State.PENDING),
    "cancel": (decisions.cancel, {State.PENDING, State.CLAIMED, State.HELD}, State.CANCELLED),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("what", VERBS)
def test_a_decision_moves_a_message_only_from_where_it_may_and_is_recorded(in_state, administrator, what, state):
    verb, sources, target = VERBS[what]
    message = in_state(state)
    if state in sources:
        verb(message, by=administrator, note="as agreed")
        assert message.state == target
        entry = AuditEntry.objects.get()
        assert (entry.message, entry.what, entry.before, entry.by, entry.note) == (
            message,
            what,
            state,
            administrator,
            "as agreed",
        )
    else:
        with pytest.raises(decisions.NotPossible):
            verb(message, by=administrator)
        assert Message.objects.get(pk=message.pk).state == state
        assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("what", VERBS)
def test_only_administrators_decide(in_state, curator, administrator, what):
    verb, sources, _ = VERBS[what]
    message = in_state(min(sources))
    administrator.is_active = False
    for person in (curator, administrator):
        with pytest.raises(PermissionDenied):
            verb(message, by=person)
    assert Message.objects.get(pk=message.pk).state == message.state


@pytest.mark.parametrize("verb", [decisions.hold, decisions.release])
def test_only_administrators_hold_and_release_all_mail(curator, verb):
    before = Switch.objects.current().held
    with pytest.raises(PermissionDenied):
        verb(by=curator)
    assert Switch.objects.current().held == before


def test_holding_without_a_person_needs_another_cause(db):
    with pytest.raises(PermissionDenied):
        decisions.hold()


def test_what_is_sent_again_goes_out_again_with_the_same_message_id(plan, sink, administrator):
    message = plan()
    sink.behave(dot="drop")
    deliver()
    sink.behave()
    message.refresh_from_db()
    decisions.send_again(message, by=administrator)
    assert (message.attempts, message.token, message.handed_at, message.settled_at) == (0, None, None, None)
    assert deliver() == {"sent": 1}
    assert [email["Message-ID"] for email in sink.emails()] == [f"<{message.message_id}>"] * 2


def test_holding_and_releasing_is_recorded_once_each(administrator):
    assert [decisions.hold(by=administrator, note="storm"), decisions.hold(by=administrator)] == [True, False]
    switch = Switch.objects.get()
    assert (switch.held, switch.cause) == (True, Cause.PERSON) and switch.since is not None
    assert [decisions.release(by=administrator), decisions.release(by=administrator)] == [True, False]
    assert list(AuditEntry.objects.order_by("pk").values_list("what", "note")) == [
        ("hold_all", "storm"),
        ("release_all", ""),
    ]


def test_an_administrators_hold_keeps_what_waits_waiting(plan, administrator):
    message = plan()
    decisions.hold(by=administrator)
    decisions.release(by=administrator)
    assert Message.objects.get(pk=message.pk).state == State.PENDING


def test_a_restored_database_sends_nothing_of_what_it_held_until_a_person_lets_it(plan, in_state, administrator):
    before = plan("planned before the backup")
    claimed = in_state(State.CLAIMED, "claimed by the original's sender")
    handing = in_state(State.HANDING, "handed over by the original's sender")
    assert decisions.hold(cause=Cause.RESTORED)
    meanwhile = plan("planned while held, perhaps sent by the original")
    assert deliver() == {}
    decisions.release(by=administrator)
    for message in (before, claimed, meanwhile):
        message.refresh_from_db()
        assert (message.state, message.reason) == (State.HELD, Reason.COPIED)
    assert Message.objects.get(pk=handing.pk).state == State.HANDING
    plan("planned afterwards")
    assert deliver() == {"sent": 1}
    decisions.release_message(before, by=administrator)
    assert deliver() == {"sent": 1}
    assert len(mail.outbox) == 2


def test_a_copy_noticed_while_an_administrator_holds_mail_is_still_treated_as_a_copy(plan, administrator):
    message = plan()
    decisions.hold(by=administrator)
    decisions.hold(cause=Cause.COPIED)
    assert Switch.objects.get().cause == Cause.COPIED
    assert Message.objects.get(pk=message.pk).state == State.HELD
