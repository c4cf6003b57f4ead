"""Writing the first notice: called by the seed migration, and after a flush has emptied the tables."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from hash_chain import GENESIS, digest

from . import conf, first_notice, material
from .categories import ALL, FUNCTIONAL


def _languages() -> list[str]:
    wanted = {code.split("-")[0] for code in [*conf.languages(), settings.LANGUAGE_CODE]}
    return [code for code in first_notice.LANGUAGES if code in wanted] or ["en"]


def _snapshot(language: str) -> list[dict[str, Any]]:
    items = []
    for item in first_notice.items():
        purpose, data = first_notice.ITEM_WORDS[item["words"]][language]
        facts = {key: value for key, value in item.items() if key != "words"}
        words = {
            "duration": first_notice.duration(language, item["lifetime"], item["lifetime_seconds"]),
            "purpose": purpose,
            "data": data,
        }
        items.append(facts | words)
    return items


def _categories(language: str) -> dict[str, dict[str, str]]:
    words = first_notice.TEXTS[language]["categories"]
    return {key: {"name": name, "purpose": purpose} for key, (name, purpose) in words.items()}


def seed(apps: Any, using: str = "default") -> bool:
    """Write categories, declaration, the first notice and the log's head where none is. True when it did.

    ``apps``: the registry of a migration or Django's own. A site that has published anything is left alone.
    """
    NoticeVersion = apps.get_model("consent", "NoticeVersion")
    if NoticeVersion.objects.using(using).exists():
        return False
    for order, key in enumerate(ALL):
        apps.get_model("consent", "Category").objects.using(using).get_or_create(
            key=key, defaults={"order": order, "required": key == FUNCTIONAL}
        )
    _seed_items(apps, using)
    _seed_notice(apps, using)
    apps.get_model("consent", "LogHead").objects.using(using).get_or_create(
        pk=1, defaults={"digest": GENESIS, "purged_digest": GENESIS}
    )
    return True


def _seed_items(apps: Any, using: str) -> None:
    DeclaredItem = apps.get_model("consent", "DeclaredItem")
    DeclaredItemText = apps.get_model("consent", "DeclaredItemText")
    for item in first_notice.items():
        words = first_notice.ITEM_WORDS[item["words"]]
        facts = {key: value for key, value in item.items() if key not in ("words", "category", "key")}
        row, created = DeclaredItem.objects.using(using).get_or_create(
            key=item["key"], defaults={"category_id": item["category"], **facts}
        )
        for language in _languages() if created else []:
            purpose, data = words[language]
            DeclaredItemText.objects.using(using).create(item=row, language=language, purpose=purpose, data=data)


def _seed_notice(apps: Any, using: str) -> None:
    sealed = material.make(conf.controller(), _snapshot("en"), {})
    version = (
        apps.get_model("consent", "NoticeVersion")
        .objects.using(using)
        .create(
            number=1,
            controller=conf.controller(),
            material=sealed,
            material_hash=digest(sealed),
            asks_since=material.asks_since({}, {}, sealed, 1),
            published_at=timezone.now(),
        )
    )
    NoticeText = apps.get_model("consent", "NoticeText")
    for language in _languages():
        words = first_notice.TEXTS[language] | {"categories": _categories(language), "items": _snapshot(language)}
        text = NoticeText(notice=version, language=language, **words)
        text.digest = digest(words | {"language": language})
        text.save(using=using)
