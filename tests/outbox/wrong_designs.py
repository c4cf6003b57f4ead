"""Two ways of sending that look right and are not. The fault harness must catch both, or it proves nothing.

They use the outbox's own claims, leases, sweeps and mail server; only the order of marking and handing over differs.
"""

from __future__ import annotations

from django.db.models.functions import Now
from django.utils import timezone

from outbox import claims, sending
from outbox.models import Message
from outbox.states import State
from outbox.transport import Transport


def send_then_mark(message: Message, transport: Transport) -> str:
    """Hand over first and note it afterwards: who dies in between leaves a claim that another sender takes up."""
    prepared = sending.prepare(message, transport, on=timezone.now()) if claims.renew(message) else None
    if prepared is None:
        return "not sent"
    reply = transport.hand_over(prepared.mail, prepared.data)
    if reply is not None and reply.accepted:
        _mark_as_sent(message)
    return "sent"


def mark_then_send(message: Message, transport: Transport) -> str:
    """Note it first and hand over afterwards: who dies in between leaves a mail that nobody ever sends."""
    prepared = sending.prepare(message, transport, on=timezone.now()) if claims.renew(message) else None
    if prepared is None or not _mark_as_sent(message):
        return "not sent"
    transport.hand_over(prepared.mail, prepared.data)
    return "sent"


def _mark_as_sent(message: Message) -> int:
    mine = Message.objects.still_mine(message).filter(state=State.CLAIMED)
    return mine.update(state=State.SENT, lease_until=None, handed_at=Now(), settled_at=Now())


DESIGNS = {"fenced": sending.deliver_one, "send-then-mark": send_then_mark, "mark-then-send": mark_then_send}
