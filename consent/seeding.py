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


def seed(apps: Any, using: str = "default") -> bool:
    """Write categories, declaration, the first notice and the log's head where none is. True when it did.

    ``apps``: the registry of a migration or Django's own. A site that has published anything is left alone.
    """

    def table(name: str) -> Any:
        return apps.get_model("consent", name).objects.using(using)

    if table("NoticeVersion").exists():
        return False
    for order, key in enumerate(ALL):
        table("Category").get_or_create(key=key, defaults={"order": order, "required": key == FUNCTIONAL})
    _seed_items(table("DeclaredItem"), table("DeclaredItemText"))
    _seed_notice(table("NoticeVersion"), table("NoticeText"))
    table("LogHead").get_or_create(pk=1, defaults={"digest": GENESIS, "purged_digest": GENESIS})
    return True


def _seed_items(items: Any, texts: Any) -> None:
    words = {language: first_notice.words_in(language)["items"] for language in _languages()}
    for item in first_notice.items():
        facts = {key: value for key, value in item.items() if key not in ("words", "category", "key")}
        row, created = items.get_or_create(key=item["key"], defaults={"category_id": item["category"], **facts})
        if created:
            for language, of_items in words.items():
                texts.create(item=row, language=language, **of_items[item["words"]])


def _seed_notice(notices: Any, texts: Any) -> None:
    sealed = material.make(conf.controller(), first_notice.snapshot("en"), {})
    version = notices.create(
        number=1,
        controller=conf.controller(),
        material=sealed,
        material_hash=digest(sealed),
        asks_since=material.asks_since({}, {}, sealed, 1),
        published_at=timezone.now(),
    )
    for language in _languages():
        words = first_notice.words_in(language)
        whole = words["words"] | {"categories": words["categories"], "items": first_notice.snapshot(language)}
        texts.create(notice=version, language=language, digest=digest(whole | {"language": language}), **whole)
