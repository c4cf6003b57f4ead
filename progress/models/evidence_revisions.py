"""Which of the evidence of one report is the latest, and what stood in its place before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .evidence import Evidence


def latest(pieces: Iterable[Evidence]) -> list[Evidence]:
    """Of the evidence of one report those pieces whose place no other has taken, each with its ``earlier`` revisions.

    It is asked for each report: what a draft replaces still stands in what is published.
    """
    by_key = {piece.pk: piece for piece in pieces}
    for piece in by_key.values():
        piece.earlier = list(_before(piece, by_key))
    replaced = {piece.revises_id for piece in by_key.values()}
    return [piece for piece in by_key.values() if piece.pk not in replaced]


def _before(piece: Evidence, by_key: dict[int, Evidence]) -> Iterator[Evidence]:
    while piece.revises_id in by_key:
        piece = by_key[piece.revises_id]
        yield piece
