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
from .models import (
    ActorType,
    Crosswalk,
    Edition,
    EditionState,
    KeyFinding,
    Recommendation,
    ResponseArea,
    Term,
    Translation,
)
from .permissions import may_curate, refuse_while_blocked
from .translations import current_digest, edition_of_translation

Changeable = TypeVar(
    "Changeable", Edition, ResponseArea, Recommendation, KeyFinding, Translation, ActorType, Term, Crosswalk
)

#: What addresses, files and references hang on: set once, changed by nobody.
FIXED = frozenset({"edition", "reference", "code", "slug", "key", "subject", "object_id", "field", "earlier", "later"})
#: What has a verb of its own, because the public loses or gains by it.
STEPS = frozenset({"state", "archived_at", "archived_reason"})
#: From which states an edition comes into which. Nothing that was published becomes a draft again.
EDITION_MOVES = {
    EditionState.PUBLISHED: frozenset({EditionState.DRAFT, EditionState.ARCHIVED}),
    EditionState.ARCHIVED: frozenset({EditionState.PUBLISHED}),
}


class ChangedMeanwhileError(Exception):
    """Somebody else changed the object since the form was opened; ``current`` is the object as it is now."""

    def __init__(self, current: models.Model) -> None:
        self.current = current
        super().__init__(f"{current} was changed meanwhile")


def version_of(instance: Any) -> int:
    """A number that grows with each change of the object; a form carries the one that it was opened with."""
    return instance.history.aggregate(newest=models.Max("history_id"))["newest"] or 0


def edition_of(instance: Any) -> Edition | None:
    """The edition that an object of the catalogue belongs to; None for what belongs to the whole site."""
    if isinstance(instance, Translation):
        return edition_of_translation(instance)
    if isinstance(instance, Edition):
        return instance
    if isinstance(instance, Crosswalk):
        return instance.later.edition
    return None if isinstance(instance, ActorType | Term) else instance.edition


def name_of(instance: Any) -> str:
    """What an object is called in a sentence: its reference, code or key, else what it says."""
    if isinstance(instance, ActorType | Term):
        return str(instance)
    names = (getattr(instance, name, "") for name in ("reference", "code", "key"))
    return next(filter(None, names), str(instance))


def reason_needed(edition: Edition | None) -> bool:
    """A change of something public says why; what belongs to no edition is public."""
    return edition is None or edition.state != EditionState.DRAFT


def change(
    *,
    instance: Changeable,
    values: dict[str, Any],
    by: Any,
    seen: int,
    reason: str = "",
    addressees: Iterable[str] | None = None,
) -> bool:
    """Set fields of one object of the catalogue; False when nothing differs (and nothing is written).

    ``seen`` is the version that the person saw. Raises ChangedMeanwhileError when it is no longer the newest,
    ValidationError by field (also for a reference, code, short name or state: see ``FIXED`` and ``move_edition``),
    PermissionDenied. Side effects: one row of history, one more for each addressee.
    """
    authorise(by)
    _leave_alone(values)
    with transaction.atomic():
        current = as_seen(instance, seen)
        differs = {name for name, value in values.items() if getattr(current, name) != value}
        if addressees is not None and isinstance(current, Recommendation):
            addressees = list(addressees)
            differs |= {"addressees"} if set(addressees) != set(current.actor_types) else set()
        if not differs:
            return False
        say_why(reason, edition_of(current))
        for name, value in values.items():
            setattr(current, name, value)
        if isinstance(current, Translation) and "text" in differs:
            current.source_digest, current.to_check = current_digest(current), False
        current.full_clean()
        if "area" in differs:
            refuse_archived_area(current)
        stamp = Stamp(by=by, at=timezone.now(), reason=reason)
        if addressees is not None and isinstance(current, Recommendation):
            if not addressees:
                raise ValidationError({"addressees": _("At least one actor must be addressed.")})
            changes.set_addressees(current, addressees, stamp)
        changes.save(current, stamp)
    return True


def move_edition(*, edition: Edition, to: str, seen: int, reason: str, by: Any) -> Edition:
    """Publish a draft, archive a published edition or bring an archived one back; always with a public reason.

    Raises ChangedMeanwhileError, ValidationError for a step that ``EDITION_MOVES`` does not know, PermissionDenied.
    """
    authorise(by)
    if not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. It is public.")})
    with transaction.atomic():
        current = as_seen(edition, seen)
        if current.state not in EDITION_MOVES.get(EditionState(to), ()):
            raise ValidationError(_("This step does not lead on from the state that the edition is in."))
        current.state = to
        changes.save(current, Stamp(by=by, at=timezone.now(), reason=reason.strip()))
    return current


Archivable = TypeVar("Archivable", Recommendation, KeyFinding, ResponseArea)


def archive(*, instance: Archivable, reason: str, by: Any, seen: int | None = None) -> Archivable:
    """Take a recommendation, a key finding or an empty response area out of the lists. A recommendation's page stays,
    with its text under the public reason.

    ``seen`` is the version that the person saw (None: there was no page). Archiving twice is refused, and so is an area
    in which recommendations lie.
    """
    authorise(by)
    if not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. It is public.")})
    with transaction.atomic():
        current = as_seen(instance, seen)
        if current.archived_at is not None:
            raise ValidationError(_("%(reference)s is archived already.") % {"reference": name_of(current)})
        if isinstance(current, ResponseArea) and current.recommendations.filter(archived_at=None).exists():
            raise ValidationError(_("Recommendations lie in this response area. Move or archive them first."))
        stamp = Stamp(by=by, at=timezone.now(), reason=reason.strip())
        current.archived_at, current.archived_reason = stamp.at, stamp.reason
        changes.save(current, stamp)
    return current


def restore(*, instance: Archivable, reason: str, by: Any, seen: int | None = None) -> Archivable:
    """Bring back what was archived; the history keeps why it went and why it came.

    Refused for a recommendation of an area that is archived.
    """
    authorise(by)
    if not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. It is public.")})
    with transaction.atomic():
        current = as_seen(instance, seen)
        if current.archived_at is None:
            raise ValidationError(_("%(reference)s is not archived.") % {"reference": name_of(current)})
        if isinstance(current, Recommendation):
            refuse_archived_area(current)
        current.archived_at, current.archived_reason = None, ""
        changes.save(current, Stamp(by=by, at=timezone.now(), reason=reason.strip()))
    return current


def link(*, earlier: Recommendation, later: Recommendation, kind: str, note: str, reason: str, by: Any) -> Crosswalk:
    """Say what became of an earlier edition's recommendation in a later one."""
    authorise(by)
    with transaction.atomic():
        lock_editions(earlier.edition_id, later.edition_id)
        crosswalk = Crosswalk(earlier=earlier, later=later, kind=kind, note=note)
        crosswalk.full_clean()
        say_why(reason, later.edition)
        changes.save(crosswalk, Stamp(by=by, at=timezone.now(), reason=reason))
    return crosswalk


def unlink(*, crosswalk: Crosswalk, reason: str, by: Any) -> None:
    """Take a link back; its history stays."""
    authorise(by)
    with transaction.atomic():
        lock_editions(crosswalk.earlier.edition_id, crosswalk.later.edition_id)
        current = Crosswalk.objects.select_for_update().get(pk=crosswalk.pk)
        say_why(reason, crosswalk.later.edition)
        changes.delete(current, Stamp(by=by, at=timezone.now(), reason=reason))


def authorise(by: Any) -> None:
    """Raise PermissionDenied for whoever may not keep the catalogue, or may not at present."""
    if not may_curate(by):
        raise PermissionDenied
    refuse_while_blocked(by)


def say_why(reason: str, edition: Edition | None) -> None:
    """Raise ValidationError where a public change comes without its reason."""
    if reason_needed(edition) and not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. This is published, so the reason is public too.")})


def _leave_alone(values: dict[str, Any]) -> None:
    wrong = {
        name: _("This never changes, because addresses and references depend on it.") for name in FIXED & values.keys()
    }
    wrong |= {name: _("This has a step of its own.") for name in STEPS & values.keys()}
    if wrong:
        raise ValidationError(wrong)


def _locked(instance: Changeable) -> Changeable:
    """The object as it is now, with its edition and itself locked, in this order."""
    edition = edition_of(instance)
    if edition is None:
        return type(instance)._default_manager.select_for_update().get(pk=instance.pk)
    lock_editions(edition.pk)
    if isinstance(instance, Edition):
        return Edition.objects.get(pk=edition.pk)
    rows: Any = type(instance)._default_manager.select_for_update(of=("self",))
    if isinstance(instance, Crosswalk):
        rows = rows.select_related("earlier__edition", "later__edition")
    elif not isinstance(instance, Translation):
        rows = rows.select_related("edition")
    return rows.get(pk=instance.pk)


def as_seen(instance: Changeable, seen: int | None) -> Changeable:
    """The object under lock; raises ChangedMeanwhileError when it is no longer the version that the person saw."""
    current = _locked(instance)
    if seen is not None and version_of(current) != seen:
        raise ChangedMeanwhileError(current)
    return current


def refuse_archived_area(recommendation: Any) -> None:
    """Nothing comes into an area that is archived. Its edition is locked, so that this stays true."""
    if ResponseArea.objects.filter(pk=recommendation.area_id, archived_at__isnull=False).exists():
        raise ValidationError({"area": _("This response area is archived. Restore it or choose another one.")})


def lock_editions(*keys: int) -> None:
    """Lock editions in the one order in which everybody does."""
    list(Edition.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
