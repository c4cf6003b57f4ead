"""A curator's work on a report that waits: who has it open, what they have typed so far, their ready-made reasons."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from names import single_line

from .report import ProgressReport

REASON_MAX = 4000


class ReviewClaimQuerySet(models.QuerySet["ReviewClaim"]):
    """Claims by whether they still hold."""

    def live(self, *, at: datetime.datetime) -> ReviewClaimQuerySet:
        """Those that hold: not lapsed, and of somebody who is still a curator."""
        return self.filter(until__gt=at, curator__is_curator=True, curator__is_active=True)


class ReviewClaim(models.Model):
    """A curator has a report open until a moment. It lapses by itself: nothing has to be deleted for that."""

    report = models.OneToOneField(
        ProgressReport, on_delete=models.CASCADE, primary_key=True, related_name="review_claim"
    )
    curator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_claims")
    opened_at = models.DateTimeField(_("opened"))
    until = models.DateTimeField(_("until"))

    objects = ReviewClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("report opened for review")
        verbose_name_plural = _("reports opened for review")
        constraints = [models.CheckConstraint(condition=Q(until__gt=models.F("opened_at")), name="claim_ends_later")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.curator_id} {self.until.isoformat()}"


class ReasonDraft(models.Model):
    """What a curator has typed about a report and not sent yet. Nobody else reads it."""

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="+")
    # Found by the constraint below, which begins with it.
    curator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="+")
    text = models.TextField(_("reason"), max_length=REASON_MAX)

    class Meta:
        verbose_name = _("reason in preparation")
        verbose_name_plural = _("reasons in preparation")
        constraints = [
            models.UniqueConstraint(fields=["curator", "report"], name="reason_draft_once_a_report"),
            models.CheckConstraint(condition=~Q(text=""), name="reason_draft_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.curator_id}"


class ReadyReason(models.Model):
    """A reason that a curator uses again and again, under a short name. Each curator has their own."""

    curator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="ready_reasons"
    )
    name = models.CharField(_("short name"), max_length=60, validators=[single_line])
    text = models.TextField(_("reason"), max_length=REASON_MAX)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("ready-made reason")
        verbose_name_plural = _("ready-made reasons")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["curator", "name"], name="ready_reason_name_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(text=""), name="ready_reason_says_something"),
        ]

    def __str__(self) -> str:
        return self.name
