"""A real mail server that answers well, badly or not at all, at each stage of the conversation."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult

from outbox import claims
from outbox.models import Message, SuppressedAddress
from outbox.sending import deliver
from outbox.states import Reason, State
from tests.mail_sink import MailSink
from tests.waiting import until

pytestmark = pytest.mark.any_database


def outcome(message: Message) -> tuple[str, str]:
    """Where a message stands now, and why."""
    message.refresh_from_db()
    return message.state, message.reason


@pytest.mark.parametrize(
    ("stage", "answer", "state", "reason"),
    [
        ("connect", "421 4.3.2 closing", State.PENDING, Reason.UNREACHABLE),
        ("connect", "554 5.3.2 go away", State.PENDING, Reason.UNREACHABLE),
        ("connect", "drop", State.PENDING, Reason.UNREACHABLE),
        ("connect", "hang", State.PENDING, Reason.UNREACHABLE),
        ("mail", "451 4.3.0 later", State.PENDING, Reason.TRY_LATER),
        ("mail", "421 4.3.2 closing", State.PENDING, Reason.TRY_LATER),
        ("mail", "550 5.7.1 not you", State.FAILED, Reason.REFUSED),
        ("mail", "drop", State.PENDING, Reason.UNREACHABLE),
        ("mail", "hang", State.PENDING, Reason.UNREACHABLE),
        ("rcpt", "451 4.7.1 greylisted", State.PENDING, Reason.TRY_LATER),
        ("rcpt", "552 5.2.2 mailbox full", State.FAILED, Reason.REFUSED),
        ("rcpt", "drop", State.PENDING, Reason.UNREACHABLE),
        ("rcpt", "hang", State.PENDING, Reason.UNREACHABLE),
        ("data", "451 4.3.0 later", State.PENDING, Reason.TRY_LATER),
        ("data", "554 5.7.1 no", State.FAILED, Reason.REFUSED),
        ("data", "drop", State.PENDING, Reason.TRY_LATER),
        ("data", "hang", State.PENDING, Reason.TRY_LATER),
        ("dot", "451 4.3.0 later", State.PENDING, Reason.TRY_LATER),
        ("dot", "554 5.7.1 spam", State.FAILED, Reason.REFUSED),
        ("dot", "drop", State.UNCERTAIN, Reason.NO_REPLY),
        ("dot", "hang", State.UNCERTAIN, Reason.NO_REPLY),
    ],
)
def test_each_failure_at_each_stage_has_its_outcome(plan, sink, settings, stage, answer, state, reason):
    message, patience = plan(), settings.EMAIL_TIMEOUT
    sink.behave(**{stage: answer})
    settings.EMAIL_TIMEOUT = settings.OUTBOX_REPLY_SECONDS = 2 if answer == "hang" else patience
    deliver()
    assert outcome(message) == (state, reason)
    # The sender may have given up before the server had it on disk.
    assert until(lambda: len(sink.emails()) == (1 if state == State.UNCERTAIN else 0))
    assert message.smtp_reply or state == State.UNCERTAIN
    assert (message.attempts, message.settled_at is None) == (1, state == State.PENDING)

    sink.behave()
    settings.EMAIL_TIMEOUT = settings.OUTBOX_REPLY_SECONDS = patience
    deliver()
    assert len(sink.emails()) == (1 if state == State.UNCERTAIN else 0), "nothing goes again before its time"
    Message.objects.filter(state=State.PENDING).update(not_before=message.created_at)
    deliver()
    assert len(sink.emails()) == (0 if state == State.FAILED else 1), "what was not taken is taken later, once"


def test_a_mail_server_that_is_not_there_ends_the_run_and_costs_the_others_nothing(plan, sink):
    messages = [plan(f"due|{number}") for number in range(3)]
    sink.stop()
    assert deliver() == {"unreachable": 1}
    for message in messages:
        message.refresh_from_db()
    assert [(message.state, message.attempts) for message in messages] == [
        (State.PENDING, 1),
        (State.PENDING, 0),
        (State.PENDING, 0),
    ]
    assert "ConnectionRefusedError" in messages[0].smtp_reply


def test_a_email_arrives_whole(plan, sink):
    message = plan()
    assert deliver() == {"sent": 1}
    (email,) = sink.emails()
    assert outcome(message) == (State.SENT, Reason.NONE)
    assert email["To"] == "reader@example.org"
    assert email.get_content().splitlines() == ["Something is due.", ".a line with a dot"]
    (line,) = sink.ledger.lines()
    assert line["recipients"] == ["reader@example.org"]


def test_a_display_name_stays_out_of_the_envelope(plan, sink, settings):
    settings.DEFAULT_FROM_EMAIL = "Trackér <noreply@exämple.org>"
    plan(recipient="reader@exämple.org")
    deliver()
    (line,) = sink.ledger.lines()
    assert (line["sender"], line["recipients"]) == ("noreply@xn--exmple-cua.org", ["reader@xn--exmple-cua.org"])


def test_one_connection_serves_a_batch_and_a_refused_recipient_does_not_spoil_it(plan, sink, monkeypatch):
    connections: list[int] = []
    factory = sink._controller.factory
    monkeypatch.setattr(sink._controller, "factory", lambda: connections.append(1) or factory())
    plan("due|1")
    plan("due|2", recipient="wrong@example.org")
    plan("due|3")
    sink.behave(rcpt="550 5.1.1 no such user", only="wrong@example.org")
    assert deliver() == {"sent": 2, "not sent": 1}
    assert len(connections) == 1


def test_a_claim_lost_at_the_fence_does_not_spoil_the_next_email_on_the_line(plan, sink, monkeypatch):
    first, second = plan("due|1"), plan("due|2")
    fence = claims.fence
    monkeypatch.setattr(claims, "fence", lambda message: message.pk != first.pk and fence(message))
    assert deliver() == {"lost": 1, "sent": 1}
    assert outcome(second) == (State.SENT, Reason.NONE)
    assert len(sink.emails()) == 1


def test_an_idle_connection_that_the_server_closed_is_opened_anew(plan, sink):
    for number in range(3):
        plan(f"due|{number}")
    sink.behave(close_after=1)
    assert deliver() == {"sent": 3}
    assert len(sink.emails()) == 3


def test_trouble_when_parting_is_no_failure(plan, sink):
    message = plan()
    sink.behave(quit="drop")
    assert deliver() == {"sent": 1}
    assert outcome(message) == (State.SENT, Reason.NONE)


@pytest.mark.parametrize(
    ("stage", "answer", "suppressed"),
    [
        ("rcpt", "550 5.1.1 no such user", True),
        ("rcpt", "550 no such user", True),
        ("rcpt", "553 5.2.1 disabled", True),
        ("rcpt", "552 5.2.2 mailbox full", False),
        ("rcpt", "550 5.7.1 policy", False),
        ("rcpt", "554 no", False),
        ("rcpt", "450 4.1.1 not now", False),
        ("mail", "550 5.1.0 not you", False),
    ],
)
def test_an_address_is_suppressed_only_when_its_server_says_it_does_not_exist(plan, sink, stage, answer, suppressed):
    plan(recipient="Reader@example.org")
    sink.behave(**{stage: answer})
    deliver()
    assert list(SuppressedAddress.objects.values_list("address", flat=True)) == ["reader@example.org"] * suppressed


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    paths = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-out", str(paths[0]), "-keyout", str(paths[1])]
    subprocess.run(command, check=True, capture_output=True)
    return paths


@pytest.mark.parametrize("password", ["right", "wrong"])
def test_starttls_and_sign_in_are_used_as_the_settings_say(
    plan, sink, settings, monkeypatch, tmp_path, certificate, password
):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))

    def authenticator(server, session, envelope, mechanism, data) -> AuthResult:
        # Not "handled": else the server takes it that we have answered, and a wrong password is met with silence.
        return AuthResult(success=(data.login, data.password) == (b"tracker", b"right"), handled=False)

    (folder := tmp_path / "tls").mkdir()
    message = plan()
    with MailSink(
        folder, tls_context=context, require_starttls=True, authenticator=authenticator, auth_required=True
    ) as tls:
        settings.EMAIL_PORT, settings.EMAIL_USE_TLS = tls.port, True
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "tracker", password
        deliver()
    message.refresh_from_db()
    assert len(tls.emails()) == (password == "right")
    # A wrong password is the site's trouble and no message's: it waits until somebody mends the settings.
    expected = (State.SENT, Reason.NONE) if password == "right" else (State.PENDING, Reason.UNREACHABLE)
    assert (message.state, message.reason) == expected
