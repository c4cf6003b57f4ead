"""What a sender does before it reaches the fence: ask, write, count, or leave it be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import OperationalError, connection
from django.utils import timezone, translation

from outbox import claims, decisions, kinds, sending, suppression
from outbox.kinds import EmailContent, UnsafeHeader
from outbox.loop import run_once
from outbox.models import Message, SuppressedAddress
from outbox.sending import deliver
from outbox.states import Reason, State, Verb


def where(message: Message) -> tuple[str, str]:
    """Where a message stands now, and why."""
    message.refresh_from_db()
    return message.state, message.reason


def test_a_mail_carries_what_marks_it_as_automatic_and_ours(plan, writer, settings):
    settings.DEFAULT_FROM_EMAIL = "Tracker <noreply@example.org>"
    writer.write = lambda message: EmailContent(
        subject="Due",
        text="Plain",
        html="<p>Rich</p>",
        headers={"X-Tracker": "1"},
        unsubscribe_url="https://tracker.example.org/u/abc",
    )
    message = plan()
    assert deliver() == {"sent": 1}
    (sent,) = mail.outbox
    headers = sent.message()
    assert headers["Message-ID"] == f"<{message.message_id}>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe"] == "<https://tracker.example.org/u/abc>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["X-Tracker"] == "1"
    assert (sent.to, sent.from_email) == (["reader@example.org"], "Tracker <noreply@example.org>")
    assert [part.get_content_type() for part in headers.get_payload()] == ["text/plain", "text/html"]


def test_a_mail_without_an_unsubscribe_address_does_not_promise_one(plan):
    plan()
    deliver()
    assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(mail.outbox[0].message().keys())


def test_a_mail_is_written_in_its_readers_language(plan, writer):
    writer.write = lambda message: EmailContent(subject=translation.get_language(), text="…")
    plan("due|1", language="ar")
    plan("due|2", language="fr")
    deliver()
    assert sorted(sent.subject for sent in mail.outbox) == ["ar", "fr"]
    assert translation.get_language() == "en"


def test_what_is_no_longer_owed_is_cancelled(plan, writer):
    writer.write = lambda message: None
    message = plan()
    deliver()
    assert where(message) == (State.CANCELLED, Reason.NOT_OWED)
    assert mail.outbox == []


def test_a_kind_that_this_release_does_not_know_waits(plan):
    message = plan()
    kinds.unregister(message.kind)
    deliver()
    assert where(message) == (State.PENDING, Reason.NOT_WRITTEN)


def test_a_renderer_that_fails_does_not_stop_the_mails_behind_it(plan, writer):
    def write(message: Message) -> EmailContent:
        if message.occurrence_key == "bad":
            raise KeyError("payload")
        return EmailContent(subject="Good", text="…")

    writer.write = write
    bad, good = plan("bad"), plan("good")
    deliver()
    assert where(bad) == (State.PENDING, Reason.NOT_WRITTEN)
    assert where(good) == (State.SENT, Reason.NONE)
    assert "KeyError" in bad.smtp_reply and bad.not_before > timezone.now() + timedelta(seconds=40)


@pytest.mark.parametrize("identity", ["subject", "header", "header name", "unsubscribe"])
@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r"])
def test_a_line_break_cannot_get_into_a_header(plan, writer, identity, breaks):
    evil = f"x{breaks}Bcc: everybody@example.org"
    details = {
        "subject": {"subject": evil},
        "header": {"headers": {"X-Name": evil}},
        "header name": {"headers": {evil: "x"}},
        "unsubscribe": {"unsubscribe_url": evil},
    }[identity]
    writer.write = lambda message: EmailContent(**{"subject": "Due", "text": "…", **details})
    with pytest.raises(UnsafeHeader):
        writer.write(None)
    message = plan()
    deliver()
    assert where(message) == (State.FAILED, Reason.UNSAFE)
    assert mail.outbox == []


def test_a_suppressed_address_is_not_written_to(plan):
    SuppressedAddress.objects.create(address="reader@example.org", cause="complaint")
    message = plan(recipient="Reader@example.org")
    deliver()
    assert where(message) == (State.FAILED, Reason.SUPPRESSED)
    assert mail.outbox == []


def test_a_person_gets_no_more_than_the_days_cap_and_the_rest_a_day_later(plan, settings):
    settings.OUTBOX_DAILY_CAP = 2
    messages = [plan(f"due|{number}", recipient="reader@example.org") for number in range(3)]
    other = plan("due|other", recipient="other@example.org")
    assert deliver() == {"sent": 3, "not sent": 1}
    assert where(other)[0] == State.SENT
    last = max(messages, key=lambda message: where(message)[0] == State.PENDING)
    assert (last.state, last.reason, last.attempts) == (State.PENDING, Reason.DAILY_CAP, 0)
    assert timedelta(hours=23) < last.not_before - timezone.now() < timedelta(hours=25)


def test_the_days_cap_holds_for_two_senders_at_the_same_moment(plan, settings, monkeypatch):
    """Both have seen room for one more; the counter is taken at the fence, so only one gets it."""
    settings.OUTBOX_DAILY_CAP = 1
    plan("due|1")
    plan("due|2")
    monkeypatch.setattr(sending.allowances, "person_has_room", lambda *_, **__: True)
    assert deliver() == {"sent": 1, "not sent": 1}
    assert len(mail.outbox) == 1


def test_a_refused_mail_does_not_use_up_the_days_cap(plan, sink, settings):
    settings.OUTBOX_DAILY_CAP = 1
    plan("due|1")
    sink.behave(dot="554 5.7.1 spam")
    deliver()
    sink.behave()
    plan("due|2")
    assert deliver() == {"sent": 1}


def test_a_mail_that_the_fence_stopped_does_not_use_up_the_days_cap(plan, settings, monkeypatch):
    settings.OUTBOX_DAILY_CAP = 1
    first, second = plan("due|1"), plan("due|2")
    fence = claims.fence
    monkeypatch.setattr(claims, "fence", lambda message: message.pk != first.pk and fence(message))
    assert deliver() == {"lost": 1, "sent": 1}
    assert where(second) == (State.SENT, Reason.NONE)


def test_kinds_that_somebody_waits_for_are_not_capped(plan, settings, writer):
    settings.OUTBOX_DAILY_CAP = 0
    message = plan()
    kinds.unregister(message.kind)
    kinds.register(message.kind, writer, capped=False)
    assert deliver() == {"sent": 1}


def test_a_kind_has_one_renderer(writer):
    kinds.register("tests.email", writer)
    with pytest.raises(ValueError, match="registered twice"):
        kinds.register("tests.email", lambda message: None)


def test_nothing_is_sent_while_mail_is_held_and_everything_after(plan, administrator):
    decisions.hold(by=administrator)
    message = plan()
    assert deliver() == {}
    assert where(message) == (State.PENDING, Reason.NONE)
    decisions.release(by=administrator)
    assert deliver() == {"sent": 1}


def test_a_mail_that_became_useless_while_it_was_claimed_is_not_sent(plan):
    plan(expires_at=timezone.now() + timedelta(hours=1))
    (message,) = claims.claim_batch(on=timezone.now())
    transport = sending.open_transport()
    assert sending.prepare(message, transport, on=timezone.now() + timedelta(hours=2)) is None
    assert where(message) == (State.CANCELLED, Reason.EXPIRED)


def test_a_message_cancelled_while_it_is_being_written_is_not_sent(plan, writer):
    def write(message: Message) -> EmailContent:
        Message.objects.filter(pk=message.pk).move(Verb.CANCEL, reason=Reason.NOT_OWED)
        return EmailContent(subject="Due", text="…")

    writer.write = write
    message = plan()
    assert deliver() == {"lost": 1}
    assert where(message) == (State.CANCELLED, Reason.NOT_OWED)
    assert mail.outbox == []


def test_a_run_stops_between_two_messages_and_gives_the_rest_back(plan):
    for number in range(3):
        plan(f"due|{number}")
    assert deliver(stop=lambda: len(mail.outbox) == 1) == {"sent": 1}
    assert list(Message.objects.filter(state=State.PENDING).values_list("attempts", flat=True)) == [0, 0]
    assert deliver() == {"sent": 2}


def test_a_run_ends_after_its_time(plan, settings):
    settings.OUTBOX_RUN_SECONDS = 0
    plan()
    assert deliver() == {}


def test_a_backend_that_fails_in_its_one_step_leaves_doubt(plan, settings, tmp_path):
    settings.EMAIL_BACKEND = "tests.outbox.backends.BrokenBackend"
    message = plan()
    deliver()
    assert where(message) == (State.UNCERTAIN, Reason.NO_REPLY)


def test_mails_become_files_one_each(plan, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    plan("due|1")
    plan("due|2")
    assert run_once() == {"sent": 2}
    texts = [path.read_text() for path in (tmp_path / "mail").iterdir()]
    assert len(texts) == 2 and all("Auto-Submitted: auto-generated" in text for text in texts)


def test_the_outcome_is_noted_although_the_database_was_away_for_a_moment(plan, monkeypatch):
    failures = iter([OperationalError("server closed the connection"), OperationalError("starting up")])
    settle = claims.settle

    def settle_at_last(*arguments) -> None:
        if error := next(failures, None):
            raise error
        settle(*arguments)

    monkeypatch.setattr(claims, "settle", settle_at_last)
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's transaction lives on it
    monkeypatch.setattr(sending.time, "sleep", lambda seconds: None)
    message = plan()
    assert deliver() == {"sent": 1}
    assert where(message) == (State.SENT, Reason.NONE)


def test_administrators_are_told_once_of_an_address_that_does_not_exist(plan, administrator, curator):
    suppress = suppression.suppress
    assert suppress("Gone@example.org", cause=SuppressedAddress.Cause.BOUNCE, smtp_reply="550 5.1.1 no such user")
    assert not suppress("gone@example.org", cause=SuppressedAddress.Cause.BOUNCE)
    assert deliver() == {"sent": 1}
    (sent,) = mail.outbox
    assert sent.to == [administrator.email]
    assert "gone@example.org" in sent.subject
    assert "550 5.1.1 no such user" in sent.body and "/admin/outbox/suppressedaddress/" in sent.body
    assert "550 5.1.1 no such user" in sent.alternatives[0].content


@pytest.mark.parametrize("change", ["allow emails to it again", "no administrator any more"])
def test_administrators_are_not_told_what_no_longer_holds(plan, administrator, change):
    suppression.suppress("gone@example.org", cause=SuppressedAddress.Cause.COMPLAINT)
    if change == "allow emails to it again":
        SuppressedAddress.objects.all().delete()
    else:
        administrator.is_superuser = False
        administrator.save()
    assert deliver() == {"not sent": 1}
    assert mail.outbox == []


def test_an_administrator_is_not_told_of_their_own_broken_address(administrator):
    suppression.suppress(administrator.email, cause=SuppressedAddress.Cause.BOUNCE)
    assert not Message.objects.exists()


class TestAddressees:
    """A mail for a person goes where they are when it is sent."""

    def test_to_the_address_that_the_person_has_then(self, plan, administrator):
        message = plan(user=administrator, recipient=administrator.email)
        administrator.email = "new@example.org"
        administrator.save()
        suppression.suppress("chief@example.org", cause=SuppressedAddress.Cause.BOUNCE)
        Message.objects.exclude(pk=message.pk).delete()
        assert deliver() == {"sent": 1}
        assert [one.to for one in mail.outbox] == [["new@example.org"]]
        assert Message.objects.get().recipient == "new@example.org"

    def test_not_at_all_to_an_account_that_was_closed(self, plan, administrator):
        plan(user=administrator, recipient=administrator.email)
        get_user_model().objects.update(is_active=False)
        assert deliver() == {"not sent": 1}
        assert Message.objects.get().reason == Reason.NOT_OWED

    def test_an_address_without_a_person_stays(self, plan):
        plan(recipient="stranger@example.org")
        deliver()
        assert [one.to for one in mail.outbox] == [["stranger@example.org"]]
