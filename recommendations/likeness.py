"""How alike recommendations of two editions are by their words, and which pairs a curator is asked about.

Proposals only: nothing is linked here. What was linked or refused already is not proposed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, utils

from .models import Crosswalk, CrosswalkKind, Edition, Recommendation, RefusedLink
from .translations import translate

#: What is below this of 100 is left out: recommendations that ask different things are at 50 at most, once the words
#: that all of them share are taken away; those that became one another at 70 or more.
LEAST = 58
#: A part of a text that was split holds few of its words; those it holds count for this much.
PART = 0.85
#: A word that more than this share of all texts hold says nothing of one of them.
COMMON = 0.15
ALIKE, ALMOST, MUCH = 100, 85, 65
#: A pair this much less alike than the best one of both of its ends is noise.
NEAR_THE_BEST = 0.75


@dataclass(frozen=True)
class Proposal:
    """Two recommendations that may belong together, how alike they are (0 to 100) and what may have happened."""

    earlier: Recommendation
    later: Recommendation
    likeness: int
    kind: CrosswalkKind

    @property
    def key(self) -> str:
        return f"{self.earlier.pk}-{self.later.pk}"

    @property
    def in_words(self) -> str:
        """How alike they are, as a sentence says it."""
        if self.likeness >= ALIKE:
            return _("The same words")
        if self.likeness >= ALMOST:
            return _("Almost the same words")
        return _("Many words in common") if self.likeness >= MUCH else _("Some words in common")


def likeness(one: str, other: str, *, common: frozenset[str] = frozenset()) -> int:
    """How alike two texts are, 0 to 100; a part of a text is like the whole. ``common`` words say nothing."""
    one, other = utils.default_process(one), utils.default_process(other)
    if one == other:
        return ALIKE
    one, other = _without(one, common), _without(other, common)
    whole = fuzz.token_sort_ratio(one, other)
    return min(99, round(max(whole, PART * fuzz.token_set_ratio(one, other))))


def _without(text: str, common: frozenset[str]) -> str:
    return " ".join(word for word in text.split() if word not in common)


def _common(texts: Iterable[str]) -> frozenset[str]:
    """The words that many of the texts share: that governments must invest is said of every second subject."""
    found = [set(utils.default_process(text).split()) for text in texts]
    counted = Counter(word for words in found for word in words)
    return frozenset(word for word, number in counted.items() if number > max(2, len(found) * COMMON))


def proposals(earlier: Edition, later: Edition) -> list[Proposal]:
    """The pairs to ask about, in the order of the earlier edition, the most alike first. Six queries.

    The earlier texts are compared in the later edition's language, where they are translated into it.
    """
    olds, news = _texts(earlier, later.language), _texts(later, later.language)
    common = _common([*olds.values(), *news.values()])
    scores = {
        (old, new): score
        for old, old_text in olds.items()
        for new, new_text in news.items()
        if (score := likeness(old_text, new_text, common=common)) >= LEAST
    }
    kept = _worth_asking(scores)
    known = _decided(earlier, later)
    found = [
        Proposal(old, new, scores[old, new], _kind(old, new, kept))
        for old, new in kept
        if (old.pk, new.pk) not in known
    ]
    return sorted(found, key=lambda one: (one.earlier.position, -one.likeness, one.later.position))


def _texts(edition: Edition, language: str) -> dict[Recommendation, str]:
    found = Recommendation.objects.filter(edition=edition, archived_at=None).select_related("edition")
    rows = translate(list(found.order_by("position")), ["title", "text"], language=language)
    return {row: f"{row.texts['title']}. {row.texts['text']}" for row in rows}


Scores = dict[tuple[Recommendation, Recommendation], int]


def _worth_asking(scores: Scores) -> Scores:
    """Without the pairs of which one end has its twin elsewhere, or both have a much better one."""
    best: dict[Recommendation, int] = defaultdict(int)
    for pair, score in scores.items():
        for end in pair:
            best[end] = max(best[end], score)

    def is_worth(pair: tuple[Recommendation, Recommendation], score: int) -> bool:
        if any(best[end] == ALIKE for end in pair):
            return score >= ALMOST
        return score >= NEAR_THE_BEST * min(best[end] for end in pair)

    return {pair: score for pair, score in scores.items() if is_worth(pair, score)}


def _kind(old: Recommendation, new: Recommendation, among: Scores) -> CrosswalkKind:
    """What may have happened. Another later one is as near: it was split. Another earlier one: both were merged."""
    score = among[old, new]
    if score == ALIKE:
        return CrosswalkKind.SAME
    split = max((other for (one, to), other in among.items() if one == old and to != new), default=0)
    merged = max((other for (one, to), other in among.items() if to == new and one != old), default=0)
    if max(split, merged) >= NEAR_THE_BEST * score:
        return CrosswalkKind.SPLIT if split >= merged else CrosswalkKind.MERGED
    if score >= ALMOST:
        return CrosswalkKind.SAME
    return CrosswalkKind.SUPERSEDED if score >= MUCH else CrosswalkKind.RELATED


def _decided(earlier: Edition, later: Edition) -> set[tuple[int, int]]:
    """The pairs that are linked or were refused."""
    between = {"earlier__edition": earlier, "later__edition": later}
    linked = Crosswalk.objects.filter(**between).values_list("earlier_id", "later_id")
    refused = RefusedLink.objects.filter(**between).values_list("earlier_id", "later_id")
    return {*linked, *refused}
