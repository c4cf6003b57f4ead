"""The verbs of the catalogue: change, archive, restore, link, unlink.

Each is keyword-only and atomic, checks permission again, locks the edition before what belongs to it, and leaves a row
of history with who, when and why. ``imports.import_catalogue`` is the verb for a whole edition.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import changes
from .changes import Stamp
from .models import Crosswalk, Edition, EditionState, KeyFinding, Recommendation, ResponseArea
from .permissions import may_curate

Changeable = TypeVar("Changeable", Edition, ResponseArea, Recommendation, KeyFinding)


class ChangedMeanwhileError(Exception):
    """Somebody else changed the object since the form was opened; ``current`` is the object as it is now."""

    def __init__(self, current: models.Model) -> None:
        self.current = current
        super().__init__(f"{current} was changed meanwhile")


def version_of(instance: Any) -> int:
    """A number that grows with each change of the object; a form carries the one that it was opened with."""
    return instance.history.aggregate(newest=models.Max("history_id"))["newest"] or 0


def reason_needed(edition: Edition) -> bool:
    """A change of something public says why."""
    return edition.state != EditionState.DRAFT


def change(
    *,
    instance: Changeable,
    values: dict[str, Any],
    by: Any,
    seen: int,
    reason: str = "",
    addressees: Iterable[str] | None = None,
) -> bool:
    """Set fields of an edition, area, recommendation or finding; False when nothing differs (and nothing is written).

    ``seen`` is the version that the person saw. Raises ChangedMeanwhileError when it is no longer the newest,
    ValidationError by field, PermissionDenied. Side effects: one row of history, one more for each addressee.
    """
    _authorise(by)
    with transaction.atomic():
        current = _locked(instance)
        if version_of(current) != seen:
            raise ChangedMeanwhileError(current)
        differs = {name for name, value in values.items() if getattr(current, name) != value}
        if addressees is not None and isinstance(current, Recommendation):
            addressees = list(addressees)
            differs |= {"addressees"} if set(addressees) != set(current.actor_types) else set()
        if not differs:
            return False
        _say_why(reason, _edition_of(current))
        for name, value in values.items():
            setattr(current, name, value)
        current.full_clean()
        stamp = Stamp(by=by, at=timezone.now(), reason=reason)
        if addressees is not None and isinstance(current, Recommendation):
            if not addressees:
                raise ValidationError({"addressees": _("At least one actor must be addressed.")})
            changes.set_addressees(current, addressees, stamp)
        changes.save(current, stamp)
    return True


def archive(*, recommendation: Recommendation, reason: str, by: Any) -> Recommendation:
    """Take a recommendation out of the lists; its page stays, with the public reason. Archiving twice is refused."""
    _authorise(by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the reason is public.")})
    with transaction.atomic():
        current = _locked(recommendation)
        if current.archived_at is not None:
            raise ValidationError(_("%(reference)s is archived already.") % {"reference": current.reference})
        stamp = Stamp(by=by, at=timezone.now(), reason=reason.strip())
        current.archived_at, current.archived_reason = stamp.at, stamp.reason
        changes.save(current, stamp)
    return current


def restore(*, recommendation: Recommendation, reason: str, by: Any) -> Recommendation:
    """Bring an archived recommendation back; the history keeps why it went and why it came."""
    _authorise(by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the reason is public.")})
    with transaction.atomic():
        current = _locked(recommendation)
        if current.archived_at is None:
            raise ValidationError(_("%(reference)s is not archived.") % {"reference": current.reference})
        current.archived_at, current.archived_reason = None, ""
        changes.save(current, Stamp(by=by, at=timezone.now(), reason=reason.strip()))
    return current


def link(*, earlier: Recommendation, later: Recommendation, kind: str, note: str, reason: str, by: Any) -> Crosswalk:
    """Say what became of an earlier edition's recommendation in a later one."""
    _authorise(by)
    with transaction.atomic():
        _lock_editions(earlier.edition_id, later.edition_id)
        crosswalk = Crosswalk(earlier=earlier, later=later, kind=kind, note=note)
        crosswalk.full_clean()
        _say_why(reason, later.edition)
        changes.save(crosswalk, Stamp(by=by, at=timezone.now(), reason=reason))
    return crosswalk


def unlink(*, crosswalk: Crosswalk, reason: str, by: Any) -> None:
    """Take a link back; its history stays."""
    _authorise(by)
    with transaction.atomic():
        _lock_editions(crosswalk.earlier.edition_id, crosswalk.later.edition_id)
        current = Crosswalk.objects.select_for_update().get(pk=crosswalk.pk)
        _say_why(reason, crosswalk.later.edition)
        changes.delete(current, Stamp(by=by, at=timezone.now(), reason=reason))


def _authorise(by: Any) -> None:
    if not may_curate(by):
        raise PermissionDenied


def _say_why(reason: str, edition: Edition) -> None:
    if reason_needed(edition) and not reason.strip():
        raise ValidationError({"reason": _("Say why: this is published, and the reason is public.")})


def _edition_of(instance: Any) -> Edition:
    return instance if isinstance(instance, Edition) else instance.edition


def _locked(instance: Changeable) -> Changeable:
    """The object as it is now, with its edition and itself locked, in this order."""
    edition_id = instance.pk if isinstance(instance, Edition) else instance.edition_id
    _lock_editions(edition_id)
    if isinstance(instance, Edition):
        return Edition.objects.get(pk=edition_id)
    model = type(instance)
    return model._default_manager.select_for_update(of=("self",)).select_related("edition").get(pk=instance.pk)


def _lock_editions(*keys: int) -> None:
    list(Edition.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
