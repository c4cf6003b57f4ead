"""The finding of a page as a sentence: chosen by rules from its numbers, and nothing that they do not carry.

First comes how much is done, then the two things about it that a reader should hear first. Each is a whole sentence of
its own, so that every language has its own plurals and its own order of words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, npgettext_lazy

from names.numbers import in_figures, spelt
from recommendations.models import Word
from recommendations.models.vocabulary import is_renamed, said

# What may be true of every commitment: said of both, and of the only one or of all.
BOTH = (1, 2)
ALIKE = {
    "completed": (
        gettext_lazy("Both commitments are done."),
        ngettext_lazy("The only commitment is done.", "All %(number)s commitments are done.", "n"),
    ),
    "ended": (
        gettext_lazy("Both commitments were withdrawn or superseded."),
        ngettext_lazy(
            "The only commitment was withdrawn or superseded.",
            "All %(number)s commitments were withdrawn or superseded.",
            "n",
        ),
    ),
    "overdue": (
        gettext_lazy("Both commitments are overdue."),
        ngettext_lazy("The only commitment is overdue.", "All %(number)s commitments are overdue.", "n"),
    ),
    "silent": (
        gettext_lazy("Both commitments have had no report for 12 months."),
        ngettext_lazy(
            "The only commitment has had no report for 12 months.",
            "All %(number)s commitments have had no report for 12 months.",
            "n",
        ),
    ),
    "unreported": (
        gettext_lazy("Both commitments have no report yet."),
        ngettext_lazy("The only commitment has no report yet.", "All %(number)s commitments have no report yet.", "n"),
    ),
}
NONE_DONE = ngettext_lazy(
    "The only commitment is not done yet.", "None of the %(number)s commitments is done yet.", "n"
)
OVERDUE = npgettext_lazy("of commitments", "One is overdue.", "%(number)s are overdue.", "n")
SILENT = ngettext_lazy(
    "One unfinished commitment has had no report for 12 months.",
    "%(number)s unfinished commitments have had no report for 12 months.",
    "n",
)
UNREPORTED = ngettext_lazy("One commitment has no report yet.", "%(number)s commitments have no report yet.", "n")
WAITING = ngettext_lazy(
    "One recommendation lacks a commitment from an actor type it addresses.",
    "%(number)s recommendations lack a commitment from an actor type they address.",
    "n",
)
ALONE = ngettext_lazy("One has no commitment at all.", "%(number)s have no commitment at all.", "n")
DONE_BEFORE = ngettext_lazy("A year before, one was done.", "A year before, %(number)s were done.", "n")
SHARES = range(3, 11)
# Of fewer than this many the numbers themselves say more than a share.
ENOUGH_FOR_A_SHARE = 20
# How far "about one in ten" may be from a tenth.
ABOUT = 0.005


@dataclass(frozen=True)
class Standing:
    """The numbers behind a sentence, all of one day.

    ``ended`` are withdrawn or superseded; ``silent`` are open and were last reported on twelve months ago or more;
    ``waiting`` are recommendations that ask somebody who has made no commitment; ``completed_before`` were completed a
    year before (None: not known, or not to be compared). ``narrowed``: filters leave some commitments out.
    """

    commitments: int
    completed: int = 0
    ended: int = 0
    unreported: int = 0
    overdue: int = 0
    silent: int = 0
    recommendations: int = 0
    waiting: int = 0
    completed_before: int | None = None
    narrowed: bool = False

    @property
    def open(self) -> int:
        return self.commitments - self.completed - self.ended


def sentence(standing: Standing) -> str:
    """The finding: one to three sentences in the reader's language."""
    if not standing.commitments:
        return _("No public commitments match your filters.") if standing.narrowed else _("No public commitment yet.")
    alike = _all_alike(standing)
    first, others = alike or _share(standing), [] if alike else _troubles(standing)
    if standing.waiting:
        others.insert(min(len(others), 1), _waiting(standing.recommendations, standing.waiting))
    change = _change(standing)
    if change and _is_news(standing):
        others.insert(0, change)
    elif change and len(others) < 2:
        others.append(change)
    return _as_text([first, *others[:2]])


def gaps_sentence(
    recommendations: int, waiting: int, alone: int, *, narrowed: bool = False, by_region: bool = False
) -> str:
    """The finding on the page of gaps. Of the ``recommendations``, ``waiting`` ask somebody who has made no commitment
    (``by_region``: have none from one of the regions chosen); ``alone`` have no commitment from anybody.

    ``narrowed``: only commitments that fit the filters count.
    """
    if not recommendations:
        return _("Nothing matches your filters.")
    numbers = _numbers(number=waiting, total=recommendations)
    if is_renamed(Word.RECOMMENDATIONS):
        return _as_text([lacking(waiting, recommendations)])
    if by_region and not narrowed:
        return _as_text([_waiting_by_region(waiting) % numbers])
    if narrowed:
        return _as_text([_waiting_under_filters(waiting) % numbers])
    if not waiting:
        return _("Every recommendation has a commitment from each actor type it addresses.")
    return _as_text([_waiting_of(recommendations, waiting), *([_counted(ALONE, alone)] if alone else [])])


def _as_text(sentences: list[str]) -> str:
    """Sentences one behind the other; one that begins with a number in words begins with a capital letter."""
    return " ".join(one[:1].upper() + one[1:] for one in sentences)


def _counted(text: Any, number: int) -> str:
    """One of the texts above, in the plural of the number."""
    return str(text % {"n": number, "number": spelt(number)})


def _numbers(**numbers: int) -> dict[str, str]:
    return {name: spelt(number) for name, number in numbers.items()}


def _all_alike(standing: Standing) -> str:
    """What is true of every commitment, where something is; an empty text where nothing is."""
    total = standing.commitments
    for name, (both, only_or_all) in ALIKE.items():
        if getattr(standing, name) == total:
            return str(both) if total == len(BOTH) else _counted(only_or_all, total)
    return ""


def _share(standing: Standing) -> str:
    """How many of the commitments are done."""
    total, completed = standing.commitments, standing.completed
    if not completed:
        return _("Neither commitment is done yet.") if total == len(BOTH) else _counted(NONE_DONE, total)
    if completed * 2 == total > len(BOTH):
        return _("Half of the commitments are done.")
    if total >= ENOUGH_FOR_A_SHARE and (in_so_many := _one_in(completed, total)):
        if completed * in_so_many == total:
            return _("One commitment in %(number)s is done.") % _numbers(number=in_so_many)
        return _("About one commitment in %(number)s is done.") % _numbers(number=in_so_many)
    text = ngettext(
        "One of %(total)s commitments is done.", "%(completed)s of %(total)s commitments are done.", completed
    )
    return text % _numbers(completed=completed, total=total)


def _one_in(completed: int, total: int) -> int | None:
    """The whole number for which one in so many are done; None where none is near enough."""
    best = round(total / completed)
    return best if best in SHARES and abs(completed / total - 1 / best) <= ABOUT else None


def _troubles(standing: Standing) -> list[str]:
    """What is wrong with the commitments, what weighs most first."""
    found = [(OVERDUE, standing.overdue), (SILENT, standing.silent), (UNREPORTED, standing.unreported)]
    if standing.silent * 2 > standing.open and standing.silent > standing.overdue:
        found = [found[1], found[0], found[2]]
    return [_counted(text, number) for text, number in found if number]


def _waiting(recommendations: int, waiting: int) -> str:
    if is_renamed(Word.RECOMMENDATIONS):
        return lacking(waiting, recommendations)
    if waiting == recommendations > 1:
        return _("Every recommendation lacks a commitment from an actor type it addresses.")
    return _counted(WAITING, waiting)


def lacking(part: int, total: int) -> str:
    """The same where the body calls recommendations by a word of its own, with which no sentence has to agree."""
    return _("%(name)s without all the commitments asked for: %(part)s of %(total)s") % {
        "name": said(Word.RECOMMENDATIONS),
        "part": in_figures(part),
        "total": in_figures(total),
    }


def _waiting_of(recommendations: int, waiting: int) -> str:
    if waiting == recommendations:
        return _waiting(recommendations, waiting)
    text = ngettext(
        "One of %(total)s recommendations lacks a commitment from an actor type it addresses.",
        "%(number)s of %(total)s recommendations lack a commitment from an actor type they address.",
        waiting,
    )
    return text % _numbers(number=waiting, total=recommendations)


def _waiting_by_region(waiting: int) -> str:
    if not waiting:
        return _("Every recommendation has a commitment from each region that you chose.")
    return ngettext(
        "One of %(total)s recommendations lacks a commitment from a region that you chose.",
        "%(number)s of %(total)s recommendations lack a commitment from a region that you chose.",
        waiting,
    )


def _waiting_under_filters(waiting: int) -> str:
    """Says nothing of regions: which of them are asked about is one of the filters."""
    if not waiting:
        return _("Every recommendation has all the commitments asked for that match your filters.")
    return ngettext(
        "One of %(total)s recommendations lacks a commitment that matches your filters.",
        "%(number)s of %(total)s recommendations lack a commitment that matches your filters.",
        waiting,
    )


def _is_news(standing: Standing) -> bool:
    """Has what is done grown within the year by a fifth of all there is?"""
    before = standing.completed_before
    return before is not None and (standing.completed - before) * 5 >= standing.commitments


def _change(standing: Standing) -> str:
    """What was done a year before, where that was another number."""
    before = standing.completed_before
    if before is None or before == standing.completed:
        return ""
    return _counted(DONE_BEFORE, before) if before else _("A year before, none was done.")
