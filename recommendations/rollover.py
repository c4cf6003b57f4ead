"""A new edition made from an earlier one: what is chosen is copied into a draft, for curators to go on with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import changes
from .catalogue import authorise, lock_editions
from .changes import Stamp
from .models import Edition, EditionState, KeyFinding, Recommendation, ResponseArea, Translation

Row = TypeVar("Row", ResponseArea, Recommendation, KeyFinding)


@dataclass(frozen=True)
class Chosen:
    """What of the earlier edition the new one begins with."""

    areas: list[ResponseArea] = field(default_factory=list)
    recommendations: list[Recommendation] = field(default_factory=list)
    findings: list[KeyFinding] = field(default_factory=list)


@transaction.atomic
def new_edition(*, edition: Edition, last: Edition | None, chosen: Chosen, by: Any, reason: str = "") -> Edition:
    """Save ``edition`` as a draft with a copy of what was ``chosen`` of ``last``; translations wait to be checked.

    Recommendations keep the end of their reference (GTA-2021-08 → GTA-2024-08), and bring their area along.
    Raises ValidationError by field, PermissionDenied. Side effects: rows of history for everything that is made.
    """
    authorise(by)
    stamp = Stamp(by=by, at=timezone.now(), reason=reason.strip())
    edition.state = EditionState.DRAFT
    edition.full_clean()
    changes.save(edition, stamp)
    if last is not None:
        lock_editions(last.pk)
        _copy_all(last, edition, chosen, stamp)
    return edition


def _copy_all(last: Edition, edition: Edition, chosen: Chosen, stamp: Stamp) -> None:
    _refuse_strangers(last, [*chosen.areas, *chosen.recommendations, *chosen.findings])
    areas = {row.pk: row for row in chosen.areas}
    areas |= {row.area.pk: row.area for row in chosen.recommendations if row.area is not None}
    copied_areas = _copy(sorted(areas.values(), key=lambda row: row.position), edition, stamp)
    originals = sorted(chosen.recommendations, key=lambda row: row.position)
    copied = _copy(originals, edition, stamp, areas=copied_areas)
    for original in originals:
        changes.set_addressees(copied[original.pk], original.actor_types, stamp)
    _copy(sorted(chosen.findings, key=lambda row: row.position), edition, stamp)


def _refuse_strangers(last: Edition, rows: Iterable[Any]) -> None:
    if any(row.edition_id != last.pk for row in rows):
        raise ValidationError(_("Something that you chose belongs to another edition. Open the page again."))


def reference_in(edition: Edition, row: Recommendation) -> str:
    """The reference of the copy: the new edition's code, and what followed the old one's."""
    ending = row.reference.removeprefix(f"{row.edition.code}-")
    return f"{edition.code}-{ending}"


def _copy(
    rows: Iterable[Row], edition: Edition, stamp: Stamp, *, areas: dict[int, ResponseArea] | None = None
) -> dict[int, Row]:
    """Copies of ``rows`` in ``edition``, by the keys of what was copied, with their translations."""
    copies: dict[int, Row] = {}
    for place, row in enumerate(rows, start=1):
        copies[row.pk] = _as_new(row, edition, place, areas or {})
        copies[row.pk].full_clean()
        changes.save(copies[row.pk], stamp)
    _copy_translations(copies, stamp)
    return copies


def _as_new(row: Row, edition: Edition, place: int, areas: dict[int, ResponseArea]) -> Row:
    names = {one.attname for one in row._meta.concrete_fields} - {"id", "edition_id", "area_id", "position"}
    values = {name: getattr(row, name) for name in names - {"archived_at", "archived_reason"}}
    made = type(row)(**values, edition=edition, position=place)
    if isinstance(row, Recommendation) and isinstance(made, Recommendation):
        made.reference = reference_in(edition, row)
        made.area = areas[row.area_id] if row.area_id else None
    return made


def _copy_translations(copies: dict[int, Row], stamp: Stamp) -> None:
    if not copies:
        return
    subject = next(iter(copies.values()))._meta.label_lower
    for text in Translation.objects.filter(subject=subject, object_id__in=copies):
        text.pk, text.object_id, text.to_check = None, copies[text.object_id].pk, True
        text._state.adding = True
        changes.save(text, stamp)
