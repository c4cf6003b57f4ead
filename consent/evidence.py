"""A grant reproduced: the row, its place in the chain, and the exact words that were shown."""

from __future__ import annotations

import dataclasses

from . import log, notices, seals
from .models import ConsentEvent, NoticeText


@dataclasses.dataclass(frozen=True)
class Evidence:
    """``text``: the words shown, None if that language's are gone. The rest says what speaks for the row being true."""

    text: NoticeText | None
    row_is_whole: bool
    text_is_whole: bool
    sealed_on: str | None


def of(event: ConsentEvent) -> Evidence:
    """The evidence for one row of the log. Reads the seal file."""
    text = NoticeText.objects.select_related("notice").filter(notice=event.notice, language=event.language).first()
    sealed = seals.read().rows.get(event.number)
    return Evidence(
        text=text,
        row_is_whole=log.row_digest(event, event.notice.number or 0) == event.digest,
        text_is_whole=text is not None and notices.text_digest(text) == text.digest,
        sealed_on=sealed[1] if sealed and event.digest.startswith(sealed[0]) else None,
    )
