"""Putting mail into the queue and taking it out again: what other apps call.

    queue.enqueue(key="report-due|17|2026|-7", kind="progress.digest", recipient=user.email, user=user, …)

Call it inside the transaction that makes the mail owed: both are committed or neither is.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import validate_email

from outbox.models import Message, Priority
from outbox.states import Reason, Verb
from outbox.wake import wake_after_commit

_KEY_LENGTH = 200  # of Message.occurrence_key
_ROWS_AN_INSERT = 1000


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A mail that is owed.

    ``key`` names the occurrence by business dates (``report-due|<user>|<period>|-7``), at most 200 characters.
    ``recipient`` is one bare address. With a ``user`` it is where the mail would go now: when it is sent, it goes to
    the address and is written in the language that the person has then. ``payload`` is what the kind's renderer needs,
    as JSON: ids, not texts.
    ``not_before`` waits for a morning (None: now); after ``expires_at`` the mail is cancelled instead of sent.
    Raises ValueError for a key or kind that cannot be stored, ValidationError for an address that is none.
    """

    key: str
    kind: str
    recipient: str
    user: AbstractBaseUser | None = None
    language: str = settings.LANGUAGE_CODE
    payload: dict[str, object] = field(default_factory=dict)
    not_before: datetime | None = None
    expires_at: datetime | None = None
    priority: Priority = Priority.NORMAL

    def __post_init__(self) -> None:
        if not 0 < len(self.key) <= _KEY_LENGTH:
            raise ValueError(f"An occurrence's key has 1 to {_KEY_LENGTH} characters: {self.key!r}")
        if not 0 < len(self.kind) <= 64:
            raise ValueError(f"A kind's name has 1 to 64 characters: {self.kind!r}")
        validate_email(self.recipient)

    def as_message(self, planning: uuid.UUID) -> Message:
        """The row for it, not saved."""
        when = {} if self.not_before is None else {"not_before": self.not_before}
        return Message(
            occurrence_key=self.key,
            message_id=message_id(self.key),
            kind=self.kind,
            user=self.user,  # type: ignore[misc]  # AUTH_USER_MODEL, which this app does not import
            recipient=self.recipient,
            language=self.language,
            payload=self.payload,
            expires_at=self.expires_at,
            priority=self.priority,
            planning=planning,
            **when,
        )


def message_id(key: str) -> str:
    """The Message-ID of an occurrence, the same each time it is asked for, without the angle brackets."""
    return f"{hashlib.sha256(key.encode()).hexdigest()[:40]}@{settings.OUTBOX_MESSAGE_ID_DOMAIN}"


def enqueue(*, key: str, kind: str, recipient: str, **details) -> Message | None:
    """Plan one mail (the fields of ``Draft``). Returns its row, or None when that occurrence has one already.

    Side effects: one row at most; the workers are woken after the commit.
    """
    planning = uuid.uuid4()
    _insert([Draft(key=key, kind=kind, recipient=recipient, **details)], planning)
    return Message.objects.filter(occurrence_key=key, planning=planning).first()


def enqueue_all(drafts: Iterable[Draft]) -> list[Message]:
    """Plan many mails; those whose occurrence has a row already are passed over. Returns the rows that are new.

    Any number of planners may do this at once with the same drafts.
    """
    planning = uuid.uuid4()
    _insert(list(drafts), planning)
    return list(Message.objects.filter(planning=planning))


def cancel(*, key: str) -> bool:
    """Take back the mail of an occurrence that is no longer owed. False when there is none, or it is under way."""
    return Message.objects.filter(occurrence_key=key).move(Verb.CANCEL, reason=Reason.NOT_OWED) == 1


def _insert(drafts: list[Draft], planning: uuid.UUID) -> None:
    # Conflicting rows are left alone by the database itself: asking first and inserting later would be a race.
    Message.objects.bulk_create(
        [draft.as_message(planning) for draft in drafts], batch_size=_ROWS_AN_INSERT, ignore_conflicts=True
    )
    if drafts:
        wake_after_commit()
