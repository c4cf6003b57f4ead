"""What an answer depends on. A change of it asks people again; a change of wording or language does not.

Pure functions over plain data, so that the same sum can be done years later.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .categories import ALL, OPTIONAL

ITEM_FACTS = ("kind", "name", "domain", "path", "provider", "lifetime", "lifetime_seconds")


def item_facts(item: dict[str, Any], revision: int) -> dict[str, Any]:
    """What matters about one declared item: its facts, its data and recipients, and how often its purpose changed."""
    return {
        **{fact: item[fact] for fact in ITEM_FACTS},
        "data_types": sorted(item["data_types"] or []),
        "third_parties": sorted(item["third_parties"] or []),
        "revision": revision,
    }


def make(controller: str, items: Iterable[dict[str, Any]], revisions: dict[str, int]) -> dict[str, Any]:
    """The material of a notice. ``revisions`` counts changed meanings, by category key and by ``item:<key>``."""
    categories: dict[str, Any] = {key: {"revision": revisions.get(key, 1), "items": {}} for key in ALL}
    for item in items:
        facts = item_facts(item, revisions.get(f"item:{item['key']}", 1))
        categories[item["category"]]["items"][item["key"]] = facts
    return {"controller": controller, "categories": categories}


def revisions_of(material: dict[str, Any]) -> dict[str, int]:
    """The revisions that a material was made with."""
    revisions = {}
    for key, category in material.get("categories", {}).items():
        revisions[key] = category["revision"]
        revisions |= {f"item:{item}": facts["revision"] for item, facts in category["items"].items()}
    return revisions


def next_revisions(
    before: dict[str, Any], old_words: dict[str, dict[str, str]], new_words: dict[str, dict[str, str]]
) -> dict[str, int]:
    """Revisions of the next version: one more for each thing whose words changed in a language both versions have.

    ``old_words`` and ``new_words`` map a revision's key to its words by language.
    """
    revisions = revisions_of(before)
    for key, words in new_words.items():
        shared = words.keys() & old_words.get(key, {}).keys()
        changed = any(words[language] != old_words[key][language] for language in shared)
        revisions[key] = revisions.get(key, 1) + changed
    return revisions


def _purposes(category: dict[str, Any]) -> set[tuple[str, int]]:
    return {("", category["revision"])} | {(key, facts["revision"]) for key, facts in category["items"].items()}


def changed_categories(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The optional categories whose grants a change from ``before`` to ``after`` ends; all of them at the first."""
    if not before or before["controller"] != after["controller"]:
        return list(OPTIONAL)
    return [key for key in OPTIONAL if before["categories"][key] != after["categories"][key]]


def has_new_purpose(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """True when an optional category gained a purpose, so that those who refused may be asked again."""
    if not before:
        return True
    return any(_purposes(after["categories"][key]) - _purposes(before["categories"][key]) for key in OPTIONAL)


def asks_since(before: dict[str, Any], earlier: dict[str, int], after: dict[str, Any], number: int) -> dict[str, int]:
    """For each optional category the lowest notice whose grants stand; ``new_purpose``: whose refusals stand."""
    since = {key: earlier.get(key, number) for key in (*OPTIONAL, "new_purpose")}
    since |= dict.fromkeys(changed_categories(before, after), number)
    if has_new_purpose(before, after):
        since["new_purpose"] = number
    return since
