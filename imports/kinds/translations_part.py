"""Titles and texts of recommendations in further languages, each in a column of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings as site
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from imports.kinds.base import Field, Planned, Shape
from recommendations.models import Edition, Provenance, Recommendation, Translation
from recommendations.translating import Said, save_all, version_of_all

SUBJECT = Recommendation._meta.label_lower


def _label(field: str, language: str) -> Any:
    name = dict(site.LANGUAGES)[language]

    def said() -> str:
        text = _("Title (%(language)s)") if field == "title" else _("Text (%(language)s)")
        return text % {"language": name}

    return lazy(said, str)()


def _field(field: str, language: str) -> Field:
    shape, most = (Shape.LINE, 200) if field == "title" else (Shape.TEXT, 20_000)
    names = (f"{field}_{language}", f"{field} {language}", f"{field} ({language})")
    return Field(f"{field}_{language}", _label(field, language), shape, names=names, most=most)


#: By the name of the field what it is a translation of, and into which language.
PARTS: dict[str, tuple[str, str]] = {
    f"{field}_{language}": (field, language)
    for language, _name in site.LANGUAGES
    for field in Recommendation.translatable
}
FIELDS = tuple(_field(field, language) for field, language in PARTS.values())


class Translations:
    """Compares the texts of rows with the translations that there are, loaded for many rows at once."""

    def __init__(self) -> None:
        self._there: dict[int, dict[str, Translation]] = {}

    def load(self, keys: Iterable[int]) -> None:
        """One query."""
        self._there = {}
        for row in Translation.objects.filter(subject=SUBJECT, object_id__in=list(keys)):
            self._there.setdefault(row.object_id, {})[f"{row.field}_{row.language}"] = row

    def compare(self, planned: Planned, there: Recommendation | None, edition: Edition) -> None:
        """Add what differs to the row, or refuse a column that is in the language of the edition itself."""
        present = self._there.get(there.pk, {}) if there else {}
        for name, (_field, language) in PARTS.items():
            after = planned.row.values.get(name, "")
            if name not in planned.row.values:
                continue
            if language == edition.language:
                if after:
                    reason = _("The edition is in this language. Choose this column as the title or the text itself.")
                    planned.refuse(reason, name, value=after[:200])
                continue
            before = present[name].text if name in present else ""
            if before != after:
                planned.differences.append((name, before, after))


def said_in(differences: Iterable[tuple[str, Any, Any]]) -> list[Said]:
    """The translations among the differences of a row, as they are to be."""
    return [Said(*PARTS[name], text=after) for name, _before, after in differences if name in PARTS]


def write(there: Recommendation, said: list[Said], *, by, reason: str) -> None:
    """Keep these translations; an empty one is taken away."""
    if said:
        save_all(instance=there, said=said, seen=version_of_all(there), reason=reason, by=by)


def origins(there: Recommendation, said: Iterable[Said]) -> dict[str, list[Any]]:
    """Where the translations come from that are about to change, to set them back with it."""
    fields = {(one.field, one.language): f"{one.field}_{one.language}" for one in said}
    rows = Translation.objects.filter(subject=SUBJECT, object_id=there.pk) if fields else ()
    return {
        fields[row.field, row.language]: [row.provenance, row.year]
        for row in rows
        if (row.field, row.language) in fields
    }


def set_back(there: Recommendation, before: Mapping[str, str], origin: Mapping[str, list[Any]], *, by, reason) -> None:
    """Have the translations say again what they said, from where they came."""
    said = [
        Said(*PARTS[name], text=text, provenance=provenance, year=year)
        for name, text in before.items()
        for provenance, year in [origin.get(name, [Provenance.HUMAN, None])]
    ]
    write(there, said, by=by, reason=reason)
