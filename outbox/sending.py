"""One sender: claim, prepare, fence, hand over, settle, until nothing is due.

The order is the promise (docs/reminders.md): everything that can fail happens before the fence, nothing but the
hand-over happens after it, and what was handed over is never handed over again unless a person says so.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone, translation

from outbox import addressees, allowances, claims, composing, database_identity, decisions, kinds, suppression
from outbox.claims import Reply
from outbox.models import Message, SuppressedAddress
from outbox.signals import message_sent
from outbox.states import Reason
from outbox.transport import Transport, Unreachable, open_transport

logger = logging.getLogger(__name__)

_A_DAY = timedelta(days=1)
_SETTLE_TRIES = 6


@dataclass(frozen=True)
class Prepared:
    """A mail that its server has agreed to take, ready to be handed over without anything left to compute."""

    mail: EmailMultiAlternatives
    data: bytes
    capped: bool


def deliver(*, stop: Callable[[], bool] = lambda: False) -> Counter[str]:
    """Send what is due until nothing is, the minute's ceiling is reached, or OUTBOX_RUN_SECONDS are over.

    Any number of these may run at once. A mail server that cannot be reached ends the run, and what was claimed
    waits for the next one. Returns how many messages had which outcome. ``stop`` is asked between two messages.
    """
    tally: Counter[str] = Counter()
    if claims.mail_is_held() or decisions.notice_a_copy():
        return tally
    identity, transport = database_identity.current(), open_transport()
    end = time.monotonic() + settings.OUTBOX_RUN_SECONDS
    try:
        while not stop() and time.monotonic() < end:
            batch = claims.claim_batch(on=timezone.now())
            if not batch:
                break
            database_identity.count_delivery(identity)
            _deliver_batch(batch, transport, tally, stop)
            database_identity.count_delivery(identity)
            if tally["unreachable"]:
                break
    finally:
        transport.close()
    return tally


def _deliver_batch(batch: list[Message], transport: Transport, tally: Counter[str], stop: Callable[[], bool]) -> None:
    for position, message in enumerate(batch):
        if stop() or tally["unreachable"]:
            _return_untried(batch[position:])
            return
        try:
            tally[deliver_one(message, transport)] += 1
        except Unreachable as error:
            claims.give_back(message, after=None, reason=Reason.UNREACHABLE, words=str(error))
            tally["unreachable"] += 1
            logger.warning("The mail server cannot be reached: %s", error)


def _return_untried(messages: list[Message]) -> None:
    for message in messages:
        claims.give_back(message, after=timedelta(0), reason=Reason.NONE, counted=False)
    allowances.put_back_to_ceiling(on=timezone.now(), count=len(messages))


def deliver_one(message: Message, transport: Transport) -> str:
    """Take one claimed message through to its outcome, whose name is returned. Raises Unreachable."""
    on = timezone.now()
    if not claims.renew(message):
        return "lost"
    prepared = prepare(message, transport, on=on)
    if prepared is None:
        return "not sent"
    if prepared.capped and not allowances.take_for_person(message.recipient, on=on):
        _wait_a_day(message)
        return "not sent"
    if not claims.fence(message):
        if prepared.capped:
            allowances.put_back_for_person(message.recipient, on=on)
        return "lost"
    reply = transport.hand_over(prepared.mail, prepared.data)
    _settle_surely(message, reply)
    if reply is not None and reply.accepted:
        message_sent.send_robust(Message, message=message)
    if reply is None:
        logger.error("Message %s may or may not have been sent: no answer came.", message.pk)
        return "uncertain"
    if not reply.accepted and prepared.capped:
        allowances.put_back_for_person(message.recipient, on=on)
    return "sent" if reply.accepted else "refused"


def prepare(message: Message, transport: Transport, *, on: datetime) -> Prepared | None:
    """Ask whether the mail is still owed, write it, and offer it to the mail server; outside any transaction.

    None when it does not go further; its row then says why. Raises Unreachable.
    """
    if message.is_too_late(on=on):
        claims.drop(message, reason=Reason.EXPIRED)
        return None
    prepared = _write_or_note_why_not(message, on=on)
    return prepared if prepared and _is_taken(message, transport.offer(prepared.mail)) else None


def _write_or_note_why_not(message: Message, *, on: datetime) -> Prepared | None:
    try:
        kind = kinds.get(message.kind)
        if not addressees.bring_up_to_date(message, kind):
            claims.drop(message, reason=Reason.NOT_OWED)
            return None
        if suppression.is_suppressed(message.recipient):
            claims.refuse(message, reason=Reason.SUPPRESSED)
            return None
        if kind.capped and not allowances.person_has_room(message.recipient, on=on):
            _wait_a_day(message)
            return None
        prepared = _write(message, kind)
    except kinds.UnsafeHeader as error:
        claims.refuse(message, reason=Reason.UNSAFE, words=repr(str(error)))
        return None
    except Exception as error:  # a renderer is another app's code: it must not stop the mails behind this one
        logger.exception("Message %s of kind %s could not be written.", message.pk, message.kind)
        claims.give_back(message, after=None, reason=Reason.NOT_WRITTEN, words=repr(error))
        return None
    if prepared is None:
        claims.drop(message, reason=Reason.NOT_OWED)
    return prepared


def _write(message: Message, kind: kinds.Kind) -> Prepared | None:
    with translation.override(message.language):
        content = kind.render(message)
        if content is None:
            return None
        mail = composing.compose(message, content)
        return Prepared(mail, mail.message().as_bytes(linesep="\r\n"), kind.capped)


def _is_taken(message: Message, reply: Reply) -> bool:
    if reply.permanent:
        claims.refuse(message, reason=Reason.REFUSED, words=str(reply))
        if suppression.is_hard_bounce(reply):
            suppression.suppress(
                message.recipient,
                cause=SuppressedAddress.Cause.BOUNCE,
                smtp_reply=str(reply),
                tell=kinds.get(message.kind).tells_of_bounces,
            )
    elif not reply.accepted:
        claims.give_back(message, after=None, reason=Reason.TRY_LATER, words=str(reply))
    return reply.accepted


def _wait_a_day(message: Message) -> None:
    """The same hour tomorrow is the same good hour, and another day's cap."""
    claims.give_back(message, after=_A_DAY, reason=Reason.DAILY_CAP, counted=False)


def _settle_surely(message: Message, reply: Reply | None) -> None:
    """Note the outcome even if the database is away for a moment: what is not noted here becomes uncertain."""
    for attempt in range(_SETTLE_TRIES):
        try:
            claims.settle(message, reply)
            return
        except (OperationalError, InterfaceError):
            if attempt == _SETTLE_TRIES - 1:
                raise
            connection.close()
            time.sleep(0.25 * 2**attempt)
