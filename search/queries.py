"""What a person typed as a query: what it finds in one list, or what is near to it when nothing fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from .models import Kind, SearchDocument
from .names import Names, named_so, names
from .spelling import near_words
from .terms import Term, Terms, read_terms

NAMED = (Kind.COMMITMENTS, Kind.REPORTS)  # found by what their recommendations and areas are called, too
FEW = 1000  # so many are asked for by their keys in further questions
SHORTEST_NEAR = 4  # a shorter word is near to too many
MOST_UNKNOWN = 3  # of more words that nothing has, none is a slip of the pen; each costs a look through thousands


@dataclass(frozen=True)
class SearchQuery:
    """What was typed for one list, what is looked for, and the keys of what was found first.

    ``near`` when nothing fits what was typed and ``terms`` are spelt otherwise. ``first`` holds one key more than
    ``FEW`` at the most. ``first_only``: the reader looks no further than that.
    """

    kind: str
    text: str
    terms: Terms
    first: tuple[int, ...]
    near: bool = False
    first_only: bool = False

    def __str__(self) -> str:
        return self.text

    def condition(self, key: str = "pk") -> Q:
        """The condition for ``key`` to be that of one of the things that are found.

        A few are asked for by their keys: the database then begins with these, in whatever it is asked beside. A word
        that very many have stays a question to the index.
        """
        if self.first_only or len(self.first) <= FEW:
            return Q(**{f"{key}__in": self.first})
        return Q(**{f"{key}__in": fitting(self.kind, self.terms).values("key")})

    def only_first(self) -> SearchQuery:
        """The same for somebody who looks no further than at what was found first."""
        return replace(self, first_only=True)

    @property
    def is_cut(self) -> bool:
        """True when something that fits is left out."""
        return self.first_only and len(self.first) > FEW


def is_near(chosen: Mapping[str, Any]) -> bool:
    """Whether the search among the chosen filters found nothing as it was typed, and shows what is near."""
    query = chosen.get("q")
    return isinstance(query, SearchQuery) and query.near


def fitting(kind: str, terms: Terms) -> Any:
    """The documents of a kind that hold everything that was asked for; none where nothing was."""
    return SearchDocument.objects.filter(kind=kind, words__fits=terms) if terms else SearchDocument.objects.none()


def search(kind: str, text: str) -> SearchQuery:
    """Look for what was typed, or for what is near to it when nothing fits and something near does.

    One query where something fits, two more for names; a few more where nothing does.
    """
    return search_each([kind], text)[kind]


def search_each(kinds: Sequence[str], text: str, *, exactly: bool = False) -> dict[str, SearchQuery]:
    """The same in several lists at once: what is near is looked for only where nothing fits in any of them, and not at
    all with ``exactly``.

    One query a list where something fits, two more for names.
    """
    called = names() if {*kinds} & {*NAMED} else {}
    found = {kind: _as_typed(kind, text, called if kind in NAMED else {}) for kind in kinds}
    if exactly or any(query.first for query in found.values()):
        return found
    return {kind: _nearest(query, called if kind in NAMED else {}) for kind, query in found.items()}


def _as_typed(kind: str, text: str, called: Names) -> SearchQuery:
    terms = Terms(tuple(_named(term, called) for term in read_terms(text).each))
    return SearchQuery(kind, text, terms, _first(kind, terms))


def _nearest(query: SearchQuery, called: Names) -> SearchQuery:
    """What is near, for a search that found nothing; the search itself where nothing is."""
    unknown = [term for term in query.terms.each if _is_unknown(query.kind, term)]
    if not 0 < len(unknown) <= MOST_UNKNOWN:
        return query
    near = Terms(tuple(_widened(query.kind, one, called) if one in unknown else one for one in query.terms.each))
    if near != query.terms and (first := _first(query.kind, near)):
        return replace(query, terms=near, first=first, near=True)
    return query


def _named(term: Term, called: Names) -> Term:
    """The term, or one of the recommendations that are called so."""
    return replace(term, instead=named_so(term, called))


def _first(kind: str, terms: Terms) -> tuple[int, ...]:
    """The keys of what fits, one more than ``FEW`` at the most, in no order."""
    return tuple(fitting(kind, terms).values_list("key", flat=True)[: FEW + 1])


def _is_unknown(kind: str, term: Term) -> bool:
    """Whether it is a single word, long enough to be mistyped, that finds nothing."""
    is_word = len(term.words) == 1 and len(term.words[0]) >= SHORTEST_NEAR
    # Many are asked for: to find one alone PostgreSQL would look through all rows, as if one would turn up early.
    return is_word and not _first(kind, Terms((term,)))


def _widened(kind: str, term: Term, called: Names) -> Term:
    """The word with near words beside it."""
    words = near_words(kind, term.words[0], called)
    named = {name for near in words for name in named_so(Term((near,), open=False), called)}
    return replace(term, instead=(*words, *sorted(named)))
