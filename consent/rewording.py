"""The next notice with plainer English: a draft in which only the wording differs.

A published notice is never edited, and it takes a person to publish one. So this writes the draft and no more.
"""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction

from . import first_notice, notices
from .models import NoticeVersion

ENGLISH = "en"


def _plainer() -> dict[str, str]:
    path = Path(__file__).parent / "data" / f"plainer-notice.{ENGLISH}.json"
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return words


def draft_plainer() -> NoticeVersion | None:
    """A draft with plainer words wherever the English notice in force still has those of the first notice.

    None where it has none of them: a site that wrote its own words keeps them. Side effect: the draft is saved.
    """
    first = first_notice.words_in(ENGLISH)["words"]
    with transaction.atomic():
        now = notices.current_exactly()
        text = now.texts.get(ENGLISH) if now else None
        changed = {field: words for field, words in _plainer().items() if text and getattr(text, field) == first[field]}
        if not changed:
            return None
        draft = notices.draft_from_current()
        draft.meaning_unchanged = True
        draft.reason = "Plainer English. Only the wording differs."
        draft.save()
        draft.texts.filter(language=ENGLISH).update(**changed)
    return draft
