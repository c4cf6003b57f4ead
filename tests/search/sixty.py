"""Sixty searches of the demo in four languages, and what each of them finds, as ``sixty.json`` holds it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.test import Client

from recommendations.models import Recommendation, ResponseArea, Translation

FOUND = Path(__file__).with_suffix(".json")
FIRST = 8  # so many of what is found are named, in the list's own order
LISTS = ("commitments", "reports", "organisations", "recommendations")

QUERIES = (
    # Codes and references.
    "GTA-2021-07", "gta-2021-1", "2021-07", "GTA 2021 14", "gta202114",
    # Titles and their words, in part, in order, quoted.
    "hotline", "helpline", "hash exchange", '"hash exchange"', '"exchange hash"', "helpl lang", "survivors",
    "teacher", "A charter for taking part safely", "child protection act", "«child protection»",
    # Accents and ligatures, with and without.
    "sécurité", "securite", "SÉCURITÉ en ligne", "l'écoute", "prevention", "niños", "ninos", "víctimas",
    "educación digital", "Regulateur", "œuvre", "policía tarvonia",
    # Arabic: with and without the article, signs, forms of alef and ta.
    "الأطفال", "اطفال", "للأطفال", "حكومة", "حكومه", "قَانُون العقوبات", "الإنترنت", "لوميريا",
    # Typos.
    "hotlien", "helplin", "survivers", "protecion", "Lanten Trust", "tecnology", "verannia", "recomendation",
    # Organisations, countries and areas.
    "Lantern Trust", "hashwise", "Solmère", "Solmera", "Verania", "technology", "Victim support services",
    "Technologie", "tecnología", "تكنولوجيا", "transparency reports hotline",
    # Very short, nothing, and naughty.
    "a", "XA", "12", "zzqqxx", "???",
    "' OR 1=1 --", "\"schools OR NEAR(", "<script>alert(1)</script>", "\\ :* & | ! <->",
    "%", "儿童", "เด็ก", "🙈",
)  # fmt: skip

# The demo has no translations: these say what an area and a recommendation are called in other languages.
NAMED = (
    (ResponseArea, {"slug": "technology"}, "name", {"fr": "Technologie", "es": "Tecnología", "ar": "التكنولوجيا"}),
    (Recommendation, {"reference": "GTA-2021-10"}, "title", {"fr": "Financer l’aide aux victimes"}),
)


def translate() -> None:
    """Give the catalogue its translations."""
    for model, which, field, texts in NAMED:
        row = model.objects.get(**which)
        for language, text in texts.items():
            Translation.objects.update_or_create(
                subject=model._meta.label_lower, object_id=row.pk, field=field, language=language,
                defaults={"text": text, "source_digest": "0" * 64},
            )  # fmt: skip


def answer(client: Client, query: str) -> dict[str, Any]:
    """What the lists of commitments, reports, organisations and recommendations find: how many, and the first."""
    return {name: found for name in LISTS if (found := _list(client, name, query))}


def _list(client: Client, name: str, query: str) -> dict[str, Any]:
    address, rows, page = f"/api/v1/{name}/", [], {"next": "", "near": False}
    while page["next"] is not None:
        given = {"cursor": page["next"].partition("cursor=")[2].partition("&")[0]} if page["next"] else {}
        page = client.get(address, {"q": query, "limit": 100, **given}).json()
        rows += page["results"]
    if not rows:
        return {}
    return {"near": page["near"], "count": len(rows), "first": [_called(name, row) for row in rows[:FIRST]]}


def _called(name: str, row: dict[str, Any]) -> str:
    if name == "reports":
        return f"{row['organisation']} {row['covers_until']}"
    return row[{"commitments": "title", "organisations": "slug", "recommendations": "reference"}[name]]


def expected() -> dict[str, Any]:
    """What was written down."""
    return json.loads(FOUND.read_text())
