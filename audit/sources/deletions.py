"""Rows that are taken away and leave no trace of their own."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete
from django.utils import timezone

from audit.recording import Said
from audit.sources.registry import record_live
from audit.ways import person_now
from outbox.models import SuppressedAddress
from progress.models import Evidence


def listen() -> None:
    """Follow evidence that is taken off a report, and addresses that are written to again."""
    post_delete.connect(hear_evidence, sender=Evidence, dispatch_uid="audit.evidence_gone")
    post_delete.connect(hear_suppressed, sender=SuppressedAddress, dispatch_uid="audit.suppressed_gone")


def hear_evidence(*, instance: Evidence, origin: Any = None, **_: Any) -> None:
    """With a draft that is deleted as a whole, its evidence is not told of."""
    if isinstance(origin, Model) and not isinstance(origin, Evidence):
        return
    report = instance.report
    _gone(
        instance,
        action="evidence-remove",
        kind=report._meta.label_lower,
        key=report.pk,
        label=report.commitment.title,
        organisation=report.organisation_id,
    )


def hear_suppressed(*, instance: SuppressedAddress, **_: Any) -> None:
    """An administrator lets an address be written to again."""
    _gone(instance, action="mail-unsuppress", kind=instance._meta.label_lower, key=instance.pk, restricted=True)


def _gone(row: Model, **said: Any) -> None:
    at = timezone.now()
    source = f"{row._meta.label_lower}:{row.pk}:gone-{at.isoformat()}"
    record_live(Said(source=source, at=at, by=person_now(), **said))
