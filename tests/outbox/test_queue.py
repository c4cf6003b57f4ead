"""Planning mail: one row an occurrence, committed with what makes it owed, and the wake-up that carries no fact."""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery import current_app
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from outbox import queue, wake
from outbox.models import Message
from outbox.states import Reason, State
from tests.outbox.conftest import KIND


def test_an_occurrence_has_one_row_however_often_it_is_planned(plan):
    first = plan("due|7|2026|-7", recipient="first@example.org")
    again = queue.enqueue(key="due|7|2026|-7", kind=KIND, recipient="second@example.org")
    assert again is None
    assert list(Message.objects.values_list("pk", "recipient")) == [(first.pk, "first@example.org")]


def test_planning_many_counts_only_the_new_ones(plan):
    plan("due|1")
    drafts = [queue.Draft(key=f"due|{n}", kind=KIND, recipient="reader@example.org") for n in (1, 2, 3, 3)]
    assert len(queue.enqueue_all(drafts)) == 2
    assert queue.enqueue_all(drafts) == []
    assert Message.objects.count() == 3


def test_a_message_id_follows_from_the_occurrence_and_the_site(plan, settings):
    settings.OUTBOX_MESSAGE_ID_DOMAIN = "tracker.example.org"
    assert plan("due|1").message_id == queue.message_id("due|1") != queue.message_id("due|2")
    assert queue.message_id("due|1").endswith("@tracker.example.org")


def test_a_planned_mail_may_go_at_once_unless_a_time_is_given(plan):
    tomorrow = timezone.now() + timedelta(days=1)
    plan("now")
    plan("later", not_before=tomorrow)
    plan("too late", expires_at=timezone.now() - timedelta(seconds=5))
    assert [message.occurrence_key for message in Message.objects.due()] == ["now"]


def test_a_mail_is_planned_with_what_makes_it_owed_or_not_at_all(plan):
    with transaction.atomic():
        plan("due|1")
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "recipient", ["", "nobody", "a@b", "a@example.org\r\nBcc: all@example.org", "a@example.org,b@example.org"]
)
def test_what_is_no_address_is_refused(plan, recipient):
    with pytest.raises(ValidationError):
        plan(recipient=recipient)
    assert not Message.objects.exists()


@pytest.mark.parametrize("details", [{"key": ""}, {"key": "x" * 201}, {"kind": ""}, {"kind": "x" * 65}])
def test_what_cannot_be_stored_is_refused(db, details):
    with pytest.raises(ValueError, match="characters"):
        queue.enqueue(**{"key": "due|1", "kind": KIND, "recipient": "reader@example.org", **details})


def test_the_longest_key_that_is_accepted_fits_its_column(plan):
    assert plan("x" * 200).occurrence_key == "x" * Message._meta.get_field("occurrence_key").max_length


@pytest.mark.parametrize("state", State)
def test_only_what_is_not_under_way_can_be_taken_back(in_state, state):
    message = in_state(state)
    taken_back = queue.cancel(key=message.occurrence_key)
    message.refresh_from_db()
    assert taken_back == (state in {State.PENDING, State.CLAIMED, State.HELD})
    assert (message.state, message.reason) == (
        (State.CANCELLED, Reason.NOT_OWED) if taken_back else (state, Reason.NONE)
    )


def test_the_workers_are_woken_once_after_the_commit(plan, monkeypatch, django_capture_on_commit_callbacks):
    sent: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_: sent.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        plan("due|1")
        plan("due|2")
        assert sent == []
    assert sent == ["outbox.tasks.deliver"]


def test_a_broker_that_is_down_costs_neither_the_mail_nor_the_request(
    plan, settings, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    app = type(current_app._get_current_object())("tests", broker="redis://127.0.0.1:1/0", set_as_current=False)
    app.conf.broker_connection_timeout = 1
    monkeypatch.setattr(wake, "current_app", app)
    with django_capture_on_commit_callbacks(execute=True):
        message = plan("due|1")
    assert Message.objects.get(pk=message.pk).state == State.PENDING
    assert "Could not wake the mail workers" in caplog.text
