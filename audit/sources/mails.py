"""Mails: what became of each, and what people decided about them. For administrators."""

from __future__ import annotations

from collections.abc import Iterator

from audit.recording import Said
from audit.sources.registry import Source, follow, name_of
from outbox.models import AuditEntry, Message, SuppressedAddress
from outbox.states import State

MESSAGE = Message._meta.label_lower


def listen() -> None:
    """Follow what settles in the outbox, decisions, and addresses that are not written to any more."""
    # The outbox moves rows by single statements, of which no signal tells: the log catches up with them.
    follow(Source(Message, tell_message, in_bulk=True, rows=lambda rows: rows.exclude(settled_at=None)))
    follow(Source(AuditEntry, tell_decision, rows=lambda rows: rows.select_related("message")))
    follow(Source(SuppressedAddress, tell_suppressed))


def tell_message(row: Message) -> Iterator[Said]:
    """A mail was sent, failed, was cancelled, or nobody knows."""
    if row.settled_at:
        yield Said(
            source=name_of(row, row.state),
            at=row.settled_at,
            by=None,
            about=row.user_id,
            action=f"mail-{row.state}",
            kind=MESSAGE,
            key=row.pk,
            label=row.kind,
            reason=str(row.get_reason_display()) if row.reason and row.state != State.SENT else "",
            restricted=True,
        )


def tell_decision(row: AuditEntry) -> Iterator[Said]:
    """Somebody decided about one mail or all of them."""
    row.refresh_from_db(fields=["at"])  # the database's clock
    yield Said(
        source=name_of(row),
        at=row.at,
        by=row.by_id,
        about=row.message.user_id if row.message else None,
        action=f"mail-{row.what}",
        kind=MESSAGE,
        key=row.message_id or "",
        label=row.message.kind if row.message else "",
        reason=row.note,
        restricted=True,
    )


def tell_suppressed(row: SuppressedAddress) -> Iterator[Said]:
    """An address is not written to any more; which one stands in the outbox alone."""
    row.refresh_from_db(fields=["since"])  # the database's clock
    yield Said(
        source=name_of(row),
        at=row.since,
        by=None,
        action="mail-suppress",
        kind=row._meta.label_lower,
        key=row.pk,
        reason=str(row.get_cause_display()),
        restricted=True,
    )
