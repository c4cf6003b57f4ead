"""That somebody handed over what they reported on: to whom, when, and which commitments."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .commitment import Commitment
from .membership import Role
from .organisation import Organisation


class Handover(models.Model):
    """One handover in an organisation, kept so that its briefing can be read again. Written by ``handovers`` alone."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("organisation")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("from")
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("to")
    )
    commitments = models.ManyToManyField(Commitment, related_name="+", verbose_name=_("commitments"))
    # Empty: the receiver kept their own role.
    role = models.CharField(_("role"), max_length=12, choices=Role, blank=True)
    ended = models.BooleanField(_("membership ended"), default=False)
    at = models.DateTimeField(_("on"), default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["", Role.FOCAL_POINT, Role.ALTERNATE]), name="handover_of_a_focal_role"
            ),
            models.CheckConstraint(condition=~Q(person=models.F("receiver")), name="handover_to_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.receiver} · {self.organisation}"
