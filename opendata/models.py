"""Dated copies of the open data that never change, and the PDFs that readers asked for."""

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


class PdfState(models.TextChoices):
    """How far a PDF is."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


class PdfJob(models.Model):
    """A report pack that somebody asked for as a PDF: what it is of, how far it is, and its file.

    Written by ``opendata.packs.jobs`` alone. Everything in it can be made again from what is public, so that a row may
    go at any time, and goes together with its file.
    """

    # Of everything that the words of the PDF depend on: opendata.packs.jobs.key_of.
    key = models.CharField(max_length=32, unique=True, editable=False)
    query = models.TextField(blank=True, editable=False)
    language = models.CharField(max_length=12, editable=False)
    public_version = models.PositiveBigIntegerField(editable=False)
    state = models.CharField(max_length=10, choices=PdfState.choices, default=PdfState.WAITING, editable=False)
    step = models.PositiveSmallIntegerField(default=0, editable=False)
    file = models.FileField(upload_to="report-packs/", blank=True, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            # Held by the database, so that it is true of any number of workers on any number of hosts.
            models.UniqueConstraint(fields=["state"], condition=Q(state="making"), name="one_pdf_is_made_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="waiting", started_at__isnull=True, finished_at__isnull=True)
                | Q(state="making", started_at__isnull=False, finished_at__isnull=True)
                | Q(state__in=("ready", "failed"), started_at__isnull=False, finished_at__isnull=False),
                name="pdf_job_dates_fit_the_state",
            ),
            models.CheckConstraint(
                condition=Q(state="ready", size__gt=0) & ~Q(file="") | ~Q(state="ready") & Q(file="", size=0),
                name="pdf_job_has_a_file_when_ready",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(reason="") | ~Q(state="failed") & Q(reason=""),
                name="pdf_job_failed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} ?{self.query}"

    @property
    def is_settled(self) -> bool:
        """True when looking again shows nothing new."""
        return self.state in (PdfState.READY, PdfState.FAILED)

    @property
    def file_name(self) -> str:
        """Where the storage keeps the file: known before there is one, so that none is left behind unknown."""
        return f"report-packs/{self.key}.pdf"
