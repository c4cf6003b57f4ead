"""A sender's verbs on a message's row: claim, renew, give back, fence, settle.

Each is one conditional update: it moves a row only out of the states that the table in ``states`` names and, once
it is claimed, only under the sender's own token. Correctness rests on that alone; rows that are skipped because
another sender has them locked (PostgreSQL) only keep senders out of each other's way.
"""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Exists, F
from django.db.models.functions import Now

from outbox import allowances
from outbox.models import Message, Priority, Switch
from outbox.models.message import MessageQuerySet, from_now
from outbox.states import Reason, State, Verb

_REPLY_LENGTH = Message._meta.get_field("smtp_reply").max_length


class Reply(NamedTuple):
    """What a mail server answered: its three-digit code, its words, and to which command."""

    code: int
    words: str
    to: str = ""

    @property
    def accepted(self) -> bool:
        return 200 <= self.code < 300

    @property
    def permanent(self) -> bool:
        return 500 <= self.code < 600

    def __str__(self) -> str:
        return f"{self.to} {self.code} {self.words}".strip()[:_REPLY_LENGTH]


def mail_is_held() -> bool:
    """True when nothing may go out: from outside of the database, or by the switch in it."""
    return is_held_from_outside() or Switch.objects.filter(held=True).exists()


def is_held_from_outside() -> bool:
    """True while the environment (MAIL_HELD) holds mail, or the database is being replaced."""
    return settings.MAIL_HELD or is_being_replaced()


def is_being_replaced() -> bool:
    """True while OUTBOX_HELD_WHILE is there: the switch in the database may then be the one of another time."""
    return Path(settings.OUTBOX_HELD_WHILE).exists()


def claim_batch(*, on: datetime) -> list[Message]:
    """Take up to OUTBOX_BATCH due messages for this sender, the most urgent first; [] when there is nothing to do.

    The claim lasts OUTBOX_LEASE_SECONDS by the database's clock. ``on`` chooses the minute whose ceiling counts.
    """
    if mail_is_held() or not Message.objects.due().exists():
        return []
    granted = allowances.take_from_ceiling(on=on, wanted=settings.OUTBOX_BATCH)
    if not granted:
        return []
    token = uuid.uuid4()
    with transaction.atomic():
        chosen = _choose(granted)
        Message.objects.filter(pk__in=chosen).move(
            Verb.CLAIM, token=token, lease_until=_lease(), attempts=F("attempts") + 1, reason=Reason.NONE
        )
    claimed = list(Message.objects.filter(pk__in=chosen, token=token, state=State.CLAIMED))
    allowances.put_back_to_ceiling(on=on, count=granted - len(claimed))
    return sorted(claimed, key=lambda message: chosen.index(message.pk))


def renew(message: Message) -> bool:
    """Start the lease anew before the work on this message begins; False when the claim is lost."""
    mine = Message.objects.still_mine(message).filter(state=State.CLAIMED, lease_until__gt=Now())
    return mine.update(lease_until=_lease()) == 1


def readdress(message: Message, person: AbstractBaseUser, address: str, language: str) -> None:
    """Note to whom, where and in which language a claimed message goes, on its row and on ``message``."""
    message.user, message.recipient, message.language = person, address, language  # type: ignore[assignment]  # AUTH_USER_MODEL
    Message.objects.still_mine(message).update(user=person, recipient=address, language=language)


def give_back(
    message: Message, *, after: timedelta | None, reason: Reason, words: str = "", counted: bool = True
) -> None:
    """Put a claimed message back: it waits for ``after`` (None: the back-off of its attempts).

    A try that says nothing about this message (``counted=False``) does not count as an attempt. A message that has
    had OUTBOX_MAX_ATTEMPTS fails.
    """
    mine = Message.objects.still_mine(message)
    if counted and message.attempts >= settings.OUTBOX_MAX_ATTEMPTS:
        mine.filter(state=State.CLAIMED).move(Verb.REFUSE, reason=Reason.GAVE_UP, smtp_reply=words[:_REPLY_LENGTH])
        return
    mine.move(
        Verb.GIVE_BACK,
        not_before=from_now(back_off(message.attempts) if after is None else after),
        attempts=F("attempts") - (0 if counted else 1),
        reason=reason,
        smtp_reply=words[:_REPLY_LENGTH],
    )


def refuse(message: Message, *, reason: Reason, words: str = "") -> None:
    """Note that a claimed message can never be delivered."""
    Message.objects.still_mine(message).filter(state=State.CLAIMED).move(
        Verb.REFUSE, reason=reason, smtp_reply=words[:_REPLY_LENGTH]
    )


def drop(message: Message, *, reason: Reason) -> None:
    """Note that a claimed message is not owed any more."""
    Message.objects.still_mine(message).move(Verb.CANCEL, reason=reason)


def fence(message: Message) -> bool:
    """The point of no return: True, once and for one sender only, when the message may be handed over now.

    False means that the claim was lost (its lease ran out, somebody cancelled it, mail is held): walk away. The
    update is committed and on disk before this returns, whatever happens to the process or the database after it.
    """
    if is_held_from_outside():
        return False
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            # A server may have it off to be quicker, and Django has no way to ask for it.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO on")
        return (
            Message.objects.still_mine(message)
            .filter(lease_until__gt=Now())
            .exclude(Exists(Switch.objects.filter(held=True)))
            .move(Verb.FENCE)
            == 1
        )


def settle(message: Message, reply: Reply | None, *, words: str = "") -> None:
    """Note the outcome of a hand-over: 2xx sent, 4xx waits again, 5xx failed, no reply (None) uncertain."""
    mine = Message.objects.still_mine(message)
    if reply is None:
        mine.move(Verb.DOUBT, reason=Reason.NO_REPLY, smtp_reply=words[:_REPLY_LENGTH])
    elif reply.accepted:
        mine.move(Verb.ACCEPT, reason=Reason.NONE, smtp_reply=str(reply))
    elif reply.permanent:
        mine.move(Verb.REFUSE, reason=Reason.REFUSED, smtp_reply=str(reply))
    elif message.attempts >= settings.OUTBOX_MAX_ATTEMPTS:
        mine.filter(state=State.HANDING).move(Verb.REFUSE, reason=Reason.GAVE_UP, smtp_reply=str(reply))
    else:
        mine.move(
            Verb.POSTPONE,
            not_before=from_now(back_off(message.attempts)),
            reason=Reason.TRY_LATER,
            smtp_reply=str(reply),
        )


def back_off(attempts: int) -> timedelta:
    """How long to wait after that many attempts: doubling up to a limit, spread by a quarter either way."""
    longest = settings.OUTBOX_BACK_OFF_LIMIT_SECONDS
    seconds = min(settings.OUTBOX_BACK_OFF_SECONDS * 2 ** min(max(attempts, 1) - 1, 30), longest)
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 - spreads load, guards nothing


def _lease():
    return from_now(timedelta(seconds=settings.OUTBOX_LEASE_SECONDS))


def _choose(count: int) -> list[int]:
    """Ids of due messages, the most urgent first and the longest waiting first among those.

    One query a priority: each reads its own stretch of the partial index and not what is planned for later.
    """
    chosen: list[int] = []
    for priority in Priority.values:
        if len(chosen) < count:
            due = Message.objects.due().filter(priority=priority).order_by("not_before", "pk")
            chosen += free(due)[: count - len(chosen)].values_list("pk", flat=True)
    return chosen


def free(messages: MessageQuerySet) -> MessageQuerySet:
    """Lock those rows and pass over what another process has locked; on SQLite the writer is alone anyway."""
    return messages.select_for_update(skip_locked=True) if connection.features.has_select_for_update else messages
