"""The words of the body, read whole and kept by each process: its actor types, and what it calls things.

Labels are read wherever a page is drawn, so a process keeps what it has read. A public page says which version of what
is public it shows (``expect``), and gets no older words; elsewhere a change made by another process is there after
seconds.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from .actor_types import ActorType
from .term import Term, Word

#: For how long a process believes what it has read, where no version is asked for.
FRESH_SECONDS = 5.0
AT_FIRST = Path(__file__).parent.parent / "data" / "vocabulary.json"


@dataclass(frozen=True)
class Vocabulary:
    """Every actor type by its key, in their order, and the body's own words by theirs. Nobody may change it."""

    actor_types: dict[str, ActorType]
    terms: dict[str, Term] = field(default_factory=dict)


class _Kept:
    """What this process has read last, for which version, and until when it is believed."""

    vocabulary: Vocabulary | None = None
    version: int | None = None
    until = 0.0


def vocabulary() -> Vocabulary:
    """The words as they are. Two queries now and then; what a new site begins with while there are no tables."""
    known = _Kept.vocabulary
    if known is None or time.monotonic() >= _Kept.until:
        known = keep(_read())
    return known


def keep(words: Vocabulary) -> Vocabulary:
    """Believe these words for a while."""
    _Kept.vocabulary, _Kept.until = words, time.monotonic() + FRESH_SECONDS
    return words


def expect(version: int) -> None:
    """From now on show no words older than this version of what is public (``PublicVersion.catalogue``)."""
    if _Kept.version != version:
        forget()
        _Kept.version = version


def forget(**signal: Any) -> None:
    """Read the words anew next time."""
    _Kept.vocabulary = None


def forget_now_and_when_saved(**signal: Any) -> None:
    """A word changed: within the transaction it is read at once, and by other threads once it is committed."""
    forget()
    transaction.on_commit(forget)


def _read() -> Vocabulary:
    try:
        return Vocabulary(
            {row.code: row for row in ActorType.objects.all()},
            {row.key: row for row in Term.objects.exclude(name_en="")},
        )
    except DatabaseError:  # no tables yet, or no database: the page that says so needs words, too
        return _Kept.vocabulary or Vocabulary({row.code: row for row in actor_types_at_first()})


@cache
def _at_first() -> dict[str, Any]:
    return json.loads(AT_FIRST.read_text(encoding="utf-8"))


def actor_types_at_first() -> list[ActorType]:
    """The actor types that a new site begins with, not saved."""
    return [
        ActorType(
            code=one["code"],
            position=position,
            answers_for=list(one["answers_for"]),
            **{f"name_{language}": name for language, name in one["names"].items()},
        )
        for position, one in enumerate(_at_first()["actor_types"], start=1)
    ]


def actor_codes() -> list[str]:
    """The keys of all actor types, in their order."""
    return list(vocabulary().actor_types)


def actor_choices() -> list[tuple[str, str]]:
    """Every actor type with what it is called in the language of the page."""
    return [(code, one.name) for code, one in vocabulary().actor_types.items()]


def actor_label(code: str) -> str:
    """What an actor type is called in the language of the page; its key where there is no such type any more."""
    known = vocabulary().actor_types.get(code)
    return known.name if known else code


def said(key: str) -> str:
    """The body's own word, else ours, in the language of the page."""
    own = vocabulary().terms.get(key)
    return own.said if own else str(Word(key).label)


def in_a_phrase(key: str) -> str:
    """The same behind other words ("Commitments by response area"): without the capital that a label begins with."""
    label = said(key)
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def is_renamed(key: str) -> bool:
    """Does the body have a word of its own? Our sentences about it would then name another thing."""
    return key in vocabulary().terms


def _area_in_short() -> str:
    own = is_renamed(Word.RESPONSE_AREA)
    return said(Word.RESPONSE_AREA) if own else _("Area")


#: A response area where there is little room.
area_in_short = lazy(_area_in_short, str)
#: ``said`` for what is written down once and read in many languages: labels, columns, choices.
word = lazy(said, str)
