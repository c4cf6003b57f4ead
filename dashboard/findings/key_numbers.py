"""The three numbers that open the page of a recommendation or an organisation, each with the list behind it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboard.filters import Selection
from dashboard.statistics import Breakdown
from names.numbers import in_figures
from progress.freshness import Freshness
from stakeholders.models import ImplementationStatus

COMMITMENTS = "/commitments/"
OPEN = (ImplementationStatus.IN_PROGRESS.value, ImplementationStatus.NOT_STARTED.value)


@dataclass(frozen=True)
class KeyNumber:
    """As ``components/key_numbers.html`` draws it; ``address`` is empty for 0, which has no list worth opening."""

    number: str
    label: str
    address: str


def silent_filters(selection: Selection) -> dict[str, list[str]]:
    """What leaves the silent ones of a list: those that are open and were last reported on twelve months ago or more,
    as ``Breakdown.silent`` counts them and a square draws them.
    """
    among = [value for value in OPEN if value in selection.chosen.get("status", OPEN)]
    return {"status": among, "freshness": [Freshness.STALE.value]}


def key_number(selection: Selection, number: int, label: str, **changes: str | list[str] | None) -> KeyNumber:
    """A number of commitments and its list."""
    return KeyNumber(in_figures(number), label, selection.address(COMMITMENTS, **changes) if number else "")


def key_numbers(selection: Selection, counts: Breakdown) -> list[KeyNumber]:
    """Completed, overdue, silent for over a year."""
    return [
        key_number(selection, counts.status["completed"], _("completed"), status="completed"),
        key_number(selection, counts.overdue, _("overdue"), overdue="true"),
        key_number(selection, counts.silent, _("with no report for 12 months"), **silent_filters(selection)),
    ]
