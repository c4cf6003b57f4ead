"""Rows that are recommendations of one edition, found by their reference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.kinds import tags_part, translations_part
from imports.kinds.base import (
    Field,
    Kind,
    Planned,
    Read,
    Shape,
    Stamp,
    Vocabulary,
    Written,
    actor_types,
    vocabulary_of,
)
from imports.kinds.tags_part import TAGS, Tags
from imports.kinds.translations_part import Translations
from imports.models import Import, Outcome
from imports.settings import Settings
from names import normal_form
from recommendations import catalogue
from recommendations.adding import add, next_position
from recommendations.models import Edition, Obligation, Recommendation, ResponseArea, Tag, Word
from recommendations.models.vocabulary import actor_codes, word
from recommendations.taxonomies import set_tags
from recommendations.translating import version_of_all

SAID = ("title", "text", "obligation", "area", "source_heading", "addressees")
CROSS_CUTTING = "cross-cutting"
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)*[a-z]?")


def editions() -> Vocabulary:
    return {one.slug: [str(one), one.code, one.title] for one in Edition.objects.all()}


def areas() -> Vocabulary:
    found: dict[str, list[str]] = {}
    for slug, name in ResponseArea.objects.values_list("slug", "name"):
        found.setdefault(slug, []).append(name)
    return found | {CROSS_CUTTING: [_("Cross-cutting")]}


FIELDS = (
    Field(
        "reference", gettext_lazy("Reference"), required=True, most=30, names=("ref", "id", "code", "number", "no")
    ),
    Field(
        "edition", gettext_lazy("Edition"), Shape.CHOICE, required=True, default=True, vocabulary=editions,
        names=("report", "publication"),
    ),
    Field("title", gettext_lazy("Title"), for_new=True, names=("name", "heading", "titre", "título")),
    Field(
        "text", gettext_lazy("Text"), Shape.TEXT, most=20_000, for_new=True,
        names=("recommendation", "full text", "description"),
    ),
    Field(
        "obligation", gettext_lazy("Obligation"), Shape.CHOICE, for_new=True, default=True,
        vocabulary=vocabulary_of(Obligation), names=("level", "strength"),
    ),
    Field(
        "area", word(Word.RESPONSE_AREA), Shape.CHOICE, default=True, vocabulary=areas,
        names=("area", "theme", "topic", "chapter"),
        help=gettext_lazy(
            "Is one missing? Add it on the page of its edition, under Manage, Catalogue. Then open this step again."
        ),
    ),
    Field(
        "addressees", gettext_lazy("Addressees"), Shape.CHOICES, for_new=True, default=True, vocabulary=actor_types,
        names=("addressed to", "actors", "to", "audience"),
    ),
    Field(
        "source_heading", gettext_lazy("Section in the source document"), for_new=True, default=True,
        names=("section", "heading"),
    ),
    TAGS,
    *translations_part.FIELDS,
)  # fmt: skip
NEEDED_FOR_NEW = tuple(one.name for one in FIELDS if one.for_new)


@dataclass
class Target:
    """The recommendation that there is; None for a new one."""

    there: Recommendation | None
    tags: list[Tag] | None = None


class RecommendationPlanner:
    """Compares rows with the recommendations that there are, of every edition: a reference belongs to one."""

    def __init__(self, upload: Import, settings: Settings) -> None:
        self.settings = settings
        self.editions = {one.slug: one for one in Edition.objects.all()}
        self.tags, self.translations = Tags(), Translations()
        self.areas = {(one.edition_id, one.slug): one for one in ResponseArea.objects.all()}

    def key_of(self, row: Read) -> str:
        return normal_form(self._reference(row))

    def _reference(self, row: Read) -> str:
        """What the row is found by. A number alone, as lists have it, is one of its edition: ``ROADS-2026-1``."""
        reference = row.values.get("reference", "")
        edition = self.editions.get(row.values.get("edition", ""))
        return f"{edition.code}-{reference}" if edition and NUMBER.fullmatch(reference) else reference

    def plan(self, rows: Sequence[Read]) -> list[Planned]:
        for row in rows:
            if "reference" in row.values:
                row.values["reference"] = self._reference(row)
        references = {row.values.get("reference", "") for row in rows}
        there = Recommendation.objects.filter(reference__in=references).select_related("edition", "area")
        found = {one.reference: one for one in there.prefetch_related("addressees", "tag_links__tag")}
        self.translations.load(one.pk for one in found.values())
        return [self._plan(row, found.get(row.values.get("reference", ""))) for row in rows]

    def _plan(self, row: Read, there: Recommendation | None) -> Planned:
        title = f"{row.values.get('reference', '')} {row.values.get('title', '')}".strip()
        planned = Planned(row, title=title, problems=row.problems)
        if planned.problems:
            planned.outcome = Outcome.REJECTED
            return planned
        edition = self.editions[row.values["edition"]]
        if there and there.edition_id != edition.pk:
            planned.refuse(_("This reference belongs to another edition."), "reference")
        if there and there.archived_at is not None:
            planned.refuse(_("This recommendation is archived. Bring it back before you import it."), "reference")
        area = row.values.get("area", "")
        if area not in ("", CROSS_CUTTING) and (edition.pk, area) not in self.areas:
            planned.refuse(_("The edition has no such response area."), "area", self.settings.columns.get("area", ""))
        if planned.outcome != Outcome.REJECTED:
            self._compare(planned, there, edition)
        return planned

    def _compare(self, planned: Planned, there: Recommendation | None, edition: Edition) -> None:
        before = _said(there) if there else {}
        after = {name: planned.row.values[name] for name in SAID if name in planned.row.values}
        if "area" in after and after["area"] == "":
            after["area"] = CROSS_CUTTING
        for name in NEEDED_FOR_NEW:
            if not after.get(name) and not there:
                planned.refuse(_("A new recommendation needs this."), name, self.settings.columns.get(name, ""))
            elif name in after and not after[name]:
                del after[name]  # what cannot be empty stays
        if planned.outcome == Outcome.REJECTED:
            return
        planned.target = Target(there)
        after = {name: _in_order(value) for name, value in after.items()}
        planned.differences = [
            (name, before.get(name, ""), after[name]) for name in after if before.get(name) != after[name]
        ]
        planned.target.tags = self.tags.compare(planned, there)
        self.translations.compare(planned, there, edition)
        if planned.is_refused:
            return
        planned.outcome = Outcome.NEW if not there else Outcome.CHANGED if planned.differences else Outcome.SAME

    def write(self, planned: Sequence[Planned], stamp: Stamp) -> list[list[Written]]:
        return [[self._add(one, stamp) if one.outcome == Outcome.NEW else self._change(one, stamp)] for one in planned]

    def _values(self, planned: Planned, edition: Edition) -> tuple[dict[str, Any], list[str] | None]:
        said = {name: after for name, _before, after in planned.differences if name in SAID}
        if "area" in said:
            said["area"] = self.areas.get((edition.pk, said["area"]))
        return said, said.pop("addressees", None)

    def _add(self, planned: Planned, stamp: Stamp) -> Written:
        edition = self.editions[planned.row.values["edition"]]
        values, addressees = self._values(planned, edition)
        new = Recommendation(
            edition=edition,
            reference=planned.row.values["reference"],
            position=next_position(Recommendation, edition),
            **values,
        )
        add(instance=new, by=stamp.by, reason=stamp.reason, addressees=addressees)
        self._write_parts(planned, new, stamp)
        return {"what": "recommendation", "pk": new.pk, "made": True, "version": version_of_all(new)}

    def _write_parts(self, planned: Planned, there: Recommendation, stamp: Stamp) -> None:
        who = {"by": stamp.by, "reason": stamp.reason}
        if planned.target.tags is not None:
            tags_part.write(set_tags, {"recommendation": there}, planned.target.tags, **who)
        translations_part.write(there, translations_part.said_in(planned.differences), **who)

    def _change(self, planned: Planned, stamp: Stamp) -> Written:
        there = planned.target.there
        values, addressees = self._values(planned, there.edition)
        seen = catalogue.version_of(there)
        catalogue.change(
            instance=there, values=values, by=stamp.by, seen=seen, reason=stamp.reason, addressees=addressees
        )
        origins = translations_part.origins(there, translations_part.said_in(planned.differences))
        self._write_parts(planned, there, stamp)
        changes = {name: {"before": old, "after": new} for name, old, new in planned.differences}
        tags = changes.pop("tags", None)
        return {
            "what": "recommendation", "pk": there.pk, "made": False, "version": version_of_all(there),
            "before": {name: change["before"] for name, change in changes.items()}, "tags": tags, "origins": origins,
        }  # fmt: skip


def _in_order(value: Any) -> Any:
    return [code for code in actor_codes() if code in value] if isinstance(value, list) else value


def _said(there: Recommendation) -> dict[str, Any]:
    return {
        "title": there.title,
        "text": there.text,
        "obligation": there.obligation,
        "area": there.area.slug if there.area else CROSS_CUTTING,
        "source_heading": there.source_heading,
        "addressees": there.actor_types,
    }


KIND = Kind(FIELDS, keys=(("reference", gettext_lazy("Reference")),), planner=RecommendationPlanner)
