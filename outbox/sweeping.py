"""What is done about messages whose sender died, whose time is over, or that are long settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from outbox import allowances, kinds
from outbox.claims import free
from outbox.models import Message
from outbox.models.message import MessageQuerySet, from_now
from outbox.states import Reason, State, Verb

_ROWS_AT_ONCE = 1000


def sweep(*, on: datetime) -> dict[str, int]:
    """Tidy up; returns how many rows each rule moved. Safe at any time, in any number of processes at once.

    A claim whose lease ran out goes back to waiting: nothing was handed over under it, the fence saw to that. A
    hand-over that nobody reported on becomes uncertain, and stays so until a person decides.
    """
    patience = timedelta(seconds=settings.OUTBOX_UNCERTAIN_AFTER_SECONDS)
    lapsed, tried_out = Message.objects.lapsed(), {"attempts__gte": settings.OUTBOX_MAX_ATTEMPTS}
    swept = {
        "given up": _move(lapsed.filter(**tried_out), Verb.REFUSE, reason=Reason.GAVE_UP),
        "given back": _move(lapsed.exclude(**tried_out), Verb.GIVE_BACK, reason=Reason.SENDER_DIED),
        "uncertain": _move(Message.objects.unanswered(for_longer_than=patience), Verb.DOUBT, reason=Reason.SENDER_DIED),
        "expired": _move(Message.objects.expired(), Verb.CANCEL, reason=Reason.EXPIRED),
    }
    allowances.forget_old(on=on)
    return swept


def forget_settled() -> int:
    """Delete messages settled longer than OUTBOX_KEEP_DAYS ago; uncertain ones stay until a person decided.

    Their occurrences are named by dates as old, so no planner asks for them again. Kinds that say so are kept for less
    long, uncertain ones too: by then they are of no use. Returns how many.
    """
    kept = _settled_before(settings.OUTBOX_KEEP_DAYS).exclude(state=State.UNCERTAIN)
    brief = [_settled_before(kind.kept_days).filter(kind=kind.name) for kind in kinds.all_kinds() if kind.kept_days]
    return sum(_delete(old) for old in (kept, *brief))


def _settled_before(days: int) -> MessageQuerySet:
    return Message.objects.filter(settled_at__lt=from_now(-timedelta(days=days)))


def _delete(old: MessageQuerySet) -> int:
    deleted = 0
    while some := list(old.values_list("pk", flat=True)[:_ROWS_AT_ONCE]):
        deleted += Message.objects.filter(pk__in=some).delete()[1].get("outbox.Message", 0)
    return deleted


def forget_recipients(addresses: Iterable[str], *, of_kinds: Iterable[str]) -> int:
    """Delete the messages of these kinds to people who left, but for what is under way just now. Returns how many."""
    messages = Message.objects.filter(recipient__in=list(addresses), kind__in=list(of_kinds))
    messages = messages.exclude(state__in=[State.CLAIMED, State.HANDING])
    return messages.delete()[1].get("outbox.Message", 0)


def _move(messages: MessageQuerySet, verb: Verb, *, reason: Reason) -> int:
    """Move all of those rows, some at a time; rows that a paused sender has locked wait for the next sweep."""
    moved = 0
    while True:
        with transaction.atomic():
            some = list(free(messages).values_list("pk", flat=True)[:_ROWS_AT_ONCE])
            moved += messages.filter(pk__in=some).move(verb, reason=reason) if some else 0
        if len(some) < _ROWS_AT_ONCE:
            return moved
