"""What a search over everything finds, by kind: the first of each, and how many its list holds."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.days import site_day
from dashboard.catalogue import catalogue, these_recommendations
from dashboard.excerpts import excerpt
from dashboard.filters import (
    CommitmentFilters,
    ListFilters,
    OrganisationFilters,
    RecommendationFilters,
    ReportFilters,
    Selection,
)
from dashboard.method import PARAGRAPHS
from dashboard.method import PATH as METHOD_PATH
from dashboard.navigation import localised
from dashboard.statistics.bounded import Total
from dashboard.statistics.totals import total_of
from dashboard.structured_data.pages import LISTS
from names.numbers import in_figures
from progress.models import CommitmentStatus
from recommendations.models import KeyFinding, Word
from recommendations.models.vocabulary import word
from search.documents import WRITTEN
from search.folding import fold, tokens
from search.marking import Piece, passage, pieces
from search.queries import FEW, SearchQuery, search_each
from search.terms import Terms, read_terms

PATH = "/search/"
LABELS: dict[str, str | Promise] = {
    "areas": word(Word.RESPONSE_AREAS),
    "recommendations": word(Word.RECOMMENDATIONS),
    "organisations": _("Organisations"),
    "commitments": _("Commitments"),
    "reports": _("Reports"),
    "findings": _("Key findings"),
    "pages": _("Pages"),
}
# A paragraph this long is read for the passage that is shown; a report may be longer.
LONGEST_PARAGRAPH = 5000
FEW_WORDS = 6  # so many are suggested


def figures(total: Total) -> str:
    """A total in figures: 12, or 1,000+ where there are more than were counted."""
    number = in_figures(total.number)
    return gettext("%(count)s+") % {"count": number} if total.more else number


@dataclass(frozen=True)
class Hit:
    """One thing that was found. ``title`` and ``passage`` are in ``language``, cut where the words stand.

    ``about`` are the words beside the title, ``status`` is how a commitment stands, ``day`` what a report is of,
    ``finding`` what has a figure.
    """

    address: str
    title: list[Piece]
    passage: list[Piece]
    about: list[str]
    language: str = ""
    reference: list[Piece] | None = None
    status: CommitmentStatus | None = None
    day: datetime.date | None = None
    finding: KeyFinding | None = None

    @property
    def marked(self) -> list[Piece]:
        """Everything in which the words are marked."""
        return [*(self.reference or ()), *self.title, *self.passage]


@dataclass(frozen=True)
class Group:
    """What was found of one kind; ``address`` is that of its list with all of them, empty where there is none."""

    kind: str
    label: str | Promise
    total: Total
    hits: list[Hit]
    address: str = ""

    @property
    def count(self) -> str:
        """How many, in figures."""
        return figures(self.total)


@dataclass(frozen=True)
class Results:
    """Everything that was found. ``near``: nothing fits what was typed, and this is spelt much like it."""

    text: str
    terms: Terms
    groups: list[Group]
    near: bool

    @property
    def spelt(self) -> list[str]:
        """The words of the texts that were found, as they are written there, the first ``FEW_WORDS`` of them."""
        marked = [piece.text for group in self.groups for hit in group.hits for piece in hit.marked if piece.found]
        words: dict[str, str] = {}
        for text in marked:
            words.setdefault(fold(text), text)
        return list(words.values())[:FEW_WORDS]

    @property
    def total(self) -> Total:
        """How many in all, over all kinds."""
        numbers = [group.total for group in self.groups]
        return Total(sum(one.number for one in numbers), any(one.more for one in numbers))


def results(text: str, *, most: int) -> Results:
    """What ``text`` finds, at most ``most`` of each kind. The number of queries does not grow with what is found."""
    terms = read_terms(text)
    few = [Group(kind, LABELS[kind], Total(len(hits)), hits[:most]) for kind, hits in _in_the_catalogue(terms) if hits]
    queries = search_each([*IN_LISTS], text, exactly=bool(few))
    listed = [IN_LISTS[kind](query, most) for kind, query in queries.items() if query.first]
    groups = {group.kind: group for group in [*few, *listed] if group.total.number}
    return Results(
        text, terms, [groups[kind] for kind in LABELS if kind in groups], any(query.near for query in queries.values())
    )


def words_alone(text: str) -> list[str]:
    """For several words that find nothing together: the first of them that find something by themselves."""
    words = list(dict.fromkeys(text.split()))[:FEW_WORDS]
    return [word for word in words if _finds(word)] if len(words) > 1 else []


def _finds(word: str) -> bool:
    terms = read_terms(word)
    in_lists = search_each([*IN_LISTS], word, exactly=True).values()
    return any(query.first for query in in_lists) or any(hits for _kind, hits in _in_the_catalogue(terms))


# --- What has a list -----------------------------------------------------------------------------------


def _selection(query: SearchQuery) -> Selection:
    return Selection(on=site_day(), chosen={"q": query}, raw={"q": (query.text,)}).as_far_as_listed()


def _group(kind: str, filters: ListFilters, hits: list[Hit]) -> Group:
    return Group(kind, LABELS[kind], total_of(filters), hits, filters.selection.address(f"/{kind}/"))


def _best(filters: ListFilters, title: str, most: int) -> list[int]:
    """The keys of the first ``most``: what has the words in its title before others, both in the list's own order."""
    order, terms = filters.order(), filters.selection.chosen["q"].terms
    found = list(order.apply(filters.rows()).values_list(order.key, title)[:FEW])
    found.sort(key=lambda row: not terms.fits(tokens(row[1])))
    return [key for key, _title in found[:most]]


def _in_this_order(rows: QuerySet, key: str, keys: list[int]) -> list[Any]:
    by_key = {getattr(row, key): row for row in rows.filter(**{f"{key}__in": keys})}
    return [by_key[one] for one in keys if one in by_key]


def _recommendations(query: SearchQuery, most: int) -> Group:
    filters = RecommendationFilters.of(_selection(query))
    rows = these_recommendations(filters.rows().values_list("pk", flat=True))
    rows.sort(key=lambda row: not query.terms.fits(tokens(f"{row.reference} {row.texts['title']}")))
    hits = [
        Hit(
            address=localised(f"/recommendations/{row.reference}/"),
            reference=pieces(row.reference, query.terms),
            title=pieces(str(row.texts["title"]), query.terms),
            passage=_passage([str(row.texts["text"])], query.terms),
            about=[str(row.area.texts["name"])] if row.area else [],
            language=row.texts["title"].language,
        )
        for row in rows[:most]
    ]
    return _group("recommendations", filters, hits)


def _organisations(query: SearchQuery, most: int) -> Group:
    filters = OrganisationFilters.of(_selection(query))
    rows = filters.rows().select_related("country")
    hits = [
        Hit(
            address=localised(f"/organisations/{row.slug}/"),
            title=pieces(row.name, query.terms),
            passage=_passage([row.description], query.terms),
            about=[str(row.get_actor_type_display()), *([row.country.name] if row.country else [])],
        )
        for row in _in_this_order(rows, "pk", _best(filters, "name", most))
    ]
    return _group("organisations", filters, hits)


def _commitments(query: SearchQuery, most: int) -> Group:
    filters = CommitmentFilters.of(_selection(query))
    rows = filters.rows().select_related("commitment__lead_organisation")
    hits = [
        Hit(
            address=localised(f"/commitments/{row.commitment_id}/"),
            title=pieces(row.commitment.title, query.terms),
            passage=_passage([row.commitment.description], query.terms),
            about=[row.commitment.lead_organisation.name],
            language=row.commitment.language,
            status=row,
        )
        for row in _in_this_order(rows, "commitment_id", _best(filters, "title", most))
    ]
    return _group("commitments", filters, hits)


def _reports(query: SearchQuery, most: int) -> Group:
    filters = ReportFilters.of(_selection(query))
    rows = filters.order().apply(filters.rows().select_related("commitment", "organisation"))
    hits = [
        Hit(
            address=localised(f"/reports/{row.pk}/"),
            title=pieces(row.commitment.title, query.terms),
            passage=_passage([getattr(row, name) for name in WRITTEN], query.terms),
            about=[row.organisation.name],
            language=row.language,
            day=row.covers_until,
        )
        for row in rows[:most]
    ]
    return _group("reports", filters, hits)


IN_LISTS: dict[str, Callable[[SearchQuery, int], Group]] = {
    "recommendations": _recommendations,
    "organisations": _organisations,
    "commitments": _commitments,
    "reports": _reports,
}


def _passage(texts: Iterable[str], terms: Terms) -> list[Piece]:
    """The first paragraph of some Markdown texts that has what was looked for, around it; nothing where none has."""
    for paragraph in (part for text in texts for part in text.split("\n\n")):
        if any(piece.found for piece in pieces(paragraph, terms)):
            return passage(excerpt(paragraph, LONGEST_PARAGRAPH), terms)
    return []


# --- What is few, and looked through -------------------------------------------------------------------


def _in_the_catalogue(terms: Terms) -> list[tuple[str, list[Hit]]]:
    """Areas, key findings and pages of words, each with all that was found."""
    return [("areas", _areas(terms)), ("findings", _findings(terms)), ("pages", _pages(terms))]


def _fits(terms: Terms, *texts: Any) -> bool:
    return terms.fits(tokens("\n".join(map(str, texts))))


def _areas(terms: Terms) -> list[Hit]:
    return [
        Hit(
            address=f"{localised(f'/areas/{area.slug}/')}?edition={area.edition.slug}",
            title=pieces(str(area.texts["name"]), terms),
            passage=_passage([str(area.texts["description"])], terms),
            about=[str(area.edition.texts["title"])],
            language=area.texts["name"].language,
        )
        for area in catalogue().areas
        if area.archived_at is None and (_fits(terms, area.texts["name"]) or _fits(terms, area.name))
    ]


def _findings(terms: Terms) -> list[Hit]:
    return [
        Hit(
            address=f"{localised('/about/')}#findings-{finding.edition.slug}",
            finding=finding,
            title=pieces(str(finding.texts["statement"]), terms),
            passage=[],
            about=[str(finding.texts["population"]), str(finding.year), str(finding.texts["source"])],
            language=finding.texts["statement"].language,
        )
        for finding in catalogue().findings
        if _fits(terms, finding.texts["statement"], finding.texts["population"])
        or _fits(terms, finding.statement, finding.population)
    ]


def _pages(terms: Terms) -> list[Hit]:
    """Pages by their titles and what they say of themselves, and the paragraphs on method."""
    paragraphs = [
        Hit(
            one.address,
            pieces(str(one.title), terms),
            passage(" ".join(one.sentences), terms),
            [str(LISTS[METHOD_PATH][1])],
        )
        for one in PARAGRAPHS
        if _fits(terms, one.title, *one.sentences)
    ]
    return paragraphs + [
        Hit(localised(path), pieces(str(title), terms), pieces(str(description), terms), [])
        for path, (_kind, title, description) in LISTS.items()
        if path != PATH and _fits(terms, title, description)
    ]
