"""What publishing a draft will do, told before it is done."""

from __future__ import annotations

import dataclasses

from django.db.models import Q

from . import material, notices
from .models import ConsentState, NoticeVersion
from .totals import shown


@dataclasses.dataclass(frozen=True)
class Consequences:
    """``ended``: categories whose yes no longer counts. ``accounts_asked``: accounts that lose one; None when few."""

    is_first: bool
    controller_changes: bool
    ended: list[str]
    accounts_asked: int | None
    new_purpose: bool
    items_added: list[str]
    items_removed: list[str]
    items_changed: list[str]
    words_changed: list[str]
    languages_lost: list[str]

    @property
    def asks_nobody(self) -> bool:
        return not self.ended and not self.new_purpose


def of(draft: NoticeVersion) -> Consequences:
    """Everything that changes between the notice in force and a draft. Writes nothing."""
    before = NoticeVersion.objects.published().newest_first().first()
    old = before.material if before else {}
    new = notices.material_of_next(draft)
    ended = material.changed_categories(old, new)
    old_items, new_items = _items(old), _items(new)
    return Consequences(
        is_first=before is None,
        controller_changes=bool(old) and old["controller"] != new["controller"],
        ended=ended,
        accounts_asked=shown(_accounts_with(ended)),
        new_purpose=material.has_new_purpose(old, new),
        items_added=sorted(new_items.keys() - old_items.keys()),
        items_removed=sorted(old_items.keys() - new_items.keys()),
        items_changed=sorted(key for key in old_items.keys() & new_items.keys() if old_items[key] != new_items[key]),
        words_changed=_words_changed(before, draft),
        languages_lost=sorted(_languages(before) - _languages(draft)),
    )


def _items(sealed: dict) -> dict[str, dict]:
    return {
        item: {**facts, "category": key}
        for key, category in sealed.get("categories", {}).items()
        for item, facts in category["items"].items()
    }


def _accounts_with(categories: list[str]) -> int:
    if not categories:
        return 0
    any_of = Q()
    for category in categories:
        any_of |= Q(**{category: True})
    return ConsentState.objects.filter(any_of).count()


def _languages(notice: NoticeVersion | None) -> set[str]:
    return set(notice.texts.values_list("language", flat=True)) if notice else set()


def _words_changed(before: NoticeVersion | None, draft: NoticeVersion) -> list[str]:
    """Languages in which any word of the notice itself differs."""
    if before is None:
        return []
    fields = (*notices.TEXT_FIELDS, "categories")
    old = {text.language: [getattr(text, field) for field in fields] for text in before.texts.all()}
    texts = {text.language: [getattr(text, field) for field in fields] for text in draft.texts.all()}
    return sorted(language for language, words in texts.items() if language in old and old[language] != words)
