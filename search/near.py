"""A second try when nothing fits: the words of the index that are spelt much alike.

Likeness is that of pg_trgm: the share of rows of three letters that two words have in common. Where the extension is
missing, and for letters that the database's own locale does not know, the same is worked out here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Length

from recommendations.models import Recommendation
from search.models import SearchWord

from .asking import Asked, Piece, read_asked
from .conditions import INDEX, matching, matching_recommendations, recommendation_words
from .folding import is_unspaced
from .names import every_word, named_so

ALIKE = 0.3  # what pg_trgm takes for similar
ONE_SLIP = 0.6  # how alike two words count at least that one letter tells apart
ONE_SLIP_AND_AN_END = 0.45  # and with an end besides: haching, hash
LONGEST_END = 3
NAMED = ("commitments", "reports")  # found by what their recommendations and areas are called
MOST = 5
MOST_BEGUN = 50  # words with one beginning that are asked for one by one
FEW = 1000  # so many are named one by one in further questions
LOOKED_AT = 20_000  # words that are compared here, at most


class Sought(str):
    """What was typed, with what is looked for: ``asked``, and ``near`` when that is spelt otherwise."""

    asked: Asked
    near: bool
    first: list[int]
    cut: bool

    @classmethod
    def of(cls, text: str, asked: Asked, first: list[int], *, near: bool = False, cut: bool = False) -> Sought:
        """``first`` are the keys of what fits, one more than ``FEW`` at the most. ``cut``: nothing further is asked."""
        made = cls(text)
        made.asked, made.first, made.near, made.cut = asked, first, near, cut
        return made

    @property
    def keys(self) -> list[int] | None:
        """The keys to ask for by name: of everything that fits, or of the first alone; None for more than that."""
        return self.first if self.cut or len(self.first) <= FEW else None

    @property
    def is_cut(self) -> bool:
        """True when something that fits is left out."""
        return self.cut and len(self.first) > FEW

    def first_alone(self) -> Sought:
        """The same for somebody who looks no further than at what was found first."""
        return Sought.of(self, self.asked, self.first, near=self.near, cut=True)


def found_in(things: str, text: str, key: str = "pk") -> Q:
    """The condition for ``key`` to be that of one of the ``things`` that a search finds.

    What was tried before (``sought``) and found a few is asked for by name: the database then begins with these, in
    whatever it is asked beside. A word that very many have stays a question to the index.
    """
    if isinstance(text, Sought) and text.keys is not None:
        return Q(**{f"{key}__among": text.keys})
    asked = text.asked if isinstance(text, Sought) else _asked(things, text)
    return matching(things, asked, key) if things in INDEX else matching_recommendations(asked)


def is_near(chosen: Mapping[str, Any]) -> bool:
    """Whether the search among the chosen filters found nothing as it was typed, and shows what is near."""
    text = chosen.get("q")
    return isinstance(text, Sought) and text.near


def sought(things: str, text: str) -> Sought:
    """What was typed, or what is near to it when nothing of ``things`` fits and something near does.

    One query where something fits; a few more where nothing does.
    """
    asked = _known(things, _asked(things, text))
    keys = _finds(things, asked, FEW + 1)
    if keys or not asked.pieces:
        return Sought.of(text, asked, keys)
    near = Asked(tuple(_widened(things, piece) for piece in asked.pieces))
    keys = _finds(things, near, FEW + 1) if near != asked else []
    return Sought.of(text, near, keys, near=True) if keys else Sought.of(text, asked, [])


def _asked(things: str, text: str) -> Asked:
    """What was typed; commitments and reports answer to the names of recommendations and areas as well."""
    asked = read_asked(text)
    if things not in NAMED:
        return asked
    return Asked(tuple(replace(piece, near=named_so(piece)) for piece in asked.pieces))


def _known(things: str, asked: Asked) -> Asked:
    """What was asked with the index's own words for beginnings, where the database is quicker with these."""
    if things not in INDEX or connection.vendor != "postgresql":
        return asked
    return Asked(tuple(_spelt_out(piece) for piece in asked.pieces))


def _spelt_out(piece: Piece) -> Piece:
    """The piece with all words that begin like it, unless it is a phrase or they are many. One query.

    Numbers and words of up to three letters are not among ``SearchWord``; the word itself always counts as known.
    """
    word = piece.words[0]
    if len(piece.words) > 1 or not piece.open or word.isdigit() or is_unspaced(word):
        return piece
    begun = SearchWord.objects.filter(word__startswith=word).values_list("word", flat=True)
    known = {word, *begun[: MOST_BEGUN + 1]}
    return piece if len(known) > MOST_BEGUN else replace(piece, known=tuple(sorted(known)))


def _finds(things: str, asked: Asked, most: int) -> list[int]:
    """The keys of what fits, at most so many, in no order."""
    if not asked.pieces:
        return []
    if things in INDEX:
        rows = INDEX[things].objects.filter(words__fits=asked)
    else:
        rows = Recommendation.objects.public().filter(matching_recommendations(asked)).order_by()
    return list(rows.values_list("pk", flat=True)[:most])


def _widened(things: str, piece: Piece) -> Piece:
    """The piece with near words beside it, where it is a single word that finds nothing.

    Many are asked for: to find one alone PostgreSQL would look through all rows, as if one would turn up early.
    """
    if len(piece.words) > 1 or len(piece.words[0]) < 4 or _finds(things, Asked((piece,)), FEW + 1):
        return piece
    words = near_words(things, piece.words[0])
    if things not in NAMED:
        return replace(piece, near=tuple(words))
    named = {word for near in words for word in named_so(Piece((near,), open=False))}
    return replace(piece, near=(*words, *sorted(named)))


def near_words(things: str, word: str) -> list[str]:
    """The words most like this one, best first, at most ``MOST``."""
    if things not in INDEX:
        known = {held for texts in recommendation_words().values() for words in texts for held in words}
        return _best(word, known)
    among = set(_by_index(word)) if has_trigrams() else _comparable(word)
    among |= _one_letter_away(word) | (every_word() if things in NAMED else set())
    return _best(word, among)


def has_trigrams() -> bool:
    """Whether the database compares words itself."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None


def _by_index(word: str) -> list[str]:
    table = connection.ops.quote_name(SearchWord._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT word FROM {table} WHERE word %% %s ORDER BY similarity(word, %s) DESC, word LIMIT %s",  # noqa: S608
            [word, word, MOST],
        )
        return _best(word, {found for (found,) in cursor.fetchall()})


def _comparable(word: str) -> set[str]:
    """Words of about the same length that begin or end alike."""
    rows = SearchWord.objects.annotate(size=Length("word")).filter(size__range=(len(word) - 2, len(word) + 2))
    alike = rows.filter(Q(word__startswith=word[0]) | Q(word__endswith=word[-1]))
    return set(alike.values_list("word", flat=True)[:LOOKED_AT])


def _one_letter_away(word: str) -> set[str]:
    """Words that differ in one letter: too much may be unlike in a short one for the comparison by three letters. A
    slip of the pen leaves the beginning or the end as it is.
    """
    half = (len(word) - 1) // 2
    sizes = (len(word) - LONGEST_END, len(word) + 1)
    rows = SearchWord.objects.annotate(size=Length("word")).filter(size__range=sizes)
    alike = rows.filter(Q(word__startswith=word[:half]) | Q(word__endswith=word[-half:]) | Q(word__startswith=word[:2]))
    return {held for held in alike.values_list("word", flat=True)[:LOOKED_AT] if _slip(word, held)}


def _slip(word: str, held: str) -> float:
    """How alike a word that was typed is to one of the index by a slip alone."""
    if is_one_slip(word, held):
        return ONE_SLIP
    end = len(word) - len(held)
    if 0 < end <= LONGEST_END and len(held) > LONGEST_END and is_one_slip(word[: len(held)], held):
        return ONE_SLIP_AND_AN_END
    return 0


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter too many, too few or another, or two in each other's place, make one word of the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    begin = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    a, b = one[begin:], other[begin:]
    swapped = a[1::-1] + a[2:] == b and len(a) > 1
    return swapped or a[1:] == b or a == b[1:] or a[1:] == b[1:]


def trigrams(word: str) -> set[str]:
    """Rows of three letters, the word's beginning and end counted as pg_trgm does."""
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _best(word: str, among: set[str]) -> list[str]:
    """The most alike, leaving out those that are much less so than the best."""
    own = trigrams(word)
    scored = [
        (max(len(own & other) / len(own | other), _slip(word, held)), held)
        for held in among
        for other in [trigrams(held)]
    ]
    best = max((score for score, _held in scored), default=0)
    kept = [(score, held) for score, held in scored if score >= max(ALIKE, best * 0.8)]
    return [held for _score, held in sorted(kept, key=lambda pair: (-pair[0], pair[1]))[:MOST]]
