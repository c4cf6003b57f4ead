"""SKOS: response areas and recommendations by edition, what became of them in later editions, and every code.

Concepts stand under ``/data/concepts#``, recommendations under the address of their page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import TextChoices
from django.db.models.enums import ChoicesType
from django.utils.translation import gettext_lazy as _

from dashboard.navigation import page_address
from opendata.linked.rdf import Node, Ref, Text, Value
from opendata.linked.words import Said, in_every_language
from progress.freshness import Freshness
from progress.models import AssessedCompletion, EvidenceStrength, Health, ReviewState
from recommendations.models import (
    Crosswalk,
    CrosswalkKind,
    Edition,
    EditionState,
    Obligation,
    Recommendation,
    ResponseArea,
    Translation,
)
from recommendations.models.vocabulary import vocabulary
from stakeholders.models import ImplementationStatus, ResponseKind

Codes = type[TextChoices] | Callable[[], list[tuple[str, Any]]]


def actor_types() -> list[tuple[str, Any]]:
    """The site's own, each to be said in every language."""
    return list(vocabulary().actor_types.items())


CODES: dict[str, tuple[Any, Codes]] = {
    "response": (_("Response of an organisation to a recommendation"), ResponseKind),
    "implementation_status": (_("Implementation status"), ImplementationStatus),
    "health": (_("Outlook"), Health),
    "review_state": (_("Review stage of a report"), ReviewState),
    "assessed_completion": (_("Assessed completion"), AssessedCompletion),
    "actor_type": (_("Actor type"), actor_types),
    "obligation": (_("Obligation"), Obligation),
    "freshness": (_("Age of latest report"), Freshness),
    "evidence_strength": (_("Evidence"), EvidenceStrength),
}

# What a link says of the earlier recommendation, and of the later one. A part is narrower than the whole.
MATCHES = {
    CrosswalkKind.SAME: ("skos:exactMatch", "skos:exactMatch"),
    CrosswalkKind.SPLIT: ("skos:narrowMatch", "skos:broadMatch"),
    CrosswalkKind.MERGED: ("skos:broadMatch", "skos:narrowMatch"),
    CrosswalkKind.SUPERSEDED: ("skos:closeMatch", "skos:closeMatch"),
    CrosswalkKind.RELATED: ("skos:relatedMatch", "skos:relatedMatch"),
}


def concept(name: str) -> str:
    """The address of a scheme (``health``) or a concept (``health.at_risk``, ``gta-2021.technology``)."""
    return page_address(f"/data/concepts#{name}")


def concepts() -> Iterator[Node]:
    """Every scheme with its concepts. Five queries, whatever the number."""
    for name, (title, codes) in CODES.items():
        yield from _codes(name, title, codes)
    translations = _translations()
    editions = list(Edition.objects.public().order_by("published_on", "pk"))
    areas = list(ResponseArea.objects.filter(edition__in=editions).order_by("edition_id", "position"))
    rows = Recommendation.objects.exclude(edition__state=EditionState.DRAFT).select_related("area")
    recommendations = list(rows.order_by("edition_id", "position"))
    matches = _crosswalk()
    for edition in editions:
        own = [area for area in areas if area.edition_id == edition.pk]
        yield _scheme_of(edition, own, translations)
        yield from (_area(area, edition, translations) for area in own)
        asked = [row for row in recommendations if row.edition_id == edition.pk]
        yield from (_recommendation(row, edition, translations, matches) for row in asked)


def _codes(name: str, title: Any, codes: Codes) -> Iterator[Node]:
    pairs: list[tuple[str, Any]] = codes.choices if isinstance(codes, ChoicesType) else codes()
    tops: list[Said] = [("skos:hasTopConcept", Ref(concept(f"{name}.{value}"))) for value, _label in pairs]
    yield Node(concept(name), ("skos:ConceptScheme",), (*in_every_language("dct:title", title), *tops))
    for value, label in pairs:
        said: list[Said] = [
            *in_every_language("skos:prefLabel", label),
            ("skos:notation", Text(value)),
            ("skos:inScheme", Ref(concept(name))),
            ("skos:topConceptOf", Ref(concept(name))),
        ]
        yield Node(concept(f"{name}.{value}"), ("skos:Concept",), tuple(said))


Texts = dict[tuple[str, int, str], list[tuple[str, str]]]


def _translations() -> Texts:
    """(kind of row, its key, its field) → the translations as (language, text)."""
    kinds = [model._meta.label_lower for model in (Edition, ResponseArea, Recommendation)]
    found: Texts = {}
    rows = Translation.objects.filter(subject__in=kinds, field__in=["title", "name", "text", "description"])
    for row in rows.order_by("language"):
        found.setdefault((row.subject, row.object_id, row.field), []).append((row.language, row.text))
    return found


def _texts(name: str, row: Any, column: str, language: str, translations: Texts) -> list[Said]:
    """A text of the catalogue in its own language and in those that it was translated into."""
    text = getattr(row, column)
    others = translations.get((row._meta.label_lower, row.pk, column), [])
    every = [(language, text), *((code, words) for code, words in others if code != language)]
    return [(name, Text(words, code)) for code, words in every if words]


def _scheme_of(edition: Edition, areas: list[ResponseArea], translations: Texts) -> Node:
    tops: list[Said] = [("skos:hasTopConcept", Ref(concept(f"{edition.slug}.{area.slug}"))) for area in areas]
    said = [
        *_texts("dct:title", edition, "title", edition.language, translations),
        ("dct:source", Text(edition.source)),
        *tops,
    ]
    return Node(concept(edition.slug), ("skos:ConceptScheme",), tuple(said))


def _area(area: ResponseArea, edition: Edition, translations: Texts) -> Node:
    said = [
        *_texts("skos:prefLabel", area, "name", edition.language, translations),
        *_texts("skos:definition", area, "description", edition.language, translations),
        ("skos:notation", Text(area.slug)),
        ("skos:inScheme", Ref(concept(edition.slug))),
        ("skos:topConceptOf", Ref(concept(edition.slug))),
    ]
    return Node(concept(f"{edition.slug}.{area.slug}"), ("skos:Concept",), tuple(said))


def recommendation_address(reference: str) -> str:
    """The address of a recommendation as a concept: that of its page."""
    return page_address(f"/recommendations/{reference}/")


def _recommendation(row: Recommendation, edition: Edition, translations: Texts, matches: dict[int, list[Said]]) -> Node:
    said: list[Said] = [
        *_texts("skos:prefLabel", row, "title", edition.language, translations),
        *_texts("skos:definition", row, "text", edition.language, translations),
        ("skos:notation", Text(row.reference)),
        ("skos:inScheme", Ref(concept(edition.slug))),
    ]
    if row.area:
        said.append(("skos:broader", Ref(concept(f"{edition.slug}.{row.area.slug}"))))
    return Node(recommendation_address(row.reference), ("skos:Concept",), (*said, *matches.get(row.pk, [])))


def _crosswalk() -> dict[int, list[Said]]:
    """What each recommendation is to those of other editions, read from both ends of every link."""
    found: dict[int, list[Said]] = {}
    links = Crosswalk.objects.exclude(earlier__edition__state=EditionState.DRAFT)
    links = links.exclude(later__edition__state=EditionState.DRAFT)
    for link in links.select_related("earlier", "later").order_by("pk"):
        earlier, later = (
            Ref(recommendation_address(link.earlier.reference)),
            Ref(recommendation_address(link.later.reference)),
        )
        forwards, backwards = MATCHES[CrosswalkKind(link.kind)]
        _add(found, link.earlier_id, forwards, later)
        _add(found, link.later_id, backwards, earlier)
        if link.kind == CrosswalkKind.SUPERSEDED:
            _add(found, link.earlier_id, "dct:isReplacedBy", later)
            _add(found, link.later_id, "dct:replaces", earlier)
    return found


def _add(found: dict[int, list[Said]], key: int, name: str, value: Value) -> None:
    found.setdefault(key, []).append((name, value))
