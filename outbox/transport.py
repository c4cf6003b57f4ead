"""How mail reaches the mail server, step by step.

The outbox must stand between RCPT TO and DATA (to fence) and must know what the server answered to the final dot;
Django's ``send_messages`` does all in one and tells neither. So the connection is opened by Django's SMTP backend
(address, TLS, sign-in: the EMAIL_* settings) and used here. Any other backend is one step without stages.
"""

from __future__ import annotations

import re
import smtplib
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from outbox.claims import Reply
from outbox.composing import envelope_address

_LEADING_DOT = re.compile(rb"(?m)^\.")


class Unreachable(Exception):
    """The mail server did not let us in, or hung up before it had anything: nothing was handed over."""


class Transport(Protocol):
    """Takes mail to a server. One of these serves one sender, one message after the other."""

    def offer(self, mail: EmailMessage) -> Reply:
        """Announce sender and recipient. The reply says whether the mail may follow. Raises Unreachable."""

    def hand_over(self, mail: EmailMessage, data: bytes) -> Reply | None:
        """Hand the offered email over, once. None: it was handed over and no answer came."""

    def close(self) -> None:
        """Part from the server. Never fails: whatever happens here, each email's answer is known already."""


def open_transport() -> Transport:
    """The transport that the EMAIL_* settings name. Connects when the first email is offered."""
    backend = get_connection(fail_silently=False)
    return SmtpTransport(backend) if isinstance(backend, SmtpBackend) else OneStepTransport()


class SmtpTransport:
    """Over SMTP; the connection is kept from one email to the next."""

    def __init__(self, backend: SmtpBackend) -> None:
        self._backend = backend
        self._announced = False  # a sender and recipient are announced and no email has followed

    def offer(self, mail: EmailMessage) -> Reply:
        try:
            fresh = self._backend.open()
            try:
                return self._announce(mail)
            except OSError:
                if fresh:
                    raise
                # The server hung up on an idle connection. Nothing was said on a new one yet, so begin again.
                self._hang_up()
                self._backend.open()
                return self._announce(mail)
        except OSError as error:  # SMTPException is one too
            self._hang_up()
            raise Unreachable(_words(error)) from error

    def _announce(self, mail: EmailMessage) -> Reply:
        smtp = self._smtp
        smtp.ehlo_or_helo_if_needed()
        if self._announced:  # the claim was lost after the last offer, at the fence
            smtp.rset()
        self._announced = True
        options = ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
        reply = _reply(smtp.mail(envelope_address(mail.from_email), options), to="MAIL")
        if reply.accepted:
            reply = _reply(smtp.rcpt(envelope_address(mail.to[0])), to="RCPT")
        if reply.code == 421:  # the server closes the channel
            self._hang_up()
        return reply

    def hand_over(self, mail: EmailMessage, data: bytes) -> Reply | None:
        smtp = self._smtp
        try:
            reply = _reply(smtp.docmd("DATA"), to="DATA")
        except OSError as error:
            self._hang_up()
            return Reply(451, f"the line broke before the email was handed over: {_words(error)}", "DATA")
        if reply.code != 354:
            return reply if not reply.accepted else Reply(451, f"instead of 354 came {reply.code}", "DATA")
        try:
            # RFC 5321 asks senders to wait long for this one answer: hanging up early is what makes doubles.
            _wait_at_most(smtp, settings.OUTBOX_REPLY_SECONDS)
            smtp.send(_dotted(data))
            reply = _reply(smtp.getreply())
            _wait_at_most(smtp, settings.EMAIL_TIMEOUT)
        except OSError:
            self._hang_up()
            return None
        self._announced = False
        if reply.accepted or 400 <= reply.code < 600:
            return reply
        self._hang_up()  # no answer that SMTP knows
        return None

    def close(self) -> None:
        try:
            self._backend.close()
        except OSError:
            self._hang_up()

    @property
    def _smtp(self) -> smtplib.SMTP:
        connection = self._backend.connection
        if connection is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        return connection

    def _hang_up(self) -> None:
        connection, self._backend.connection = self._backend.connection, None
        self._announced = False
        if connection is not None:
            connection.close()


class OneStepTransport:
    """Through a backend without stages (files, console, memory, a provider's API).

    An exception says nothing about what was passed on before it, so it counts as no answer.
    """

    def __init__(self) -> None:
        # Each email has a backend of its own, so that files hold one email each. They are kept, since Django
        # names such a file by the time and the backend's identity, which the next one could otherwise inherit.
        self._backends: list[BaseEmailBackend] = []

    def offer(self, mail: EmailMessage) -> Reply:
        return Reply(250, "no stages")

    def hand_over(self, mail: EmailMessage, data: bytes) -> Reply | None:
        self._backends.append(backend := get_connection(fail_silently=False))
        try:
            sent = backend.send_messages([mail])
        except Exception:  # whatever a backend may raise
            return None
        return Reply(250, type(backend).__module__) if sent else None

    def close(self) -> None:
        """Nothing is open: ``send_messages`` opens and closes by itself."""


def _reply(answer: tuple[int, bytes], *, to: str = "") -> Reply:
    code, words = answer
    return Reply(code, words.decode("utf-8", "replace").replace("\n", " "), to)


def _wait_at_most(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _words(error: OSError) -> str:
    return f"{type(error).__name__}: {error}"


def _dotted(data: bytes) -> bytes:
    """The email as it travels: leading dots doubled, the final dot on its own line."""
    end = b"" if data.endswith(b"\r\n") else b"\r\n"
    return _LEADING_DOT.sub(b"..", data) + end + b".\r\n"
