"""A change of a published commitment that waits for a curator; the public goes on seeing what was approved last."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .commitment import Commitment, CommitmentState


class ChangeState(models.TextChoices):
    """Where a proposed change stands."""

    WAITING = "waiting", _("Waiting for review")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposed change", "Withdrawn")


class CommitmentChangeQuerySet(models.QuerySet["CommitmentChange"]):
    """Named sets of changes."""

    def waiting(self) -> CommitmentChangeQuerySet:
        """Those that a curator can decide about now: their commitment is still published."""
        return self.filter(state=ChangeState.WAITING, commitment__state=CommitmentState.PUBLISHED)


class CommitmentChange(models.Model):
    """What an organisation wants its published commitment to say. At most one waits at a time.

    ``base`` is what the commitment said when the change was made, ``proposed`` what it is to say: each a whole
    ``CommitmentData`` as JSON (``stakeholders.commitment_json``).
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="changes", verbose_name=_("commitment")
    )
    state = models.CharField(_("stage"), max_length=10, choices=ChangeState, default=ChangeState.WAITING)
    base = models.JSONField()
    proposed = models.JSONField()
    reason = models.TextField(_("public reason"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    edited_at = models.DateTimeField(_("last changed"), default=timezone.now)
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
    version = models.PositiveIntegerField(default=1)

    objects = CommitmentChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a published commitment")
        verbose_name_plural = _("changes of published commitments")
        ordering = ["edited_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(state="waiting"), name="commitment_change_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ChangeState.values) & ~Q(reason=""), name="commitment_change_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="commitment_change_decided_at_with_by",
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(refusal="")) | (~Q(state="refused") & Q(refusal="")),
                name="commitment_change_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"]) | ~Q(decided_by=F("proposed_by")),
                name="commitment_change_decided_by_other_eyes",
            ),
        ]

    def __str__(self) -> str:
        return str(self.commitment)
