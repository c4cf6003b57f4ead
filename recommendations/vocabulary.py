"""The verbs of the site's actor types: a new one, and one taken away. ``catalogue.change`` changes them, and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import changes
from .catalogue import as_seen, authorise, say_why
from .changes import Stamp
from .models import ActorType, Addressee

#: What counts the rows that name an actor type. Apps above add theirs: this one knows nothing of organisations.
USES: list[Callable[[], Mapping[str, int]]] = []


def counted_in(count: Callable[[], Mapping[str, int]]) -> Callable[[], Mapping[str, int]]:
    """Register a count of uses by actor type."""
    USES.append(count)
    return count


@counted_in
def addressees() -> dict[str, int]:
    """How many recommendations, archived ones too, are addressed to each actor type."""
    return dict(Addressee.objects.values_list("actor_type").annotate(number=Count("pk")).order_by())


@transaction.atomic
def add_actor_type(*, values: Mapping[str, Any], by: Any, reason: str) -> ActorType:
    """Make an actor type. Raises ``PermissionDenied``, or ``ValidationError`` by field."""
    authorise(by)
    say_why(reason, None)
    made = ActorType(**values)
    made.full_clean()
    changes.save(made, Stamp(by=by, at=timezone.now(), reason=reason.strip()))
    return made


@transaction.atomic
def remove_actor_type(*, actor_type: ActorType, by: Any, seen: int, reason: str) -> None:
    """Take away an actor type that nothing names; its history stays. The others answer for it no more.

    Raises ``PermissionDenied``, ``ChangedMeanwhileError``, or ``ValidationError`` while it is used or the last one.
    """
    authorise(by)
    say_why(reason, None)
    current = as_seen(actor_type, seen)
    others = list(ActorType.objects.select_for_update().exclude(pk=current.pk).order_by("pk"))
    if not others:
        raise ValidationError(_("A site needs at least one actor type. Add another one first."))
    if used := uses(current.code):
        raise ValidationError(in_use(used))
    stamp = Stamp(by=by, at=timezone.now(), reason=reason.strip())
    for other in others:
        if current.code in other.answers_for:
            other.answers_for = [code for code in other.answers_for if code != current.code]
            changes.save(other, stamp)
    changes.delete(current, stamp)


def uses(code: str) -> int:
    """How many rows name this actor type."""
    return sum(count().get(code, 0) for count in USES)


def in_use(number: int) -> str:
    """Why it cannot be removed."""
    return ngettext(
        "It is in use %(number)s time. Give what it names another actor type first.",
        "It is in use %(number)s times. Give what it names another actor type first.",
        number,
    ) % {"number": number}
