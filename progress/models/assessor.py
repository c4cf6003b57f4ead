"""People from outside whom a curator has invited to assess some commitments, until a day."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation
from stakeholders.models import Commitment


class AssessorGrantQuerySet(models.QuerySet["AssessorGrant"]):
    """Grants by whether they hold."""

    def active(self, *, on: datetime.date) -> AssessorGrantQuerySet:
        """Those that were accepted and have not ended by ``on``; their last day counts."""
        return self.filter(user__is_active=True, ended_at__isnull=True, until__gte=on)

    def for_commitment(self, commitment: Commitment) -> AssessorGrantQuerySet:
        """Those that name it."""
        return self.filter(commitments=commitment)


class AssessorGrant(models.Model):
    """An invitation to assess the named commitments. It gives its person nothing else."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="assessor_grant")
    # Who accepted it; nobody yet while the invitation is open.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="assessor_grants",
        editable=False,
    )
    commitments: models.ManyToManyField[Commitment, models.Model] = models.ManyToManyField(
        Commitment, related_name="assessor_grants", verbose_name=_("commitments")
    )
    until = models.DateField(_("last day"))
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = AssessorGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("invited assessor")
        verbose_name_plural = _("invited assessors")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="assessor_grant_ended_at_with_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation.email} · {self.until.isoformat()}"

    @property
    def in_words(self) -> str:
        """For the person invited: what they would do."""
        titles = ", ".join(f"“{one.title}”" for one in self.commitments.order_by("title"))
        return gettext("You would be an independent assessor of: %(titles)s.") % {"titles": titles}
