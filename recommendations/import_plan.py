"""What an import would do: for every object of the file the object of the database and their differences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from names import normal_form

from .catalogue_file import CatalogueDocument, Entry, TranslatedText
from .models import (
    ActorType,
    Crosswalk,
    Edition,
    EditionState,
    KeyFinding,
    Recommendation,
    ResponseArea,
    Translation,
)
from .partial_dates import PartialDate
from .positioned_json import FileError, FileRefusedError
from .translations import digest_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that the file changes; ``loses`` when something that is there would be emptied or taken away."""

    field: str
    before: Any
    after: Any
    loses: bool = False


@dataclass(slots=True)
class Step:
    """One object of the file, the object it becomes, and what differs. A new object has no differences to ask about."""

    kind: str
    name: str
    entry: Entry
    instance: models.Model
    #: Attributes of the instance as the file wants them.
    values: dict[str, Any]
    differences: list[Difference] = field(default_factory=list)
    addressees: tuple[str, ...] = ()
    #: Translations to write, new or changed.
    texts: list[Translation] = field(default_factory=list)
    #: True for an object that is there and stands at another position than the file wants.
    moves: bool = False

    is_new: bool = False


@dataclass(slots=True)
class Plan:
    """Every step of an import, and what of the edition the file leaves out."""

    edition: Step
    edition_state_before: str
    areas: list[Step] = field(default_factory=list)
    recommendations: list[Step] = field(default_factory=list)
    key_findings: list[Step] = field(default_factory=list)
    crosswalk: list[Step] = field(default_factory=list)
    actor_types: list[Step] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    def steps(self) -> Iterator[Step]:
        """All steps in the order in which they can be written."""
        yield self.edition
        yield from self.areas
        yield from self.recommendations
        yield from self.key_findings
        yield from self.crosswalk
        yield from self.actor_types


def plan_for(document: CatalogueDocument) -> Plan:
    """Compare a document with the database. Raise FileRefusedError where the two contradict one another."""
    return _Planner(document).plan()


class _Planner:
    """Matches the file's objects with the database's; collects contradictions instead of stopping at the first."""

    def __init__(self, document: CatalogueDocument) -> None:
        self.document = document
        self.errors: list[FileError] = []
        self.missing: list[tuple[str, str]] = []
        code = document.edition["code"]
        self.edition = Edition.objects.filter(code=code).first() or Edition(code=code)
        self.state_before = self.edition.state

    def plan(self) -> Plan:
        document = self.document
        plan = Plan(self.edition_step(document.edition), edition_state_before=self.state_before)
        self.area_names_differ()
        plan.areas = [self.area_step(*pair) for pair in self.matched("area", document.areas, ResponseArea, "slug")]
        areas = {step.name: step.instance for step in plan.areas}
        matched = self.matched("recommendation", document.recommendations, Recommendation, "reference")
        plan.recommendations = [self.recommendation_step(entry, present, areas) for entry, present in matched]
        matched = self.matched("key_finding", document.key_findings, KeyFinding, "key")
        plan.key_findings = [self.finding_step(*pair) for pair in matched]
        plan.crosswalk = self.crosswalk_steps(plan.recommendations)
        plan.actor_types = self.actor_type_steps()
        plan.missing = self.missing
        if self.errors:
            raise FileRefusedError(sorted(self.errors, key=lambda error: (error.line or 0, error.column or 0)))
        for steps in ([plan.edition], plan.areas, plan.recommendations, plan.key_findings):
            _compare_texts(steps)
        return plan

    def refuse(self, entry: Entry, name: str, message: str) -> None:
        self.errors.append(self.document.error(entry, name, message))

    # --- finding the object of each entry ---

    def matched(self, kind: str, entries: list[Entry], model: type[models.Model], key: str) -> list[tuple[Entry, Any]]:
        """Each entry with the edition's object of the same key (an unsaved one where there is none)."""
        present: dict[str, Any] = {}
        if self.edition.pk:
            rows = model._default_manager.filter(edition=self.edition).order_by("position")
            if model is Recommendation:
                rows = rows.select_related("area").prefetch_related("addressees")
            present = {getattr(row, key): row for row in rows}
        wanted = {entry[key] for entry in entries}
        left_out = {row.position: row_key for row_key, row in present.items() if row_key not in wanted}
        self.missing += [(kind, row_key) for row_key in left_out.values()]
        for entry in entries:
            if entry["position"] in left_out:
                message = _("%(position)d is the position of %(name)s, which the file leaves out")
                values = {"position": entry["position"], "name": left_out[entry["position"]]}
                self.refuse(entry, "position", message % values)
        if model is Recommendation:
            self.references_free(entries)
        return [(entry, present.get(entry[key]) or model(edition=self.edition)) for entry in entries]

    def references_free(self, entries: list[Entry]) -> None:
        elsewhere = Recommendation.objects.exclude(edition=self.edition.pk).values_list("reference", "edition__code")
        taken = dict(elsewhere.filter(reference__in=[entry["reference"] for entry in entries]))
        for entry in entries:
            if entry["reference"] in taken:
                message = _("%(reference)s belongs to the edition %(code)s already")
                values = {"reference": entry["reference"], "code": taken[entry["reference"]]}
                self.refuse(entry, "reference", message % values)

    # --- one step a kind ---

    def edition_step(self, entry: Entry) -> Step:
        other = Edition.objects.filter(slug=entry["slug"]).exclude(pk=self.edition.pk).first()
        if other:
            message = _("%(slug)s is the short name of the edition %(code)s already")
            self.refuse(entry, "slug", message % {"slug": entry["slug"], "code": other.code})
        names = ["code", "slug", "title", "publisher", "summary", "language", "source", "state"]
        values = {name: entry[name] for name in names}
        before = PartialDate.of(self.edition.published_on, self.edition.published_precision)
        values |= {"published_on": entry["published"].last_day, "published_precision": entry["published"].precision}
        step = _step(
            "edition", entry["code"], entry, self.edition, values, skip=("published_on", "published_precision")
        )
        _differ(step, "published", before, entry["published"])
        if not step.is_new and self.state_before != EditionState.DRAFT:
            self.refuse_steps(step)
        return step

    def refuse_steps(self, step: Step) -> None:
        """What has a page of its own, or hangs in addresses, no file changes for an edition that was published."""
        changed = {difference.field for difference in step.differences}
        if "state" in changed:
            message = _("the edition was published: it is archived or published again on its own page, with a reason")
            self.refuse(step.entry, "state", message)
        if "slug" in changed:
            self.refuse(step.entry, "slug", _("the edition was published: its short name in addresses stays"))

    def area_names_differ(self) -> None:
        """Two areas of one edition are not told apart by a capital, a space or the way an accent is stored."""
        seen: dict[str, str] = {}
        for entry in self.document.areas:
            first = seen.setdefault(normal_form(entry["name"]), entry["slug"])
            if first != entry["slug"]:
                message = _("%(name)s is the name of the area %(slug)s already")
                self.refuse(entry, "name", message % {"name": entry["name"], "slug": first})

    def area_step(self, entry: Entry, area: ResponseArea) -> Step:
        return _step("area", entry["slug"], entry, area, dict(entry.fields))

    def recommendation_step(self, entry: Entry, recommendation: Recommendation, areas: dict[str, Any]) -> Step:
        names = ["reference", "position", "title", "text", "obligation", "source_heading"]
        values = {name: entry[name] for name in names}
        archived = entry.fields.get("archived")
        if archived:
            values |= {"archived_at": archived["at"], "archived_reason": archived["reason"]}
        area_before = recommendation.area.slug if recommendation.area else None
        step = _step("recommendation", entry["reference"], entry, recommendation, values)
        # Where an area is still to be made, the link is set here and gets its key when the area is saved.
        step.values["area"] = areas.get(entry["area"])
        _differ(step, "area", area_before, entry["area"])
        before = _addressees(recommendation)
        step.addressees = entry["addressees"]
        taken_away = bool(set(before) - set(step.addressees))
        _differ(step, "addressees", ", ".join(before), ", ".join(step.addressees), loses=taken_away)
        return step

    def finding_step(self, entry: Entry, finding: KeyFinding) -> Step:
        return _step("key_finding", entry["key"], entry, finding, dict(entry.fields))

    def crosswalk_steps(self, recommendations: list[Step]) -> list[Step]:
        own = {step.name: step.instance for step in recommendations}
        references = [entry["earlier"] for entry in self.document.crosswalk]
        elsewhere = Recommendation.objects.exclude(edition=self.edition.pk).select_related("edition")
        others = elsewhere.in_bulk(references, field_name="reference")
        links = Crosswalk.objects.select_related("earlier", "later").filter(later__edition=self.edition.pk)
        present = {(link.earlier.reference, link.later.reference): link for link in links.order_by("pk")}
        steps = []
        for entry in self.document.crosswalk:
            pair = (entry["earlier"], entry["later"])
            if entry["earlier"] not in others:
                message = _("%(reference)s is not a recommendation of another edition")
                self.refuse(entry, "earlier", message % {"reference": entry["earlier"]})
                continue
            if others[pair[0]].edition.published_on > self.document.edition["published"].last_day:
                message = _("%(reference)s was published later than this edition")
                self.refuse(entry, "earlier", message % {"reference": entry["earlier"]})
                continue
            link = present.pop(pair, None) or Crosswalk(earlier=others[pair[0]])
            values = {"kind": entry["kind"], "note": entry["note"]}
            step = _step("crosswalk", " → ".join(pair), entry, link, values)
            step.values["later"] = own[entry["later"]]
            steps.append(step)
        self.missing += [("crosswalk", " → ".join(pair)) for pair in present]
        return steps

    def actor_type_steps(self) -> list[Step]:
        """What changes of the whole table, where the file has it: a type left out answers for itself alone."""
        entry = self.document.answers_for
        if entry is None:
            return []
        steps = []
        for stored in ActorType.objects.all():
            code = stored.code
            wanted = list(entry.fields.get(code, ()))
            if wanted == stored.answers_for:
                continue
            step = Step("actor_type", code, entry, stored, {"answers_for": wanted})
            taken_away = bool(set(stored.answers_for) - set(wanted))
            _differ(step, "answers_for", ", ".join(stored.answers_for), ", ".join(wanted), loses=taken_away)
            steps.append(step)
        return steps


def _step(
    kind: str, name: str, entry: Entry, instance: models.Model, values: dict[str, Any], skip: tuple[str, ...] = ()
) -> Step:
    """A step with the differences of all plain values but those to skip."""
    step = Step(kind, name, entry, instance, values, is_new=instance.pk is None)
    for attribute, after in values.items():
        if attribute not in skip:
            _differ(step, attribute, getattr(instance, attribute), after)
    step.moves = not step.is_new and any(difference.field == "position" for difference in step.differences)
    return step


def _differ(step: Step, name: str, before: Any, after: Any, *, loses: bool = False) -> None:
    """Note a difference; one of a new object has nothing before it."""
    if step.is_new:
        before = None
    if before != after:
        emptied = before not in (None, "") and after in (None, "") and name != "area"
        step.differences.append(Difference(name, before, after, loses=not step.is_new and (loses or emptied)))


def _addressees(recommendation: Recommendation) -> list[str]:
    return [] if recommendation.pk is None else recommendation.actor_types


def _compare_texts(steps: list[Step]) -> None:
    """Add the translations of a list of objects of one model: one query for all."""
    if not any(step.entry.translations for step in steps):
        return
    subject = steps[0].instance._meta.label_lower
    keys = [step.instance.pk for step in steps if not step.is_new]
    rows = Translation.objects.filter(subject=subject, object_id__in=keys)
    present = {(row.object_id, row.field, row.language): row for row in rows}
    for step in steps:
        for (name, language), wanted in sorted(step.entry.translations.items()):
            row = present.get((step.instance.pk, name, language))
            _compare_text(step, row or Translation(subject=subject, field=name, language=language), wanted)


def _compare_text(step: Step, row: Translation, wanted: TranslatedText) -> None:
    """A translation whose words stay keeps its digest, so that a changed original makes it out of date."""
    digest = wanted.source_digest
    if digest is None:
        unchanged = row.pk is not None and row.text == wanted.text
        digest = row.source_digest if unchanged else digest_of(step.entry[row.field])
    label = f"{row.field} [{row.language}]"
    before = (row.text, row.provenance, row.year, row.source_digest) if row.pk else (None, None, None, None)
    after = (wanted.text, wanted.provenance, wanted.year, digest)
    for suffix, old, new in zip(("", " provenance", " year", " source_digest"), before, after, strict=True):
        if old != new and not (suffix and row.pk is None):
            step.differences.append(Difference(label + suffix, old, new))
    if before != after:
        row.text, row.provenance, row.year, row.source_digest = after
        step.texts.append(row)
