"""What a person decides about mail. Each verb is atomic, checks permission again, and leaves an ``AuditEntry``."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now

from outbox import database_identity
from outbox.models import AuditEntry, Cause, Message, Switch
from outbox.permissions import may_decide
from outbox.states import Reason, State, Verb
from outbox.wake import wake_after_commit


class NotPossible(ValueError):
    """The message is not in a state from which that can be done; perhaps somebody else was quicker."""


@transaction.atomic
def send_again(message: Message, *, by, note: str = "") -> None:
    """Put an uncertain or failed message back into the queue, with its attempts at nought and no expiry.

    Its Message-ID stays, so a mail program that has it already may show it once. Raises NotPossible,
    PermissionDenied.
    """
    _decide(
        message, Verb.SEND_AGAIN, AuditEntry.What.SEND_AGAIN, by, note, attempts=0, not_before=Now(), expires_at=None
    )
    wake_after_commit()


@transaction.atomic
def send_again_to_oneself(message: Message, *, by) -> None:
    """Send a person the mail of which nobody knows whether it reached them, as ``send_again`` does for anybody's.

    Raises NotPossible for one that is not uncertain, PermissionDenied for another person's.
    """
    if not by.is_active or message.user_id != by.pk:
        raise PermissionDenied("This message is another person's.")
    columns = {"reason": Reason.NONE, "attempts": 0, "not_before": Now(), "expires_at": None}
    if not Message.objects.filter(pk=message.pk, state=State.UNCERTAIN).move(Verb.SEND_AGAIN, **columns):
        raise NotPossible(message.get_state_display())
    AuditEntry.objects.create(message=message, what=AuditEntry.What.SEND_AGAIN, before=State.UNCERTAIN, by=by)
    wake_after_commit()


@transaction.atomic
def release_message(message: Message, *, by, note: str = "") -> None:
    """Let a message that was set aside go out after all. Raises NotPossible, PermissionDenied."""
    _decide(message, Verb.RELEASE, AuditEntry.What.RELEASE, by, note)
    wake_after_commit()


@transaction.atomic
def cancel(message: Message, *, by, note: str = "") -> None:
    """Never send a message that is waiting or set aside. Raises NotPossible, PermissionDenied."""
    _decide(message, Verb.CANCEL, AuditEntry.What.CANCEL, by, note, reason=Reason.BY_PERSON)


@transaction.atomic
def hold(*, by=None, cause: Cause = Cause.PERSON, note: str = "") -> bool:
    """Stop all mail at once: no message passes the fence after this commits. False when it was held already.

    An administrator holds with ``by``; the site itself holds, without, for a copied or restored database, and then
    also sets aside what waits, since the original may have sent it.
    """
    if by is None and cause == Cause.PERSON:
        raise PermissionDenied("Holding mail needs a person or another cause.")
    if by is not None:
        _check(by)
    switch = _locked_switch()
    if cause != Cause.PERSON:
        _set_aside_what_waits()
    elif switch.held:
        return False
    Switch.objects.filter(pk=switch.pk).update(held=True, cause=cause, since=Now())
    AuditEntry.objects.create(what=AuditEntry.What.HOLD_ALL, note=_one_line(note) or str(Cause(cause).label), by=by)
    return not switch.held


@transaction.atomic
def release(*, by, note: str = "") -> bool:
    """Let mail flow again. False when it did. What was set aside stays so until it is released or cancelled.

    In a copied or restored database, what was planned while mail was held is set aside too: the planner cannot
    know what the original has sent. Only what is planned from now on goes by itself. The person has been told that this
    is a copy and lets it send, so its identity is remembered: the next delivery run holds nothing again.
    """
    _check(by)
    switch = _locked_switch()
    if not switch.held:
        return False
    if switch.cause != Cause.PERSON:
        _set_aside_what_waits()
        database_identity.remember(switch, database_identity.current())
    Switch.objects.filter(pk=switch.pk).update(held=False, cause="", since=None)
    AuditEntry.objects.create(what=AuditEntry.What.RELEASE_ALL, note=_one_line(note), by=by)
    wake_after_commit()
    return True


@transaction.atomic
def notice_a_copy() -> bool:
    """Hold mail if this database is a copy or was set back (``outbox.database_identity``). True when it is."""
    identity = database_identity.current()
    switch = Switch.objects.current()
    if switch.database_identity == identity and not database_identity.is_copy(switch, identity):
        return False
    switch = _locked_switch()
    copied = database_identity.is_copy(switch, identity)
    if copied:
        hold(cause=Cause.COPIED)
    database_identity.remember(switch, identity)
    return copied


def _one_line(note: str) -> str:
    """A note as it is kept: on one line, as long as its column."""
    return "".join(sign for sign in " ".join(note.split()) if sign.isprintable())[:300]


def _check(by) -> None:
    if not may_decide(by):
        raise PermissionDenied("Only administrators decide about mail.")


def _locked_switch() -> Switch:
    Switch.objects.current()
    return Switch.objects.select_for_update().get(pk=1)


def _set_aside_what_waits() -> None:
    Message.objects.waiting().move(Verb.SET_ASIDE, reason=Reason.COPIED)


def _decide(message: Message, verb: Verb, what: AuditEntry.What, by, note: str, **columns: object) -> None:
    _check(by)
    row = Message.objects.select_for_update().get(pk=message.pk)
    if not Message.objects.filter(pk=row.pk).move(verb, **{"reason": Reason.NONE, **columns}):
        raise NotPossible(row.get_state_display())
    AuditEntry.objects.create(message=row, what=what, before=row.state, note=_one_line(note), by=by)
    message.refresh_from_db()
