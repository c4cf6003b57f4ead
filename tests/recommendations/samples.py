"""Catalogue files that tests read: the real one, a small one, and how to change a value in a copy."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GTA_2021 = ROOT / "recommendations" / "data" / "gta-2021.json"
SCHEMA = ROOT / "recommendations" / "catalogue.schema.json"
#: Broken and hostile files: our own, and a larger collection where somebody has put one beside the repository.
OWN_BAD_FILES = sorted((Path(__file__).parent / "data").iterdir())
OTHER_BAD_FILES = sorted(path for path in (ROOT.parent / "shared" / "data" / "bad-files").rglob("*") if path.is_file())

MISSING = object()

SMALL: dict[str, Any] = {
    "format": "recommendations-catalogue/1",
    "edition": {
        "code": "NEW-2024",
        "slug": "new-2024",
        "title": "New assessment",
        "publisher": "Publisher",
        "summary": "Short.",
        "published": "2024-06",
        "language": "en",
        "source": "Publisher, New assessment.",
        "state": "published",
        "translations": {"fr": {"title": {"text": "Nouvelle évaluation", "provenance": "human"}}},
    },
    "areas": [
        {"slug": "law", "position": 1, "name": "Law", "description": "About law."},
        {"slug": "police", "position": 2, "name": "Police", "description": ""},
    ],
    "recommendations": [
        {
            "reference": "NEW-2024-01",
            "position": 1,
            "area": None,
            "title": "Pay",
            "text": "Everyone must pay.",
            "obligation": "must",
            "addressees": ["government", "ngo"],
            "source_heading": "Front",
        },
        {
            "reference": "NEW-2024-02",
            "position": 2,
            "area": "law",
            "title": "Make laws",
            "text": "Governments should make laws.",
            "obligation": "should",
            "addressees": ["government"],
            "source_heading": "Law",
            "translations": {
                "fr": {"title": {"text": "Légiférer", "provenance": "human"}},
                "ar": {"title": {"text": "سنّ القوانين", "provenance": "machine"}},
            },
        },
    ],
    "key_findings": [
        {
            "key": "share",
            "position": 1,
            "value": 12.5,
            "unit": "percent",
            "statement": "A share.",
            "population": "People",
            "year_from": 2020,
            "year": 2023,
            "source": "Survey",
        }
    ],
}


def path_of(place: str) -> list[str | int]:
    """``recommendations[1].title`` as keys and indexes."""
    return [int(part) if part.isdigit() else part for part in place.replace("]", "").replace("[", ".").split(".")]


def changed(document: dict[str, Any], place: str, value: Any = MISSING) -> dict[str, Any]:
    """A copy with one value set, or taken away when no value is given."""
    result = copy.deepcopy(document)
    *way, last = path_of(place)
    holder: Any = result
    for part in way:
        holder = holder[part]
    if value is MISSING:
        del holder[last]
    elif isinstance(holder, list) and last == len(holder):
        holder.append(value)
    else:
        holder[last] = value
    return result


def data(document: Any) -> bytes:
    """The document as the bytes of a file."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode()
