"""Who was asked, and who has answered: recommendations against actor types, with the address behind each cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dashboard.filters import Selection
from dashboard.statistics import AreaGaps, Gap
from recommendations.models import Edition, ResponseArea
from recommendations.models.vocabulary import actor_label

COMMITMENTS = "/commitments/"


@dataclass(frozen=True)
class MatrixCell:
    """An actor type that was asked, whether it has answered, and the address of what is behind that."""

    label: Any
    is_answered: bool
    address: str


@dataclass(frozen=True)
class MatrixRow:
    """One recommendation with a cell for each actor type of the matrix: None where it was not asked."""

    gap: Gap
    cells: list[MatrixCell | None]
    regions: tuple[Any, ...] = ()  # that have not answered, where regions are asked for


@dataclass(frozen=True)
class MatrixGroup:
    """The recommendations of one area of an edition (None: of none)."""

    edition: Edition
    area: ResponseArea | None
    rows: list[MatrixRow]


def matrix_row(selection: Selection, gap: Gap, actor_types: Iterable[str], regions: Iterable[Any] = ()) -> MatrixRow:
    """The row of a recommendation. ``selection`` is that of the page."""
    return MatrixRow(gap, [_cell(selection, gap, value) for value in actor_types], tuple(regions))


def matrix_groups(selection: Selection, groups: Iterable[AreaGaps], actor_types: list[str]) -> list[MatrixGroup]:
    """All recommendations that ask any of the actor types, by area."""
    found = []
    for group in groups:
        asking = [gap for gap in group.gaps if not set(gap.actor_types).isdisjoint(actor_types)]
        if asking:
            rows = [matrix_row(selection, gap, actor_types) for gap in asking]
            found.append(MatrixGroup(asking[0].recommendation.edition, group.area, rows))
    return found


def columns(actor_types: Iterable[str]) -> list[tuple[str, Any]]:
    """Actor types with what they are called."""
    return [(value, actor_label(value)) for value in actor_types]


def _cell(selection: Selection, gap: Gap, actor_type: str) -> MatrixCell | None:
    if actor_type not in gap.actor_types:
        return None
    row = gap.recommendation
    if actor_type in gap.missing:
        address = selection.only().address(f"/recommendations/{row.reference}/")
        return MatrixCell(actor_label(actor_type), False, address)
    here = selection.narrowed_to("recommendation", row, row.reference)
    return MatrixCell(actor_label(actor_type), True, answers_address(here, gap, actor_type))


def answers_address(selection: Selection, gap: Gap, actor_type: str) -> str:
    """The list of the commitments that answer for an actor type: of it and of those that answer for it, made for the
    recommendation (the only one of ``selection``) or for one of another edition that answers it.
    """
    changes: dict[str, Any] = {"actor_type": gap.answered_by[actor_type]}
    if gap.through:
        references = [gap.recommendation.reference, *(one.recommendation.reference for one in gap.through)]
        changes |= {"recommendation": references, "edition": None, "area": None}
    return selection.address(COMMITMENTS, **changes)
