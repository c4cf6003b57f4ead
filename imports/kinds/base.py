"""What every kind of row has in common: its fields, what is planned for a row, and what was written for it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings as site
from django.utils import translation

from imports.models import Outcome
from recommendations.models.vocabulary import vocabulary

if TYPE_CHECKING:
    from imports.models import Import
    from imports.settings import Settings

Vocabulary = Mapping[str, Sequence[str]]  # the labels of each code, in every language
Values = dict[str, Any]  # what a row says, by field


class Shape(Enum):
    """How a cell is read."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"  # several of a vocabulary
    NAMES = "names"  # several texts
    LINK = "link"
    LINKS = "links"
    DATE = "date"
    MILESTONES = "milestones"  # several texts, each with a date in parentheses behind it
    NUMBER = "number"


@dataclass(frozen=True)
class Field:
    """One thing that a row may say. ``names``: what files call it, besides our label in four languages.

    ``default`` says that it may be given once for all rows; ``most`` how many characters it may have. ``for_new`` says
    that what is not there yet cannot be made without it. ``is_a_word``: is its own name what files call it? Theirs call
    something else "id". ``help`` says what to do where the vocabulary lacks a value.
    """

    name: str
    label: Any
    shape: Shape = Shape.LINE
    names: tuple[str, ...] = ()
    required: bool = False
    for_new: bool = False
    default: bool = False
    most: int = 200
    vocabulary: Callable[[], Vocabulary] | None = None
    is_a_word: bool = True
    help: Any = ""

    def own_names(self) -> list[str]:
        """What we call it: its name, and its label in each language."""
        return [*([self.name] if self.is_a_word else []), *in_all_languages(self.label)]


class InWords:
    """Values in words, in the language of the page. Each vocabulary is asked for once, however many they are."""

    def __init__(self) -> None:
        languages = [code for code, _name in site.LANGUAGES]
        here = (translation.get_language() or "en")[:2]
        self._place = languages.index(here) if here in languages else 0
        self._vocabularies: dict[Callable[[], Vocabulary], Vocabulary] = {}

    def show(self, field: Field, value: Any) -> str:
        """A value of a field, or several."""
        if isinstance(value, list):
            return " · ".join(self.show(field, one) for one in value)
        if value in ("", None) or field.vocabulary is None:
            return "" if value is None else str(value)
        labels = self._vocabulary(field.vocabulary).get(str(value))
        return labels[min(self._place, len(labels) - 1)] if labels else str(value)

    def choices(self, field: Field) -> list[tuple[str, str]]:
        """All values that a field may have, each with its words."""
        if field.vocabulary is None:
            return []
        return [(code, self.show(field, code)) for code in self._vocabulary(field.vocabulary)]

    def _vocabulary(self, ask: Callable[[], Vocabulary]) -> Vocabulary:
        if ask not in self._vocabularies:
            self._vocabularies[ask] = ask()
        return self._vocabularies[ask]


def in_all_languages(label: Any) -> list[str]:
    """A text of ours in each language of the site, in their order."""
    said = []
    for code, _name in site.LANGUAGES:
        with translation.override(code):
            said.append(str(label))
    return said


def vocabulary_of(choices: Any) -> Callable[[], Vocabulary]:
    """The vocabulary of a ``TextChoices``: by code its labels, and the code itself."""
    return lambda: {code: [*in_all_languages(label), code] for code, label in choices.choices}


def actor_types() -> Vocabulary:
    """The site's actor types: by key their names in every language, and the key itself."""
    return {code: [*in_all_languages(one), code] for code, one in vocabulary().actor_types.items()}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, or with the row as a whole (no column)."""

    field: str
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Read:
    """A row of the file, read: what it says, and what could not be read."""

    number: int
    values: Values
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Planned:
    """What is to become of a row. ``target`` is what there is of it already, for whoever writes it."""

    row: Read
    outcome: Outcome = Outcome.SAME
    title: str = ""
    differences: list[tuple[str, Any, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    duplicate_of: int | None = None
    target: Any = None

    def refuse(self, reason: object, field_name: str = "", column: str = "", value: object = "") -> None:
        """Reject the row for this."""
        self.outcome = Outcome.REJECTED
        self.problems.append(Problem(field_name, column, str(value), str(reason)))

    @property
    def is_refused(self) -> bool:
        """Is something wrong with the row?"""
        return self.outcome == Outcome.REJECTED

    @property
    def lost(self) -> int:
        """How many values that are there would be emptied."""
        if self.outcome != Outcome.CHANGED:
            return 0
        return sum(1 for _name, before, after in self.differences if before and after in ("", None, []))


@dataclass(frozen=True)
class Stamp:
    """Who lets it count, who wrote it, when, why, and the file that it comes from."""

    by: Any
    written_by: Any
    at: datetime.datetime
    reason: str
    source: str


Written = dict[str, Any]  # what, pk, made, version; before: what it said until then


class Planner(Protocol):
    """Compares rows with what there is, some at a time, and writes them."""

    def key_of(self, row: Read) -> str:
        """What tells the row apart from the others; empty where it says too little."""
        ...

    def plan(self, rows: Sequence[Read]) -> list[Planned]:
        """What is to become of each row. Some queries, however many rows."""
        ...

    def write(self, planned: Sequence[Planned], stamp: Stamp) -> list[list[Written]]:
        """Write new and changed rows; for each what was made or changed."""
        ...


@dataclass(frozen=True)
class Kind:
    """A kind of row. ``keys`` are the ways to tell rows apart, the first is what is meant if nobody says otherwise."""

    fields: tuple[Field, ...]
    keys: tuple[tuple[str, Any], ...]
    planner: Callable[[Import, Settings], Planner]
    #: Fields of which one must be given, besides those that are required.
    guessed: dict[str, str] = field(default_factory=dict)

    def field(self, name: str) -> Field:
        return self.by_name[name]

    @property
    def by_name(self) -> dict[str, Field]:
        return {one.name: one for one in self.fields}
