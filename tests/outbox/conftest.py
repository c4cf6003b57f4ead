"""Mail for tests: a kind of email that a test steers, a sink to send it to, and people who may decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db.models.functions import Now

from outbox import kinds, queue
from outbox.kinds import EmailContent
from outbox.models import Message
from outbox.models.message import from_now
from outbox.states import State
from tests.mail_sink import MailSink

KIND = "tests.email"
TOKEN = "6f2b1a52-9c0e-4d4b-8a50-5f1f7f6f0a11"


def plain_email(message: Message) -> EmailContent | None:
    """The email that a test's kind writes unless the test says otherwise."""
    return EmailContent(subject=f"About {message.occurrence_key}", text="Something is due.\n.a line with a dot\n")


class Writer:
    """The renderer of the tests' kind; ``write`` may be replaced by a test."""

    def __init__(self) -> None:
        self.write: Callable[[Message], EmailContent | None] = plain_email

    def __call__(self, message: Message) -> EmailContent | None:
        return self.write(message)


@pytest.fixture
def writer() -> Iterator[Writer]:
    """The kind of mail that these tests send, registered for the length of a test."""
    writer = Writer()
    kinds.register(KIND, writer)
    yield writer
    kinds.unregister(KIND)


@pytest.fixture
def plan(db: None, writer: Writer) -> Callable[..., Message]:
    """Plans a message and gives its row: ``plan("a-key", recipient=…)``."""

    def plan(key: str = "due|1", **details) -> Message:
        message = queue.enqueue(**{"key": key, "kind": KIND, "recipient": "reader@example.org", **details})
        assert message is not None
        return message

    return plan


@pytest.fixture
def in_state(plan: Callable[..., Message]) -> Callable[[State], Message]:
    """A message brought into a state by the verbs that lead there."""

    def bring(state: State, key: str = "due|1") -> Message:
        return bring_to(plan(key), state)

    return bring


def bring_to(message: Message, state: State) -> Message:
    """Lead a waiting message into a state by SQL that the constraints accept; returns it as it then is."""
    columns = {
        State.PENDING: {},
        State.HELD: {},
        State.CLAIMED: {"token": TOKEN, "lease_until": from_now(timedelta(seconds=60))},
        State.HANDING: {"token": TOKEN, "handed_at": Now()},
        State.SENT: {"token": TOKEN, "handed_at": Now(), "settled_at": Now()},
        State.UNCERTAIN: {"token": TOKEN, "handed_at": Now(), "settled_at": Now()},
        State.FAILED: {"token": TOKEN, "settled_at": Now()},
        State.CANCELLED: {"settled_at": Now()},
    }[state]
    Message.objects.filter(pk=message.pk).update(state=state, **columns)
    message.refresh_from_db()
    return message


@pytest.fixture
def sink(tmp_path: Path, settings) -> Iterator[MailSink]:
    """A real SMTP server, and settings that send mail to it."""
    with MailSink(tmp_path) as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = settings.OUTBOX_REPLY_SECONDS = 60  # a busy machine's server is slow, not gone
        yield sink


@pytest.fixture
def administrator(db: None):
    """Somebody who may decide about mail."""
    return get_user_model().objects.create_superuser("chief@example.org", name="Chief")


@pytest.fixture
def curator(db: None):
    """Somebody who may open the admin but not decide about mail."""
    return get_user_model().objects.create_user("curator@example.org", name="Curator", is_curator=True)
