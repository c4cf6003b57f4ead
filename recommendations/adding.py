"""Adding one object to the catalogue, and taking one out of an edition that nobody has seen yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from . import changes
from .catalogue import as_seen, authorise, lock_editions, reason_needed, refuse_archived_area, say_why
from .changes import Stamp
from .models import (
    Addressee,
    Crosswalk,
    Edition,
    EditionState,
    KeyFinding,
    Recommendation,
    RefusedLink,
    ResponseArea,
    Translation,
)

Addable = Edition | ResponseArea | Recommendation | KeyFinding


def next_position(model: type[ResponseArea | Recommendation | KeyFinding], edition: Edition) -> int:
    """The place after the last one of its kind in the edition."""
    last = model._default_manager.filter(edition=edition).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


@transaction.atomic
def add(*, instance: Addable, by: Any, reason: str = "", addressees: Iterable[str] | None = None) -> Addable:
    """Save a new object of the catalogue, with a reason where its edition is public; a new edition is a draft.

    Raises ValidationError by field, PermissionDenied. Side effects: a row of history, one more for each addressee.
    """
    authorise(by)
    if isinstance(instance, Edition):
        instance.state = EditionState.DRAFT
    else:
        lock_editions(instance.edition_id)
        say_why(reason, Edition.objects.get(pk=instance.edition_id))
    actor_types = list(addressees or [])
    if isinstance(instance, Recommendation) and not actor_types:
        raise ValidationError({"actor_types": _("Choose at least one actor type.")})
    instance.full_clean()
    if isinstance(instance, Recommendation):
        refuse_archived_area(instance)
    stamp = Stamp(by=by, at=timezone.now(), reason=reason.strip())
    changes.save(instance, stamp)
    if isinstance(instance, Recommendation):
        changes.set_addressees(instance, actor_types, stamp)
    return instance


@transaction.atomic
def remove(*, instance: ResponseArea | Recommendation | KeyFinding, by: Any, seen: int, reason: str = "") -> None:
    """Take an object out of a draft edition for good, with its translations and links; its history stays.

    Raises ChangedMeanwhileError, ValidationError once the edition is public or while something lies in the area.
    """
    authorise(by)
    current: ResponseArea | Recommendation | KeyFinding = as_seen(instance, seen)  # type: ignore[type-var]  # one of them
    if reason_needed(current.edition):
        raise ValidationError(_("This edition is public. What was public is archived and not removed."))
    if isinstance(current, ResponseArea) and current.recommendations.exists():
        raise ValidationError(_("Recommendations lie in this response area. Move or remove them first."))
    stamp = Stamp(by=by, at=timezone.now(), reason=reason.strip())
    for row in _hanging_on(current):
        changes.delete(row, stamp)
    changes.delete(current, stamp)


def _hanging_on(instance: ResponseArea | Recommendation | KeyFinding) -> list[Any]:
    """The rows that mean nothing without it."""
    rows: list[Any] = list(Translation.objects.filter(subject=instance._meta.label_lower, object_id=instance.pk))
    if isinstance(instance, Recommendation):
        either = Q(earlier=instance) | Q(later=instance)
        rows += [*Crosswalk.objects.filter(either), *RefusedLink.objects.filter(either)]
        rows += Addressee.objects.filter(recommendation=instance)
    return rows
