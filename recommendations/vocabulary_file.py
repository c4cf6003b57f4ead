"""The vocabulary of a site as a file: its actor types and its own words (vocabulary.schema.json).

``read_vocabulary`` checks the bytes, ``export_vocabulary`` writes what it reads; ``vocabulary_import`` brings it in.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from names.phrases import listed

from . import catalogue_fields as fields
from .models import ActorType, Term, Word
from .models.actor_types import CODE, LONGEST_CODE, PATTERN
from .positioned_json import FileError, FileRefusedError, Path, Positioned, decode, text_of

FORMAT = "recommendations-vocabulary/1"
LANGUAGES = ("en", "fr", "es", "ar")


@dataclass(frozen=True, slots=True)
class TypeInFile:
    """One actor type as a file wants it."""

    code: str
    names: dict[str, str]
    answers_for: list[str]


@dataclass(frozen=True, slots=True)
class VocabularyDocument:
    """A checked file: all actor types in their order, and the body's own words by key and language."""

    actor_types: list[TypeInFile]
    terms: dict[str, dict[str, str]]


def read_vocabulary(data: bytes) -> VocabularyDocument:
    """Read and check a whole file. Raises FileRefusedError with every error and its place."""
    return _Checker(decode(text_of(data))).document()


def export_vocabulary() -> str:
    """The site's vocabulary as the text of a file. Two queries."""
    document = {
        "format": FORMAT,
        "actor_types": [
            {"code": row.code, "names": row.names, "answers_for": row.answers_for} for row in ActorType.objects.all()
        ],
        "terms": {term.key: _names(term) for term in Term.objects.exclude(name_en="")},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _names(term: Term) -> dict[str, str]:
    every = {language: getattr(term, f"name_{language}") for language in LANGUAGES}
    return {language: name for language, name in every.items() if name}


class _Checker:
    """Walks a decoded document and collects errors instead of stopping at the first."""

    def __init__(self, positioned: Positioned) -> None:
        self.positioned = positioned
        self.errors: list[FileError] = []

    def refuse(self, path: Path, message: object) -> None:
        self.errors.append(self.positioned.error(path, str(message)))

    def document(self) -> VocabularyDocument:
        top = self.positioned.value
        if self.has((), top, ["format", "actor_types", "terms"]) and top["format"] != FORMAT:
            message = _("%(value)s is not a format that can be read; it must be %(known)s")
            self.refuse(("format",), message % {"value": fields.shown(top["format"]), "known": repr(FORMAT)})
        self.stop_if_wrong()
        types = [self.actor_type(("actor_types", place), one) for place, one in enumerate(self.list_of(top))]
        found = [one for one in types if one]
        self.keys_belong_together(found)
        terms = self.terms(top["terms"])
        self.stop_if_wrong()
        return VocabularyDocument(found, terms)

    def stop_if_wrong(self) -> None:
        if self.errors:
            raise FileRefusedError(sorted(self.errors, key=lambda error: (error.line or 0, error.column or 0)))

    def has(self, path: Path, value: Any, names: list[str]) -> bool:
        """An object with exactly these fields."""
        if not isinstance(value, dict):
            self.refuse(path, _("an object in curly brackets is needed here"))
            return False
        for name in value.keys() - set(names):
            self.refuse((*path, name), _("no such field; known are %(known)s") % {"known": listed(names)})
        missing = [name for name in names if name not in value]
        for name in missing:
            self.refuse((*path, name), _("this field is missing"))
        return not missing

    def list_of(self, top: dict[str, Any]) -> list[Any]:
        if isinstance(top["actor_types"], list) and top["actor_types"]:
            return top["actor_types"]
        self.refuse(("actor_types",), _("a list with at least one actor type is needed here"))
        return []

    def actor_type(self, path: Path, value: Any) -> TypeInFile | None:
        if not self.has(path, value, ["code", "names", "answers_for"]):
            return None
        code, others = value["code"], value["answers_for"]
        if not isinstance(code, str) or len(code) > LONGEST_CODE or not re.search(PATTERN, code):
            self.refuse((*path, "code"), CODE.message)
            return None
        if not isinstance(others, list) or not all(isinstance(one, str) for one in others):
            self.refuse((*path, "answers_for"), _("a list in square brackets is needed here"))
            others = []
        return TypeInFile(code, self.names((*path, "names"), value["names"]), others)

    def names(self, path: Path, value: Any) -> dict[str, str]:
        """Names by language, in English at least."""
        if not isinstance(value, dict):
            self.refuse(path, _("an object in curly brackets is needed here"))
            return {}
        found = {}
        for language, name in value.items():
            if language not in LANGUAGES:
                self.refuse((*path, language), _("no such field; known are %(known)s") % {"known": listed(LANGUAGES)})
                continue
            try:
                found[language] = fields.text(ActorType, "name_en")(name)
            except ValueError as error:
                self.refuse((*path, language), error)
        if "en" not in value:
            self.refuse((*path, "en"), _("this field is missing"))
        return found

    def keys_belong_together(self, types: list[TypeInFile]) -> None:
        """Each key once, and nobody answers for a type that there is not."""
        codes = [one.code for one in types]
        for place, one in enumerate(types):
            path: Path = ("actor_types", place)
            if one.code in codes[:place]:
                message = _("%(value)s appears here more than once")
                self.refuse((*path, "code"), message % {"value": fields.shown(one.code)})
            for other in one.answers_for:
                if other not in codes or other == one.code:
                    message = _("%(value)s is not another actor type of this file")
                    self.refuse((*path, "answers_for"), message % {"value": fields.shown(other)})

    def terms(self, value: Any) -> dict[str, dict[str, str]]:
        if not isinstance(value, dict):
            self.refuse(("terms",), _("an object in curly brackets is needed here"))
            return {}
        for key in value.keys() - set(Word.values):
            self.refuse(("terms", key), _("no such field; known are %(known)s") % {"known": listed(Word.values)})
        return {key: self.names(("terms", key), names) for key, names in value.items() if key in Word.values}
