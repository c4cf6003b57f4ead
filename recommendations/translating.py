"""All translations of one object at once, beside their original: what a curator reads and writes on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from . import changes
from .catalogue import ChangedMeanwhileError, authorise, edition_of, lock_editions, say_why, version_of
from .changes import Stamp
from .models import Edition, KeyFinding, Provenance, Recommendation, ResponseArea, Translation
from .translations import digest_of, original

Translatable = Edition | ResponseArea | Recommendation | KeyFinding


@dataclass(frozen=True)
class Said:
    """One text as a curator wants it; an empty text takes the translation away."""

    field: str
    language: str
    text: str
    provenance: str = Provenance.HUMAN
    year: int | None = None
    is_checked: bool = False  # it was read beside its original, and says the same


def kept(instance: Any) -> dict[tuple[str, str], Translation]:
    """The translations of an object, by field and language. One query."""
    rows = Translation.objects.filter(subject=instance._meta.label_lower, object_id=instance.pk)
    return {(row.field, row.language): row for row in rows}


def languages_of(instance: Any) -> list[tuple[str, str]]:
    """The languages that it can be translated into: the site's, without its own."""
    own = original(instance, instance.translatable[0]).language
    return [(code, str(name)) for code, name in settings.LANGUAGES if code != own]


def version_of_all(instance: Any) -> int:
    """A number that grows with each change of the object and of any translation of it, taken away ones too."""
    rows = Translation.history.filter(subject=instance._meta.label_lower, object_id=instance.pk)
    return version_of(instance) + (rows.aggregate(newest=Max("history_id"))["newest"] or 0)


@transaction.atomic
def save_all(*, instance: Translatable, said: list[Said], seen: int, reason: str, by: Any) -> int:
    """Write what differs; return how many texts that were.

    Raises ChangedMeanwhileError, ValidationError (a public edition without a reason), PermissionDenied. Side effects: a
    row of history for each text that changes.
    """
    authorise(by)
    edition = edition_of(instance)
    lock_editions(edition.pk)  # type: ignore[union-attr]  # whatever can be translated belongs to one
    current = type(instance)._default_manager.get(pk=instance.pk)
    if version_of_all(current) != seen:
        raise ChangedMeanwhileError(current)
    present, stamp = kept(current), Stamp(by=by, at=timezone.now(), reason=reason.strip())
    changed = [one for one in said if _differs(one, present.get((one.field, one.language)), current)]
    if changed:
        say_why(reason, edition)
    for one in changed:
        _write(one, present.get((one.field, one.language)), current, stamp)
    return len(changed)


def is_outdated(row: Translation, instance: models.Model) -> bool:
    """Has the original changed since it was translated?"""
    return row.source_digest != digest_of(getattr(instance, row.field))


def _differs(one: Said, row: Translation | None, instance: models.Model) -> bool:
    if row is None:
        return bool(one.text)
    if (one.text, one.provenance, one.year) != (row.text, row.provenance, row.year):
        return True
    return one.is_checked and (row.to_check or is_outdated(row, instance))


def _write(one: Said, row: Translation | None, instance: models.Model, stamp: Stamp) -> None:
    if not one.text:
        if row is not None:
            changes.delete(row, stamp)
        return
    subject = instance._meta.label_lower
    row = row or Translation(subject=subject, object_id=instance.pk, field=one.field, language=one.language)
    if one.is_checked or one.text != row.text:
        row.source_digest, row.to_check = digest_of(getattr(instance, one.field)), False
    row.text, row.provenance, row.year = one.text, one.provenance, one.year
    row.full_clean()
    changes.save(row, stamp)
