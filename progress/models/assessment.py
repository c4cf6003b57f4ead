"""Someone else's view of how far a commitment is, beside the self-report and never merged into it."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from names import single_line
from stakeholders.models import Commitment


class AssessedCompletion(models.TextChoices):
    """Fifth of the five axes."""

    NO_EVIDENCE = "no_evidence", _("No evidence")
    NOT_STARTED = "not_started", _("Not started")
    LIMITED = "limited", _("Limited")
    SUBSTANTIAL = "substantial", _("Substantial")
    COMPLETE = "complete", _("Complete")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Assessments by whether they stand."""

    def standing(self) -> AssessmentQuerySet:
        """Those that were not withdrawn or corrected."""
        return self.filter(withdrawn_at__isnull=True)

    def standing_by(self, end: datetime.datetime) -> AssessmentQuerySet:
        """Those that stood just before ``end``, whatever became of them since."""
        return self.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=end), published_at__lt=end)

    def withdrawn_by(self, end: datetime.datetime) -> AssessmentQuerySet:
        """Those that had been withdrawn or corrected by then, the last one first."""
        return self.filter(withdrawn_at__lt=end).order_by("-withdrawn_at", "-pk")


class Assessment(models.Model):
    """One published view by a curator or an invited assessor, with its rationale.

    It is never changed: a correction is another one that ``corrects`` it, and it is withdrawn in the same moment.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("commitment")
    )
    assessed_completion = models.CharField(_("completion"), max_length=12, choices=AssessedCompletion)
    rationale = models.TextField(_("rationale"))
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    assessed_on = models.DateField(_("assessed on"))
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("assessor")
    )
    # As the public reads it: what the assessor chose to sign with, whatever the account is called later.
    signed_name = models.CharField(
        _("your name"), max_length=120, validators=[single_line], help_text=_("Everyone can read this.")
    )
    signed_function = models.CharField(
        _("your function"),
        max_length=200,
        validators=[single_line],
        help_text=_("For example: curator, secretariat. Everyone can read this."),
    )
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    # What the lead organisation says to it, if anything.
    answer = models.TextField(_("answer of the organisation"), blank=True)
    answer_language = models.CharField(
        _("language of the answer"), max_length=8, choices=settings.LANGUAGES, default="en"
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by", editable=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    withdrawn_reason = models.TextField(_("public reason"), blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-assessed_on", "-pk"]
        indexes = [models.Index(fields=["-published_at", "-id"], name="assessment_latest_published")]
        constraints = [
            models.CheckConstraint(
                condition=Q(assessed_completion__in=AssessedCompletion.values), name="assessment_completion_is_known"
            ),
            models.CheckConstraint(condition=~Q(rationale=""), name="assessment_has_a_rationale"),
            models.CheckConstraint(condition=~Q(signed_name="") & ~Q(signed_function=""), name="assessment_is_signed"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="assessment_answered_at_with_by",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="assessment_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.get_assessed_completion_display()}"

    @property
    def correction(self) -> Assessment | None:
        """What has taken its place, where it was corrected and not merely withdrawn."""
        return getattr(self, "corrected_by", None)
