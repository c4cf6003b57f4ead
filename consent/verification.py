"""Walking the log and naming every row that is not as it was written; and one row as evidence."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from hash_chain import Checked, Fault, Link, check

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
    last, last_digest = head.purged_number, head.purged_digest
    rows = ConsentEvent.objects.select_related("notice").order_by("number").iterator(chunk_size=1000)
    for checked in check(rows, _link, number=last, previous=last_digest):
        for number in checked.missing:
            yield Finding(number, _gone(number, sealed))
        last, last_digest = checked.row.number, checked.row.digest
        if what := _wrong_with(checked, sealed.rows.get(last)):
            yield Finding(last, what)
    for number in range(last + 1, max(head.number, sealed.last) + 1):
        yield Finding(number, _gone(number, sealed))
    if last > head.number or (last == head.number and last_digest != head.digest):
        yield Finding(last, "does not agree with the log's head")


def _link(row: ConsentEvent) -> Link:
    return Link(row.number, row.previous, row.digest, log.row_digest(row))


def _gone(number: int, sealed: seals.Sealed) -> str:
    found = sealed.rows.get(number)
    return f"was deleted; it was sealed on {found[1]}" if found else "was deleted"


def _wrong_with(checked: Checked[ConsentEvent], was_sealed: tuple[str, str] | None) -> str | None:
    row = checked.row
    if checked.fault == Fault.EDITED:
        return "was edited"
    if row.erased_at is None and subjects.commitment(row.subject, row.salt) != row.commitment:
        return "was edited: it is about somebody else now"
    if was_sealed is not None:
        same = row.digest.startswith(was_sealed[0])
        return None if same else f"stands out of order, or was rewritten: another row was sealed on {was_sealed[1]}"
    return "stands out of order" if checked.fault == Fault.OUT_OF_ORDER else None


@dataclasses.dataclass(frozen=True)
class Evidence:
    """What speaks for one row. ``text``: the exact words that were shown, None if that language's are gone."""

    text: NoticeText | None
    row_is_whole: bool
    text_is_whole: bool
    sealed_on: str | None


def evidence_of(event: ConsentEvent) -> Evidence:
    """A grant reproduced: the row, its place in the chain, the words. Reads the seal file."""
    text = NoticeText.objects.select_related("notice").filter(notice=event.notice, language=event.language).first()
    sealed = seals.read().rows.get(event.number)
    return Evidence(
        text=text,
        row_is_whole=log.row_digest(event) == event.digest,
        text_is_whole=text is not None and notices.text_digest(text) == text.digest,
        sealed_on=sealed[1] if sealed and event.digest.startswith(sealed[0]) else None,
    )
