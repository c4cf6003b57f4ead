"""The verbs of taxonomies and tags, and of what belongs to a tag.

Each is keyword-only and atomic, checks permission again, and leaves a row of history with who, when and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import changes
from .catalogue import ChangedMeanwhileError
from .changes import Stamp
from .models import Recommendation, RecommendationTag, Tag, Taxonomy
from .permissions import may_curate, refuse_while_blocked

Row = TypeVar("Row", Taxonomy, Tag)


@transaction.atomic
def save(*, row: Row, values: Mapping[str, Any], version: int, reason: str, by: Any) -> Row:
    """Make a taxonomy or a tag, or change its names and place. ``version`` is the one that was seen, 0 of a new one.

    Raises ``PermissionDenied``, ``ChangedMeanwhileError``, or ``ValidationError`` by field.
    """
    stamp = _stamp(by, reason)
    if row.pk:
        row = _locked(row, version)
        values = {name: value for name, value in values.items() if name != "slug"}
    for name, value in values.items():
        setattr(row, name, value)
    row.version = row.version + 1 if row.pk else 1
    row.full_clean()
    changes.save(row, stamp)
    return row


@transaction.atomic
def delete(*, row: Row, version: int, reason: str, by: Any) -> None:
    """Delete a taxonomy without tags, or a tag that nothing belongs to. Raises as ``save``."""
    stamp = _stamp(by, reason)
    row = _locked(row, version)
    try:
        changes.delete(row, stamp)
    except models.ProtectedError as refusal:
        used = len(refusal.protected_objects)
        message = _("It is in use %(number)s times. Take it off there first.") % {"number": used}
        raise ValidationError(message) from None


def seen_tags(links: Any) -> str:
    """What a form carries of the tags that it was opened with, to notice that somebody else changed them."""
    return ",".join(links.order_by("tag__slug").values_list("tag__slug", flat=True))


@transaction.atomic
def set_tags(*, recommendation: Recommendation, tags: Iterable[Tag], seen: str, reason: str, by: Any) -> bool:
    """Make these the tags of a recommendation; False when they are so already. Raises as ``save``."""
    stamp = _stamp(by, reason)
    current = Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation.pk)
    return write_links(current, RecommendationTag, "recommendation", tags, seen=seen, stamp=stamp)


def write_links(
    owner: Any, model: type[models.Model], name: str, tags: Iterable[Tag], *, seen: str, stamp: Stamp
) -> bool:
    """Add and take off what differs, each with its row of history. ``owner`` is locked by the caller."""
    if seen != seen_tags(owner.tag_links):
        raise ChangedMeanwhileError(owner)
    wanted = {tag.pk: tag for tag in tags}
    present = {link.tag_id: link for link in owner.tag_links.select_related("tag")}
    for key, link in present.items():
        if key not in wanted:
            changes.delete(link, stamp)
    for key, tag in wanted.items():
        if key not in present:
            changes.save(model(**{name: owner, "tag": tag}), stamp)
    return wanted.keys() != present.keys()


def _locked(row: Row, version: int) -> Row:
    current = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if current.version != version:
        raise ChangedMeanwhileError(current)
    return current


def _stamp(by: Any, reason: str) -> Stamp:
    authorise(by)
    if not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. Say what happened and why.")})
    return Stamp(by=by, at=timezone.now(), reason=reason.strip())


def authorise(by: Any) -> None:
    """Raise ``PermissionDenied`` for whoever does not keep the catalogue, or may not publish at present."""
    if not may_curate(by):
        raise PermissionDenied
    refuse_while_blocked(by)
