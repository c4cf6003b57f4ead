"""Going back to an earlier version of an object of the catalogue: as a new change, with a reason of its own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import catalogue
from .catalogue import FIXED, STEPS
from .models import Addressee, Recommendation, ResponseArea
from .models.vocabulary import actor_codes

#: What a version holds and no change sets: keys, marks that follow from the rest, and what has a verb of its own.
_NOT_SET = FIXED | STEPS | {"id", "source_digest", "to_check", "position"}


def revert(*, instance: Any, to: Any, seen: int, reason: str, by: Any) -> bool:
    """Make ``instance`` say again what its row of history ``to`` says; False when it says so already.

    Its place in the list stays, and so do its reference and its state. Raises as ``catalogue.change`` does.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. It is public.")})
    return catalogue.change(
        instance=instance, values=values_of(instance, to), addressees=addressees_of(instance, to), seen=seen,
        reason=reason, by=by,
    )  # fmt: skip


def values_of(instance: Any, to: Any) -> dict[str, Any]:
    """What a version says, by field. Raises ValidationError when its response area is gone."""
    names = [one.name for one in instance._meta.concrete_fields if one.name not in _NOT_SET]
    values = {name: getattr(to, name) for name in names if name != "area"}
    if "area" in names:
        area = ResponseArea.objects.filter(pk=to.area_id).first() if to.area_id else None
        if to.area_id and area is None:
            raise ValidationError(_("The response area of that version is gone. Choose another one on the form."))
        values["area"] = area
    return values


def addressees_of(instance: Any, to: Any) -> list[str] | None:
    """Whom a recommendation addressed in a version; None for anything else."""
    if not isinstance(instance, Recommendation):
        return None
    addressed: set[str] = set()
    rows = Addressee.history.filter(recommendation_id=instance.pk, history_date__lte=to.history_date)
    for row in rows.order_by("history_id"):
        (addressed.discard if row.history_type == "-" else addressed.add)(row.actor_type)
    # Where no history tells whom it addressed, whom it addresses now stays.
    return [one for one in actor_codes() if one in addressed] or instance.actor_types
