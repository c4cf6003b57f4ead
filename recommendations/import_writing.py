"""Writing what an import planned. Only ``imports.import_catalogue`` calls this, inside its transaction."""

from __future__ import annotations

from . import changes
from .changes import Stamp
from .import_plan import Plan, Step
from .models import KeyFinding, Recommendation, ResponseArea

#: The highest position that the column holds: free, since files and forms stay far below it.
_PARKING = 32_767


def write(plan: Plan, stamp: Stamp) -> None:
    """Save every object that is new or differs, with its addressees, translations and a row of history each."""
    for steps in (plan.areas, plan.recommendations, plan.key_findings):
        _park([step for step in steps if step.moves])
    for step in plan.steps():
        if step.is_new or step.differences:
            _write_step(step, stamp)


def _park(steps: list[Step]) -> None:
    """Move objects out of the way of one another: a swap of two positions would break "once an edition".

    No history is kept of this; the final position is saved, and recorded, in the same transaction.
    """
    for index, step in enumerate(steps):
        instance = step.instance
        if isinstance(instance, ResponseArea | Recommendation | KeyFinding):
            instance.position = _PARKING - index
            instance.skip_history_when_saving = True  # type: ignore[union-attr]  # read by simple-history
            instance.save(update_fields=["position"])
            del instance.skip_history_when_saving  # type: ignore[union-attr]  # read by simple-history


def _write_step(step: Step, stamp: Stamp) -> None:
    instance = step.instance
    for name, value in step.values.items():
        setattr(instance, name, value)
    if hasattr(instance, "edition"):
        # The edition, too, may have been unsaved when the plan was made: setting it again takes its key over.
        instance.edition = instance.edition
    own = [difference for difference in step.differences if "[" not in difference.field]
    if step.is_new or own:
        changes.save(instance, stamp)
    if isinstance(instance, Recommendation):
        changes.set_addressees(instance, step.addressees, stamp)
    for text in step.texts:
        text.object_id = instance.pk
        changes.save(text, stamp)
