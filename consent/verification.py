"""Walking the log and naming every row that is not as it was written."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from . import log, notices, seals, subjects
from .models import ConsentEvent, LogHead, NoticeText


@dataclasses.dataclass(frozen=True)
class Finding:
    """Something wrong: the row's number (None for the log as a whole) and what, in words."""

    number: int | None
    what: str

    def __str__(self) -> str:
        return f"row {self.number} {self.what}" if self.number is not None else self.what


def verify() -> Iterator[Finding]:
    """Every finding: published words that were edited, then, in the order of the rows, what was edited, deleted,
    reordered, truncated, or is not what was sealed.
    """
    yield from _edited_words()
    sealed = seals.read()
    yield from (Finding(None, problem) for problem in sealed.problems)
    head = LogHead.objects.filter(pk=1).first()
    if head is None:
        yield Finding(None, "the log's head is missing")
        return
    if head.purged_number and sealed.purged.get(head.purged_number) != head.purged_digest:
        yield Finding(None, f"rows up to {head.purged_number} were removed without a record of it in the seals")
    yield from _walk(head, sealed)


def _edited_words() -> Iterator[Finding]:
    """Notices that no longer say what people answered."""
    published = NoticeText.objects.filter(notice__number__isnull=False).select_related("notice")
    for text in published.order_by("notice__number", "language"):
        if notices.text_digest(text) != text.digest:
            yield Finding(None, f"notice {text.notice.number} was edited in {text.language} after its publication")


def _walk(head: LogHead, sealed: seals.Sealed) -> Iterator[Finding]:
    expected, previous = head.purged_number + 1, head.purged_digest
    rows = ConsentEvent.objects.select_related("notice").order_by("number")
    for row in rows.iterator(chunk_size=1000):
        for number in range(expected, row.number):
            yield Finding(number, _gone(number, sealed))
        after_gap = row.number != expected
        what = _wrong_with(row, None if after_gap else previous, sealed.rows.get(row.number))
        if what:
            yield Finding(row.number, what)
        expected, previous = row.number + 1, row.digest
    last = expected - 1
    for number in range(expected, max(head.number, sealed.last) + 1):
        yield Finding(number, _gone(number, sealed))
    if last > head.number or (last == head.number and previous != head.digest):
        yield Finding(last, "does not agree with the log's head")


def _gone(number: int, sealed: seals.Sealed) -> str:
    found = sealed.rows.get(number)
    return f"was deleted; it was sealed on {found[1]}" if found else "was deleted"


def _wrong_with(row: ConsentEvent, previous: str | None, was_sealed: tuple[str, str] | None) -> str | None:
    if log.row_digest(row, row.notice.number or 0) != row.digest:
        return "was edited"
    if row.erased_at is None and subjects.commitment(row.subject, row.salt) != row.commitment:
        return "was edited: it is about somebody else now"
    if was_sealed is not None:
        same = row.digest.startswith(was_sealed[0])
        return None if same else f"stands out of order, or was rewritten: another row was sealed on {was_sealed[1]}"
    if previous is not None and row.previous != previous:
        return "stands out of order"
    return None
