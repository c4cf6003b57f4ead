"""The notice in force: reading it cheaply on every page, and publishing the next one."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from hash_chain import digest

from . import conf, declaration, known_storage, log, material
from .categories import ALL
from .models import CategoryKey, NoticeText, NoticeVersion

TEXT_FIELDS = (
    "title",
    "summary",
    "introduction",
    "withdrawal",
    "rights",
    "accept_label",
    "refuse_label",
    "save_label",
    "choose_label",
)


@dataclasses.dataclass(frozen=True)
class CurrentNotice:
    """A published notice with its words by language, read once and shared."""

    version: NoticeVersion
    texts: dict[str, NoticeText]

    @property
    def number(self) -> int:
        return self.version.number or 0

    @property
    def asks_since(self) -> dict[str, int]:
        return self.version.asks_since

    @property
    def items(self) -> list[dict[str, Any]]:
        """The declared items with their facts (their words are the reference language's)."""
        return self.text(settings.LANGUAGE_CODE).items

    def text(self, language: str | None) -> NoticeText:
        """The words in a language, else in its base language, else in the site's own, else in any."""
        wanted = [language or "", (language or "").split("-")[0]]
        wanted += [settings.LANGUAGE_CODE, settings.LANGUAGE_CODE.split("-")[0], *self.texts]
        return next(self.texts[code] for code in wanted if code in self.texts)


class _Kept:
    """What this process last read."""

    notice: CurrentNotice | None = None
    until: float = 0.0


def _with_texts(version: NoticeVersion | None) -> CurrentNotice | None:
    return CurrentNotice(version, {text.language: text for text in version.texts.all()}) if version else None


def _load() -> CurrentNotice | None:
    return _with_texts(NoticeVersion.objects.published().newest_first().first())


def published(number: int) -> CurrentNotice | None:
    """The notice of that number with its words, in force or not; None when there is none."""
    return _with_texts(NoticeVersion.objects.published().filter(number=number).first())


def current() -> CurrentNotice | None:
    """The notice in force, at most some seconds old; None when nothing was ever published.

    While the database does not answer, the last one known goes on being shown.
    """
    if time.monotonic() >= _Kept.until:
        try:
            _Kept.notice = _load()
        except DatabaseError:
            if transaction.get_connection().in_atomic_block:
                raise
        _Kept.until = time.monotonic() + conf.notice_fresh_seconds()
    return _Kept.notice


def current_exactly() -> CurrentNotice | None:
    """The notice in force at this moment: one small query, and a whole read when it has changed."""
    newest = NoticeVersion.objects.published().newest_first().values_list("number", "material_hash").first()
    kept = _Kept.notice
    if kept is None or newest != (kept.number, kept.version.material_hash):
        forget()
    return current()


def forget() -> None:
    """Make this process read the notice again at its next use."""
    _Kept.until = 0.0


def _words(text: NoticeText, items: list[dict[str, Any]]) -> dict[str, str]:
    """What the purposes say in one language, by revision key."""
    words = {key: " ".join(text.categories.get(key, {}).get("purpose", "").split()) for key in ALL}
    for item in items:
        words[f"item:{item['key']}"] = " ".join(f"{item['purpose']}|{item['data']}".split())
    return words


def _words_by_key(texts: list[tuple[NoticeText, list[dict[str, Any]]]]) -> dict[str, dict[str, str]]:
    by_key: dict[str, dict[str, str]] = {}
    for text, items in texts:
        for key, words in _words(text, items).items():
            by_key.setdefault(key, {})[text.language] = words
    return by_key


def material_of_next(draft: NoticeVersion) -> dict[str, Any]:
    """The material that a draft would have if it were published now."""
    before = NoticeVersion.objects.published().newest_first().first()
    old_material = before.material if before else {}
    revisions = material.revisions_of(old_material)
    if before and not draft.meaning_unchanged:
        old = _words_by_key([(text, text.items) for text in before.texts.all()])
        new = _words_by_key([(text, declaration.snapshot(text.language)) for text in draft.texts.all()])
        revisions = material.next_revisions(old_material, old, new)
    return material.make(draft.controller, declaration.snapshot(settings.LANGUAGE_CODE), revisions)


def _text_problems(text: NoticeText) -> list[str]:
    missing = [field for field in TEXT_FIELDS if not getattr(text, field).strip()]
    problems = [
        _("%(language)s: “%(field)s” is empty.")
        % {"language": text.language, "field": getattr(NoticeText._meta.get_field(field), "verbose_name", field)}
        for field in missing
    ]
    for key in ALL:
        words = text.categories.get(key) or {}
        if not words.get("name", "").strip() or not words.get("purpose", "").strip():
            problems.append(
                _("%(language)s: the category “%(category)s” lacks its name or purpose.")
                % {"language": text.language, "category": CategoryKey(key).label}
            )
    return problems


def problems(draft: NoticeVersion) -> list[str]:
    """Everything that keeps a draft from being published, in words; empty when nothing does."""
    found = []
    if not draft.controller.strip():
        found.append(_("The notice does not name the data controller."))
    texts = list(draft.texts.all())
    languages = [text.language for text in texts]
    if not {settings.LANGUAGE_CODE, settings.LANGUAGE_CODE.split("-")[0]} & set(languages):
        found.append(
            _("The words in the site's own language (%(code)s) are missing.") % {"code": settings.LANGUAGE_CODE}
        )
    for text in texts:
        found += _text_problems(text)
    found += declaration.problems(languages)
    found += [
        _("%(app)s stores “%(name)s” (%(kind)s), which is not declared.")
        % {"app": use.app, "name": use.name, "kind": use.kind}
        for use in known_storage.undeclared(declaration.declared_names())
    ]
    return found


def publish(*, draft: NoticeVersion, by: Any, at: dt.datetime) -> NoticeVersion:
    """Put a draft in force. From then on neither it nor its words change.

    Raises PermissionDenied without the permission ``consent.publish_notice``, ValidationError when the draft is
    published already or incomplete. Side effects: number, material and snapshot of the declaration are written;
    grants in categories whose material changed no longer stand from this moment.
    """
    if not by.has_perm("consent.publish_notice"):
        raise PermissionDenied("consent.publish_notice")
    with transaction.atomic():
        draft = NoticeVersion.objects.select_for_update().get(pk=draft.pk)
        if draft.is_published:
            raise ValidationError(_("This notice has been published already."))
        if found := problems(draft):
            raise ValidationError(found)
        log.locked_head()  # one publication at a time, and none between a choice's check and its record
        draft.published_by = by
        _seal(draft, at)
    transaction.on_commit(forget)
    return draft


def _seal(draft: NoticeVersion, at: dt.datetime) -> None:
    before = NoticeVersion.objects.published().newest_first().first()
    draft.material = material_of_next(draft)
    draft.material_hash = digest(draft.material)
    draft.number = (before.number or 0) + 1 if before else 1
    draft.asks_since = material.asks_since(
        before.material if before else {}, before.asks_since if before else {}, draft.material, draft.number
    )
    draft.published_at = at
    for text in draft.texts.all():
        text.items = declaration.snapshot(text.language)
        text.digest = text_digest(text)
        text.save(update_fields=["items", "digest"])
    draft.save()


def words_of(text: NoticeText) -> dict[str, Any]:
    """All the words of a notice in one language as plain data: what its digest is made over."""
    return {field: getattr(text, field) for field in TEXT_FIELDS} | {
        "language": text.language,
        "categories": text.categories,
        "items": text.items,
    }


def text_digest(text: NoticeText) -> str:
    """SHA-256 over every word of a notice in one language."""
    return digest(words_of(text))


def draft_from_current() -> NoticeVersion:
    """A new draft with the words of the notice in force (or none, for a first one). Side effect: it is saved."""
    before = NoticeVersion.objects.published().newest_first().first()
    with transaction.atomic():
        draft = NoticeVersion.objects.create(controller=before.controller if before else "")
        for text in before.texts.all() if before else []:
            words = {field: getattr(text, field) for field in TEXT_FIELDS}
            NoticeText.objects.create(notice=draft, language=text.language, categories=text.categories, **words)
    return draft
