"""Organisations that may have been entered twice: of one country, or of none, and called alike.

Names are compared word by word without capitals, accents and punctuation. Only names that share the beginning of a
word are compared, so that the work does not grow with the square of all organisations.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db import IntegrityError, transaction
from rapidfuzz import fuzz

from stakeholders import changes, permissions
from stakeholders.errors import NotPermitted
from stakeholders.models import DistinctOrganisations, Organisation

ALIKE = 85  # of 100
BEGINNING = 4  # letters of a word that two names must share
MOST_TOGETHER = 50  # what more names share says too little of them
SHOWN = 100


@dataclass(frozen=True)
class Pair:
    """Two organisations and how alike their names are, in hundredths. ``one`` was entered first."""

    one: Organisation
    other: Organisation
    likeness: int


def words_of(name: str) -> str:
    """A name as it is compared: words in small letters without accents, one space between them."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain))


def likely() -> list[Pair]:
    """The likeliest pairs in use that nobody has said to be two, the most alike first. Three queries."""
    rows = Organisation.objects.public().select_related("country").order_by("pk")
    distinct = set(DistinctOrganisations.objects.values_list("one", "other"))
    found = [pair for pair in _alike(rows) if (pair.one.pk, pair.other.pk) not in distinct]
    return sorted(found, key=lambda pair: (-pair.likeness, pair.one.name, pair.one.pk))[:SHOWN]


def likely_for(organisation: Organisation) -> list[Organisation]:
    """The organisations that this one may be a second entry of."""
    pairs = [pair for pair in likely() if organisation.pk in (pair.one.pk, pair.other.pk)]
    return [pair.other if pair.one.pk == organisation.pk else pair.one for pair in pairs]


@transaction.atomic
def say_distinct(*, one: Organisation, other: Organisation, by) -> None:
    """Remember that the two are two. Saying it twice writes nothing. Raises ``NotPermitted``."""
    if not permissions.can_curate_organisations(changes.as_now(by)):
        raise NotPermitted
    first, second = sorted((one, other), key=lambda row: row.pk)
    try:
        with transaction.atomic():
            DistinctOrganisations.objects.get_or_create(one=first, other=second, defaults={"said_by": by})
    except IntegrityError:
        return  # somebody said it at the same moment


def _alike(rows: Iterable[Organisation]) -> Iterator[Pair]:
    names = {row: words_of(row.name) for row in rows}
    pairs = {pair for some in _together(names) for pair in combinations(some, 2)}
    for one, other in pairs:
        if one.country_id and other.country_id and one.country_id != other.country_id:
            continue
        likeness = fuzz.token_sort_ratio(names[one], names[other], score_cutoff=ALIKE)
        likeness = max(likeness, _without_additions(names[one], names[other]))
        if likeness:
            yield Pair(one, other, round(likeness))


def _together(names: dict[Organisation, str]) -> Iterator[list[Organisation]]:
    """Organisations to compare with each other: those whose names share the beginning of a word or of two words; where
    these are many, those of them in one country, with those of none.
    """
    sharing: dict[tuple[str, ...], list[Organisation]] = defaultdict(list)
    for row, name in names.items():
        beginnings = sorted({word[:BEGINNING] for word in name.split()})
        for shared in (*((one,) for one in beginnings), *combinations(beginnings, 2)):
            sharing[shared].append(row)
    for rows in sharing.values():
        if len(rows) <= MOST_TOGETHER:
            yield rows
        else:
            yield from (some for some in _by_country(rows) if len(some) <= MOST_TOGETHER)


def _by_country(rows: list[Organisation]) -> Iterator[list[Organisation]]:
    """The rows of no country, and those of each country with them."""
    found: dict[str | None, list[Organisation]] = defaultdict(list)
    for row in rows:
        found[row.country_id].append(row)
    nowhere = found.pop(None, [])
    yield nowhere
    yield from ([*some, *nowhere] for some in found.values())


def _without_additions(one: str, other: str) -> float:
    """How alike they are where one of them says more, such as its country: at least two words must be the same."""
    if len(set(one.split()) & set(other.split())) < 2:
        return 0
    return fuzz.token_set_ratio(one, other, score_cutoff=95) * 0.95
