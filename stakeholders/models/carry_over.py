"""The question whether a commitment made for an earlier edition also serves a recommendation of a later one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from recommendations.models import Recommendation

from .commitment import Commitment, CommitmentState


class CarryOverState(models.TextChoices):
    """What came of the question."""

    OFFERED = "offered", pgettext_lazy("carry-over", "Waiting for the organisation")
    CONFIRMED = "confirmed", pgettext_lazy("carry-over", "Confirmed")
    REFUSED = "refused", pgettext_lazy("carry-over", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("carry-over", "Taken back")


class CarryOverQuerySet(models.QuerySet["CarryOver"]):
    """Named sets of questions."""

    def waiting(self) -> CarryOverQuerySet:
        """Those that the organisation can answer now."""
        return self.filter(
            state=CarryOverState.OFFERED,
            commitment__state=CommitmentState.PUBLISHED,
            commitment__lead_organisation__archived_at__isnull=True,
        )

    def of_organisations(self, organisations) -> CarryOverQuerySet:
        """Those about commitments that these organisations lead."""
        return self.filter(commitment__lead_organisation__in=organisations)


class CarryOver(models.Model):
    """One commitment, the recommendation that it was made for, and the one that follows it. Its lead organisation says.

    Once confirmed the commitment serves both; it stays one commitment, with one status and one history.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="carry_overs", verbose_name=_("commitment")
    )
    earlier = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="carried_from", verbose_name=_("earlier recommendation")
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="carry_overs", verbose_name=_("later recommendation")
    )
    state = models.CharField(_("stage"), max_length=10, choices=CarryOverState, default=CarryOverState.OFFERED)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("offered by")
    )
    offered_at = models.DateTimeField(_("offered"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    refusal = models.TextField(_("why it was refused"), blank=True)

    objects = CarryOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("carrying over of a commitment")
        verbose_name_plural = _("carrying over of commitments")
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "recommendation"],
                condition=~Q(state="withdrawn"),
                name="carry_over_once_a_pair",
            ),
            models.CheckConstraint(condition=Q(state__in=CarryOverState.values), name="carry_over_state_is_known"),
            models.CheckConstraint(
                condition=~Q(earlier=F("recommendation")), name="carry_over_to_another_recommendation"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="offered") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="carry_over_decided_at_with_by",
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(refusal="")) | (~Q(state="refused") & Q(refusal="")),
                name="carry_over_refused_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.earlier.reference}, {self.recommendation.reference}"
