"""The append-only log: adding a row, and the digest that chains it to the one before."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import models, transaction

from hash_chain import GENESIS, digest

from . import subjects
from .categories import OPTIONAL
from .models import ConsentEvent, EventKind, LogHead, NoticeVersion, SubjectKind


@dataclasses.dataclass(frozen=True, kw_only=True)
class Answer:
    """What a person sent, checked: their choice, and which words they saw."""

    granted: frozenset[str]
    notice: NoticeVersion
    language: str
    way: str
    gpc: bool = False
    idempotency_key: str | None = None


def row_digest(event: ConsentEvent) -> str:
    """The digest of a row: everything but its number and its erasable link, after the digest of the row before."""
    return digest(
        {
            "previous": event.previous,
            "kind": str(event.kind),
            "subject_kind": str(event.subject_kind),
            "commitment": event.commitment,
            "notice": event.notice.number or 0,
            "language": event.language,
            "way": event.way,
            "gpc": event.gpc,
            "granted": [key for key in OPTIONAL if getattr(event, key)],
            "recorded_at": event.recorded_at,
        }
    )


def locked_head() -> LogHead:
    """The log's end, locked until the transaction ends: always the last lock taken."""
    LogHead.objects.get_or_create(pk=1, defaults={"digest": GENESIS, "purged_digest": GENESIS})
    return LogHead.objects.select_for_update().get(pk=1)


def columns_of(granted: frozenset[str]) -> dict[str, bool]:
    """The categories said yes to, as the columns of a row."""
    return {key: key in granted for key in OPTIONAL}


def append(
    answer: Answer, *, kind: EventKind, account: object = None, receipt: str = "", at: dt.datetime
) -> ConsentEvent:
    """Add one row about an account (its primary key) or else about a browser's receipt.

    Call it inside the transaction that writes the state it records. Side effects: one row in the log; the log's head
    moves on, locked until the transaction ends.
    """
    subject = subjects.receipt(receipt)[0] if receipt else subjects.account(account)[0]
    with transaction.atomic():
        head = locked_head()
        salt, commitment = subjects.commit(subject)
        event = ConsentEvent(
            number=head.number + 1,
            kind=kind,
            subject_kind=SubjectKind.RECEIPT if receipt else SubjectKind.ACCOUNT,
            subject=subject,
            salt=salt,
            commitment=commitment,
            notice=answer.notice,
            language=answer.language,
            way=answer.way,
            gpc=answer.gpc,
            recorded_at=at,
            idempotency_key=answer.idempotency_key,
            previous=head.digest,
            **columns_of(answer.granted),
        )
        event.digest = row_digest(event)
        event.save()
        head.number, head.digest = event.number, event.digest
        head.save(update_fields=["number", "digest"])
        return event


def unlink(event_ids: list[int], at: dt.datetime) -> int:
    """Erase the link between rows and their person; every digest stays true. Returns how many rows."""
    rows = ConsentEvent.objects.filter(pk__in=event_ids, erased_at__isnull=True)
    # The log's own update() refuses everybody; this is the one change it allows, and the digests do not cover it.
    return models.QuerySet.update(rows, subject="", salt="", idempotency_key=None, erased_at=at)
