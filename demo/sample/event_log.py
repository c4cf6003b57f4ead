"""The history of a sample's reports: gathered report by report, chained in the order of time."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import NamedTuple

from django.db import connection

from demo.sample.copying import BATCH, Table, write
from progress import history
from progress.models import HistoryHead, ReportEvent

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)
STAGE = "sample_events"
SUBJECTS = ("report_id", "assessment_id", "commitment_id")
COLUMNS = ("place", "moment", *SUBJECTS, "action", "from_state", "to_state", "by_id", "reason", "content_digest")


class Event(NamedTuple):
    """One row, before it has its place in the chain. ``moment`` is in microseconds since 1970."""

    place: int
    moment: int
    report_id: int | None
    assessment_id: int | None
    commitment_id: int | None
    action: str
    from_state: str
    to_state: str
    by_id: int
    reason: str
    content_digest: str


class EventLog:
    """Events wait in a table of the connection's own, so that memory does not grow with them."""

    def __init__(self) -> None:
        self._waiting: list[Event] = []
        self._count = 0
        kinds = ("bigint", "bigint", "bigint", "bigint", "bigint", "text", "text", "text", "bigint", "text", "text")
        columns = ", ".join(f"{name} {kind}" for name, kind in zip(COLUMNS, kinds, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE {STAGE} ({columns})")

    def add(
        self, *, at: datetime.datetime, action: str, states: tuple[str, str], by_id: int, reason: str = "",
        content_digest: str, **subject: int,
    ) -> None:  # fmt: skip
        """Note that ``by_id`` took the ``subject`` (its key by one of ``SUBJECTS``) from the first of ``states`` to the
        second.
        """
        self._count += 1
        self._waiting.append(
            Event(
                place=self._count,
                moment=(at - EPOCH) // MICROSECOND,
                report_id=subject.get("report_id"),
                assessment_id=subject.get("assessment_id"),
                commitment_id=subject.get("commitment_id"),
                action=action,
                from_state=states[0],
                to_state=states[1],
                by_id=by_id,
                reason=reason,
                content_digest=content_digest,
            )
        )

    def flush(self) -> None:
        """Put what waits into the table."""
        if self._waiting:
            write(STAGE, COLUMNS, self._waiting)
            self._waiting.clear()

    def close(self, progress: Callable[[str, int, int], None]) -> None:
        """Link everything to the end of the history, the earliest first. Side effects: the head moves on."""
        self.flush()
        head = HistoryHead.objects.select_for_update().get(pk=1)
        table = Table(ReportEvent)
        with connection.chunked_cursor() as cursor:
            names = ", ".join(COLUMNS)
            cursor.execute(f"SELECT {names} FROM {STAGE} ORDER BY moment, place")  # noqa: S608  (names of this file)
            while rows := cursor.fetchmany(BATCH):
                for row in rows:
                    table.add(_link(head, Event(*row)))
                table.flush()
                progress("events", table.count, self._count)
        head.save(update_fields=["sequence", "hash"])
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {STAGE}")


def _link(head: HistoryHead, event: Event) -> ReportEvent:
    row = ReportEvent(
        sequence=head.sequence + 1,
        previous_hash=head.hash,
        report_id=event.report_id,
        assessment_id=event.assessment_id,
        commitment_id=event.commitment_id,
        action=event.action,
        from_state=event.from_state,
        to_state=event.to_state,
        at=EPOCH + event.moment * MICROSECOND,
        by_id=event.by_id,
        reason=event.reason,
        content_digest=event.content_digest,
    )
    row.hash = history.event_hash(row)
    head.sequence, head.hash = row.sequence, row.hash
    return row
