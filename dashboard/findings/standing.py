"""The numbers behind the sentence of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dashboard.filters import NO_REPORT, Selection
from dashboard.findings.sentence import Standing, sentence
from dashboard.statistics.breakdown import Breakdown, breakdowns
from dashboard.statistics.gaps import AreaGaps, asked_in, waiting_in
from dashboard.statistics.precomputed import SCOPES, key_for
from progress.freshness import months_before
from stakeholders.models import ImplementationStatus

PLACES = {"edition", "area", "recommendation", "actor_type"}
A_YEAR = 12


def speaks_of_everyone(selection: Selection) -> bool:
    """Is every commitment counted that could answer a recommendation? Else nothing may be said of who has not."""
    return selection.active <= PLACES


def standing(selection: Selection, counts: Breakdown, groups: Iterable[AreaGaps]) -> Standing:
    """How the chosen commitments stand: ``counts`` counts them, ``groups`` is ``asked_in`` the same places. One query.

    Under filters on commitments nothing is said of who was asked: others may have answered. Nothing is compared with a
    year before under filters on how commitments stand: other commitments stood so then.
    """
    groups = list(groups) if speaks_of_everyone(selection) else []
    return Standing(
        commitments=counts.total,
        completed=counts.status[ImplementationStatus.COMPLETED],
        ended=counts.ended,
        unreported=counts.status[NO_REPORT],
        overdue=counts.overdue,
        silent=counts.silent,
        recommendations=sum(len(group.gaps) for group in groups),
        waiting=len(waiting_in(selection, groups)),
        completed_before=_completed_before(selection) if counts.total else None,
        narrowed=not selection.active <= PLACES - {"actor_type"},
    )


def _completed_before(selection: Selection) -> int | None:
    """How many were completed a year before, as the ledger holds it; None where there were none at all, or nothing may
    be compared.
    """
    if not selection.active <= {*SCOPES} or key_for("all", selection) is None:
        return None
    day = months_before(selection.on, A_YEAR)
    before = breakdowns(replace(selection, on=day, as_of=day), ["all"])["all"]
    return before.status[ImplementationStatus.COMPLETED] if before.total else None


def sentence_of(selection: Selection) -> str:
    """The finding of a selection, for what shows nothing else of it: cards, feeds. At most five queries."""
    counts = breakdowns(selection, ["all"])["all"]
    return sentence(standing(selection, counts, asked_in(selection)))
