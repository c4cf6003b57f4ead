"""More room than usual for one organisation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation

MOST_TIMES = 100


class OrganisationQuota(models.Model):
    """How many times the usual limits (``settings.ORGANISATION_QUOTAS``) hold for one organisation, and why.

    Rows are only ever added (``quotas.set_times``); the last one counts.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="quotas", verbose_name=_("organisation")
    )
    times = models.PositiveSmallIntegerField(
        _("times the usual limits"), default=2, help_text=_("From 1 to 100. With 2, twice as much of everything.")
    )
    reason = models.TextField(_("why"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("who")
    )
    set_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("limits of an organisation")
        verbose_name_plural = _("limits of organisations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(times__gte=1, times__lte=MOST_TIMES), name="organisation_quota_times_in_bounds"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="organisation_quota_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: × {self.times}"
