"""A dated copy of the open data that never changes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Named sets of snapshots."""

    def kept(self) -> SnapshotQuerySet:
        """Those whose file can be had."""
        return self.filter(taken_down_at__isnull=True)

    def newest_first(self) -> SnapshotQuerySet:
        return self.order_by("-day")


class Snapshot(models.Model):
    """One snapshot: its file in the storage, and what the file must be. Written by ``opendata.snapshots`` alone.

    ``files`` lists what the archive holds, as ``{"name", "size", "sha256"}`` in the archive's order. What was taken
    down keeps its row, its day and its digests; the file is gone.
    """

    day = models.DateField(_("day"), unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    file = models.CharField(_("name in the storage"), max_length=200, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    files = models.JSONField(_("files in it"), editable=False)
    taken_down_at = models.DateTimeField(_("taken down at"), null=True, blank=True, editable=False)
    taken_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    taken_down_reason = models.TextField(_("public reason"), blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=True, taken_down_by__isnull=True, taken_down_reason="")
                | (Q(taken_down_at__isnull=False, taken_down_by__isnull=False) & ~Q(taken_down_reason="")),
                name="snapshot_taken_down_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="snapshot_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()

    @property
    def name(self) -> str:
        """What the archive is called where it is kept elsewhere."""
        return f"open-data-{self.day.isoformat()}.zip"
