"""Writing an edition as a catalogue file: what ``import_catalogue`` reads comes out of ``export_catalogue``."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any

from django.db import models

from .catalogue_file import FORMAT
from .models import ActorType, Crosswalk, Edition, KeyFinding, Recommendation, ResponseArea, Translation
from .partial_dates import PartialDate
from .translations import digest_of


def export_catalogue(edition: Edition) -> str:
    """The edition with all that belongs to it as the text of a catalogue file, in a fixed order."""
    used = models.Q(archived_at=None) | models.Exists(Recommendation.objects.filter(area=models.OuterRef("pk")))
    areas = list(edition.areas.filter(used).order_by("position"))
    recommendations = list(
        edition.recommendations.order_by("position").select_related("area").prefetch_related("addressees")
    )
    findings = list(edition.key_findings.filter(archived_at=None).order_by("position"))
    links = Crosswalk.objects.filter(later__edition=edition).select_related("earlier", "later")
    document: dict[str, Any] = {
        "format": FORMAT,
        "edition": _with_texts([edition], _edition)[0],
        "areas": _with_texts(areas, _area),
        "recommendations": _with_texts(recommendations, _recommendation),
        "key_findings": _with_texts(findings, _finding),
    }
    document["answers_for"] = dict(ActorType.objects.exclude(answers_for=[]).values_list("code", "answers_for"))
    if links:
        document["crosswalk"] = [_link(link) for link in links.order_by("earlier__reference", "later__reference")]
    return _json(document) + "\n"


def _edition(edition: Edition) -> dict[str, Any]:
    published = PartialDate.of(edition.published_on, edition.published_precision)
    return {
        "code": edition.code,
        "slug": edition.slug,
        "title": edition.title,
        "publisher": edition.publisher,
        "summary": edition.summary,
        "published": str(published),
        "language": edition.language,
        "source": edition.source,
        "state": edition.state,
    }


def _area(area: ResponseArea) -> dict[str, Any]:
    return {"slug": area.slug, "position": area.position, "name": area.name, "description": area.description}


def _recommendation(recommendation: Recommendation) -> dict[str, Any]:
    row: dict[str, Any] = {
        "reference": recommendation.reference,
        "position": recommendation.position,
        "area": recommendation.area.slug if recommendation.area else None,
        "title": recommendation.title,
        "text": recommendation.text,
        "obligation": recommendation.obligation,
        "addressees": recommendation.actor_types,
        "source_heading": recommendation.source_heading,
    }
    if recommendation.archived_at:
        at = recommendation.archived_at.astimezone(datetime.UTC)
        row["archived"] = {"at": at.isoformat().replace("+00:00", "Z"), "reason": recommendation.archived_reason}
    return row


def _finding(finding: KeyFinding) -> dict[str, Any]:
    names = ["key", "position", "value", "unit", "statement", "population", "year_from", "year", "source"]
    return {name: getattr(finding, name) for name in names}


def _link(link: Crosswalk) -> dict[str, Any]:
    return {"earlier": link.earlier.reference, "later": link.later.reference, "kind": link.kind, "note": link.note}


def _with_texts(objects: list[Any], as_row) -> list[dict[str, Any]]:
    """The rows of a list of objects of one model, each with its translations: one query for all of those."""
    rows = [as_row(instance) for instance in objects]
    if not objects:
        return rows
    by_key = {instance.pk: (instance, row) for instance, row in zip(objects, rows, strict=True)}
    translations = Translation.objects.filter(subject=objects[0]._meta.label_lower, object_id__in=by_key)
    for translation in translations.order_by("language", "field"):
        instance, row = by_key[translation.object_id]
        texts = row.setdefault("translations", {}).setdefault(translation.language, {})
        texts[translation.field] = _translation(instance, translation)
    return rows


def _translation(instance: models.Model, translation: Translation) -> dict[str, Any]:
    text: dict[str, Any] = {"text": translation.text, "provenance": translation.provenance}
    if translation.year is not None:
        text["year"] = translation.year
    if translation.source_digest != digest_of(getattr(instance, translation.field)):
        # Out of date: the file must not say that it translates the text beside it.
        text["source_digest"] = translation.source_digest
    return text


def _json(value: Any, indent: str = "") -> str:
    """JSON of two spaces, with decimals written digit by digit: the standard encoder would round them."""
    inner = indent + "  "
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dict) and value:
        members = [f"{inner}{json.dumps(name)}: {_json(item, inner)}" for name, item in value.items()]
        return "{\n" + ",\n".join(members) + "\n" + indent + "}"
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(inner + _json(item, inner) for item in value) + "\n" + indent + "]"
    return json.dumps(value, ensure_ascii=False)
