"""The catalogue file: one edition with all that belongs to it, as JSON (docs/catalogue-format.md).

``read_catalogue`` turns bytes into a checked document or raises FileRefusedError with every error that it found, each
with its line and field. Nothing here touches the database; ``imports`` brings a document in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from names.phrases import listed

from . import catalogue_fields as fields
from .models import (
    Crosswalk,
    CrosswalkKind,
    Edition,
    EditionState,
    KeyFinding,
    Obligation,
    Provenance,
    Recommendation,
    ResponseArea,
    Translation,
)
from .models.vocabulary import actor_codes
from .positioned_json import FileError, FileRefusedError, Path, Positioned, decode, field_name, text_of

FORMAT = "recommendations-catalogue/1"
OPTIONAL = ["answers_for", "crosswalk"]

_POSITION = fields.whole_number(1, fields.LAST_POSITION)
_YEAR = fields.whole_number(fields.FIRST_YEAR, fields.LAST_YEAR)

EDITION: dict[str, fields.Check] = {
    "code": fields.code(Edition, "code"),
    "slug": fields.slug(Edition, "slug"),
    "title": fields.text(Edition, "title"),
    "publisher": fields.text(Edition, "publisher"),
    "summary": fields.text(Edition, "summary", blank=True),
    "published": fields.partial_date,
    "language": fields.language(Edition, "language"),
    "source": fields.text(Edition, "source"),
    "state": fields.one_of(EditionState.values),
}
AREA: dict[str, fields.Check] = {
    "slug": fields.slug(ResponseArea, "slug"),
    "position": _POSITION,
    "name": fields.text(ResponseArea, "name"),
    "description": fields.text(ResponseArea, "description", blank=True),
}
RECOMMENDATION: dict[str, fields.Check] = {
    "reference": fields.code(Recommendation, "reference"),
    "position": _POSITION,
    "area": fields.or_null(fields.slug(ResponseArea, "slug")),
    "title": fields.text(Recommendation, "title"),
    "text": fields.text(Recommendation, "text"),
    "obligation": fields.one_of(Obligation.values),
    "addressees": fields.some_of(actor_codes),
    "source_heading": fields.text(Recommendation, "source_heading"),
}
KEY_FINDING: dict[str, fields.Check] = {
    "key": fields.slug(KeyFinding, "key"),
    "position": _POSITION,
    "value": fields.number(KeyFinding, "value"),
    "unit": fields.text(KeyFinding, "unit"),
    "statement": fields.text(KeyFinding, "statement"),
    "population": fields.text(KeyFinding, "population"),
    "year_from": fields.or_null(_YEAR),
    "year": _YEAR,
    "source": fields.text(KeyFinding, "source"),
}
CROSSWALK: dict[str, fields.Check] = {
    "earlier": fields.code(Recommendation, "reference"),
    "later": fields.code(Recommendation, "reference"),
    "kind": fields.one_of(CrosswalkKind.values),
    "note": fields.text(Crosswalk, "note", blank=True),
}
ARCHIVED: dict[str, fields.Check] = {
    "at": fields.instant,
    "reason": fields.text(Recommendation, "archived_reason"),
}
TRANSLATED: dict[str, fields.Check] = {
    "text": fields.text(Translation, "text"),
    "provenance": fields.one_of(Provenance.values),
}
TRANSLATED_OPTIONAL: dict[str, fields.Check] = {
    "year": _YEAR,
    "source_digest": fields.digest(Translation, "source_digest"),
}


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """One text in another language; ``source_digest`` is None when it translates the text in the same file."""

    text: str
    provenance: str
    year: int | None = None
    source_digest: str | None = None


@dataclass(slots=True)
class Entry:
    """One object of the file: clean values of every field, and its texts by (field, language)."""

    path: Path
    fields: dict[str, Any] = field(default_factory=dict)
    translations: dict[tuple[str, str], TranslatedText] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]


@dataclass(slots=True)
class CatalogueDocument:
    """A checked file. ``error`` makes an error with the place of an entry's field, for later checks."""

    positioned: Positioned
    edition: Entry
    areas: list[Entry]
    recommendations: list[Entry]
    key_findings: list[Entry]
    crosswalk: list[Entry]
    answers_for: Entry | None = None

    def error(self, entry: Entry, name: str, message: str) -> FileError:
        return self.positioned.error((*entry.path, name), message)


def read_catalogue(data: bytes) -> CatalogueDocument:
    """Read and check a whole file. Raise FileRefusedError with all its errors in the order of the file."""
    return _Checker(decode(text_of(data))).document()


class _Checker:
    """Walks a decoded document, collects errors instead of stopping at the first."""

    def __init__(self, positioned: Positioned) -> None:
        self.positioned = positioned
        self.errors: list[FileError] = []

    def refuse(self, path: Path, message: str) -> None:
        self.errors.append(self.positioned.error(path, message))

    def document(self) -> CatalogueDocument:
        top = self.positioned.value
        if self.is_object((), top):
            self.names((), top, ["format", "edition", "areas", "recommendations", "key_findings"], OPTIONAL)
            if "format" in top and top["format"] != FORMAT:
                message = _("%(value)s is not a format that can be read; it must be %(known)s")
                self.refuse(("format",), message % {"value": fields.shown(top["format"]), "known": repr(FORMAT)})
        self.stop_if_wrong_at_the_top()
        language = top["edition"].get("language") if isinstance(top["edition"], dict) else None
        document = CatalogueDocument(
            positioned=self.positioned,
            edition=self.entry(("edition",), top["edition"], EDITION, Edition.translatable, language),
            areas=self.entries("areas", AREA, ResponseArea.translatable, language),
            recommendations=self.entries("recommendations", RECOMMENDATION, Recommendation.translatable, language),
            key_findings=self.entries("key_findings", KEY_FINDING, KeyFinding.translatable, language),
            crosswalk=self.entries("crosswalk", CROSSWALK, (), language),
            answers_for=self.answers_for(top),
        )
        self.once(document.areas, "slug", "position")
        self.once(document.recommendations, "reference", "position")
        self.once(document.key_findings, "key", "position")
        self.references(document)
        self.areas_exist(document)
        self.years(document.key_findings)
        self.crosswalk(document)
        if self.errors:
            raise FileRefusedError(sorted(self.errors, key=lambda error: (error.line or 0, error.column or 0)))
        return document

    def stop_if_wrong_at_the_top(self) -> None:
        if self.errors:
            raise FileRefusedError(self.errors)

    def answers_for(self, top: dict[str, Any]) -> Entry | None:
        """Which actor types answer for which others; None where the file does not say."""
        if "answers_for" not in top:
            return None
        entry = Entry(("answers_for",))
        if self.is_object(entry.path, top["answers_for"]):
            known = actor_codes()
            checks = {code: fields.some_of([other for other in known if other != code]) for code in known}
            self.names(entry.path, top["answers_for"], [], checks)
            entry.fields = self.checked(entry.path, top["answers_for"], checks)
        return entry

    # --- one object and its fields ---

    def is_object(self, path: Path, value: Any) -> bool:
        if isinstance(value, dict):
            return True
        self.refuse(path, _("an object in curly brackets is needed here"))
        return False

    def names(self, path: Path, value: dict[str, Any], needed: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Refuse fields that nobody knows (a slip of the pen would be lost in silence) and name those missing."""
        known = [*needed, *optional]
        for name in value:
            if name not in known:
                message = _("no such field; known are %(known)s")
                self.refuse((*path, name), message % {"known": listed(known)})
        for name in needed:
            if name not in value:
                self.refuse((*path, name), _("this field is missing"))

    def checked(self, path: Path, value: dict[str, Any], checks: dict[str, fields.Check]) -> dict[str, Any]:
        clean = {}
        for name, check in checks.items():
            if name in value:
                try:
                    clean[name] = check(value[name])
                except ValueError as error:
                    self.refuse((*path, name), str(error))
        return clean

    def entry(
        self, path: Path, value: Any, checks: dict[str, fields.Check], translatable: tuple[str, ...], language: Any
    ) -> Entry:
        entry = Entry(path)
        if not self.is_object(path, value):
            return entry
        optional = ["translations"] if translatable else []
        if checks is RECOMMENDATION:
            optional.append("archived")
        self.names(path, value, checks, optional)
        entry.fields = self.checked(path, value, checks)
        if "translations" in optional and "translations" in value:
            entry.translations = self.translations((*path, "translations"), value, translatable, language)
        if "archived" in optional and "archived" in value:
            entry.fields["archived"] = self.archived((*path, "archived"), value["archived"])
        return entry

    def entries(
        self, name: str, checks: dict[str, fields.Check], translatable: tuple[str, ...], language: Any
    ) -> list[Entry]:
        items = self.positioned.value.get(name, [])
        if not isinstance(items, list):
            self.refuse((name,), _("a list in square brackets is needed here"))
            return []
        return [self.entry((name, index), item, checks, translatable, language) for index, item in enumerate(items)]

    def archived(self, path: Path, value: Any) -> dict[str, Any] | None:
        if not self.is_object(path, value):
            return None
        self.names(path, value, ARCHIVED)
        return self.checked(path, value, ARCHIVED)

    def translations(
        self, path: Path, value: dict[str, Any], translatable: tuple[str, ...], own_language: Any
    ) -> dict[tuple[str, str], TranslatedText]:
        texts: dict[tuple[str, str], TranslatedText] = {}
        by_language = value["translations"]
        if not self.is_object(path, by_language):
            return texts
        known = [code for code, _name in settings.LANGUAGES if code != own_language]
        self.names(path, by_language, [], known)
        for code in (code for code in by_language if code in known):
            if not self.is_object((*path, code), by_language[code]):
                continue
            self.names((*path, code), by_language[code], [], translatable)
            for name in (name for name in by_language[code] if name in translatable):
                text = self.translated((*path, code, name), by_language[code][name])
                if text:
                    texts[name, code] = text
        return texts

    def translated(self, path: Path, value: Any) -> TranslatedText | None:
        if not self.is_object(path, value):
            return None
        self.names(path, value, TRANSLATED, TRANSLATED_OPTIONAL)
        clean = self.checked(path, value, {**TRANSLATED, **TRANSLATED_OPTIONAL})
        return TranslatedText(**clean) if set(TRANSLATED) <= set(clean) else None

    # --- what the objects say about one another ---

    def once(self, entries: list[Entry], *names: str) -> None:
        for name in names:
            self.first_wins(entries, name, partial(_field, name=name))

    def first_wins(self, entries: list[Entry], name: str, key: Callable[[Entry], Any]) -> None:
        seen: dict[Any, Entry] = {}
        for entry in entries:
            value = key(entry)
            if value is None:
                continue
            if value in seen:
                message = _("%(value)s is already used in %(place)s")
                values = {"value": fields.shown(value), "place": field_name(seen[value].path)}
                self.refuse((*entry.path, name), message % values)
            seen.setdefault(value, entry)

    def references(self, document: CatalogueDocument) -> None:
        code = document.edition.fields.get("code")
        for entry in document.recommendations:
            reference = entry.fields.get("reference")
            if code and reference and not reference.startswith(f"{code}-"):
                message = _("%(value)s does not begin with the edition's code, as in %(example)s")
                values = {"value": fields.shown(reference), "example": f"{code}-01"}
                self.refuse((*entry.path, "reference"), message % values)

    def areas_exist(self, document: CatalogueDocument) -> None:
        known = {entry.fields.get("slug") for entry in document.areas}
        # Where an area itself is wrong, that is the error to mend; what points to it is not a second one.
        all_known = None not in known and isinstance(self.positioned.value["areas"], list)
        for entry in document.areas:
            if entry.fields.get("slug") == "cross-cutting":
                self.refuse((*entry.path, "slug"), _("cross-cutting is not an area: leave those without one (null)"))
        for entry in document.recommendations:
            area = entry.fields.get("area")
            if all_known and area is not None and area not in known:
                message = _("%(value)s is not the slug of an area of this file")
                self.refuse((*entry.path, "area"), message % {"value": fields.shown(area)})

    def years(self, findings: list[Entry]) -> None:
        for entry in findings:
            first, last = entry.fields.get("year_from"), entry.fields.get("year")
            if first is not None and last is not None and first > last:
                message = _("%(first)d is after %(last)d, the year")
                self.refuse((*entry.path, "year_from"), message % {"first": first, "last": last})

    def crosswalk(self, document: CatalogueDocument) -> None:
        own = {entry.fields.get("reference") for entry in document.recommendations}
        for entry in document.crosswalk:
            earlier, later = entry.fields.get("earlier"), entry.fields.get("later")
            if None not in own and later and later not in own:
                message = _("%(value)s is not a recommendation of this file")
                self.refuse((*entry.path, "later"), message % {"value": fields.shown(later)})
            if earlier and earlier in own:
                message = _("%(value)s is of this edition; a link begins in another one")
                self.refuse((*entry.path, "earlier"), message % {"value": fields.shown(earlier)})
        self.first_wins(
            document.crosswalk,
            "later",
            _pair,
        )


def _field(entry: Entry, name: str) -> Any:
    return entry.fields.get(name)


def _pair(entry: Entry) -> str | None:
    earlier, later = entry.fields.get("earlier"), entry.fields.get("later")
    return f"{earlier} → {later}" if earlier and later else None
