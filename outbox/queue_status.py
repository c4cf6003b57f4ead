"""The state of outgoing mail, for the administrator's page and for monitoring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Min

from outbox.claims import is_being_replaced
from outbox.models import Message, Switch
from outbox.states import State

_LIVE = [State.PENDING, State.CLAIMED, State.HANDING]


@dataclass(frozen=True)
class QueueStatus:
    """The counts of what is not finished, and whether mail is held.

    ``being_replaced``: the database is being restored, or that was not finished. ``due_since`` is the time since which
    the longest-waiting due message could have gone; None when none is due.
    """

    held_by_environment: bool
    being_replaced: bool
    switch: Switch
    counts: dict[State, int]
    due_since: datetime | None

    @property
    def rows(self) -> list[dict[str, object]]:
        """The counts as a page shows them."""
        return [{"state": state.value, "label": state.label, "count": n} for state, n in self.counts.items()]

    @property
    def held(self) -> bool:
        return self.held_by_environment or self.being_replaced or self.switch.held


def current() -> QueueStatus:
    """The state of outgoing mail now. Reads partial indexes only, so it costs nothing that grows with history."""
    counts = {
        state: Message.objects.filter(state=state).count()
        for state in [*_LIVE, State.UNCERTAIN, State.FAILED, State.HELD]
    }
    oldest = Message.objects.due().aggregate(since=Min("not_before"))["since"]
    return QueueStatus(settings.MAIL_HELD, is_being_replaced(), Switch.objects.current(), counts, oldest)
