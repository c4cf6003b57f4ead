"""Stored roll-ups, written by ``progress.rollups`` in the transaction that changes them, and by nothing else."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from progress.evidence_strength import EvidenceStrength
from progress.overdue import ENDED
from stakeholders.models import Commitment, ImplementationStatus, Visibility

from .assessment import AssessedCompletion
from .report import Health, ProgressReport
from .spans import true_on


class CommitmentStatusQuerySet(models.QuerySet["CommitmentStatus"]):
    """Named sets of statuses."""

    def as_of(self, day: datetime.date | None) -> CommitmentStatusQuerySet:
        """How each commitment stood at the end of ``day``; None means now."""
        return self.filter(true_on(day))

    def public(self) -> CommitmentStatusQuerySet:
        return self.filter(visibility=Visibility.PUBLIC)

    def first_day(self) -> datetime.date | None:
        """The first day of which anything is known. One query."""
        return self.order_by("valid_from").values_list("valid_from", flat=True).first()


class CommitmentStatus(models.Model):
    """How one published commitment stands from one day to the next change; the open row is how it stands now.

    Days are the site's (settings.TIME_ZONE). A commitment that is not published, or is private, has no open row.
    """

    # Found by the constraint over it and the day.
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, db_index=False, related_name="statuses")
    # The commitment's own, to list it by: an order needs no other table.
    title = models.CharField(_("title"), max_length=200, default="", db_default="")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility)
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    implementation_status = models.CharField(max_length=12, choices=ImplementationStatus, blank=True)
    health = models.CharField(max_length=10, choices=Health, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    reported_on = models.DateField(_("last reported on"), null=True, blank=True)
    reports = models.PositiveIntegerField(_("progress reports"), default=0)
    evidence_strength = models.CharField(max_length=10, choices=EvidenceStrength, default=EvidenceStrength.NONE)
    evidence_count = models.PositiveIntegerField(default=0)
    assessed_completion = models.CharField(max_length=12, choices=AssessedCompletion, blank=True)
    due_on = models.DateField(null=True, blank=True)
    scopes = models.JSONField(
        default=list, help_text=_("What this row is counted in: keys such as edition:1 and area:3.")
    )
    # How many published reports state which status, and beside it which health.
    report_counts = models.JSONField(default=dict)

    objects = CommitmentStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment status")
        verbose_name_plural = _("commitment statuses")
        ordering = ["commitment", "valid_from"]
        indexes = [
            models.Index(fields=["valid_from", "valid_to"], name="status_by_days"),
            # Few are assessed as complete; those are counted on the first page.
            models.Index(
                fields=["valid_from", "valid_to"],
                condition=Q(assessed_completion=AssessedCompletion.COMPLETE),
                name="status_assessed_complete",
            ),
            # The orders of the public list, and their way back.
            models.Index(
                fields=["title", "commitment"], condition=Q(valid_to__isnull=True), name="status_now_by_title"
            ),
            *[
                models.Index(
                    Coalesce(column, Value(instead)),
                    "commitment",
                    condition=Q(valid_to__isnull=True),
                    name=f"status_now_{name}",
                )
                for column, instead, name in (
                    ("due_on", datetime.date.max, "by_due_date"),
                    ("due_on", datetime.date.min, "due_backwards"),
                    ("reported_on", datetime.date.max, "by_report"),
                    ("reported_on", datetime.date.min, "report_backwards"),
                )
            ],
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(valid_to__isnull=True), name="status_one_open_row"
            ),
            models.UniqueConstraint(fields=["commitment", "valid_from"], name="status_one_row_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="status_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(report__isnull=True, implementation_status="", health="", reported_on__isnull=True)
                | (Q(report__isnull=False, reported_on__isnull=False) & ~Q(implementation_status="")),
                name="status_comes_from_a_report",
            ),
            models.CheckConstraint(
                condition=Q(health="", implementation_status__in=["", *ENDED])
                | (~Q(health="") & ~Q(implementation_status__in=["", *ENDED])),
                name="status_health_of_open_work",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.implementation_status or '-'} since {self.valid_from.isoformat()}"
