"""An organisation's formal answer to a recommendation."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recommendations.models import Recommendation
from recommendations.models.history import kept_history

from .organisation import Organisation


class ResponseKind(models.TextChoices):
    """First of the five axes: does the organisation support what is asked?"""

    SUPPORTED = "supported", _("Supported")
    SUPPORTED_IN_PART = "supported_in_part", _("Supported in part")
    NOTED = "noted", _("Noted")
    NONE = "none", _("No response")


class Response(models.Model):
    """One organisation's answer to one recommendation, with the day it was given."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="responses", verbose_name=_("organisation")
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="responses", verbose_name=_("recommendation")
    )
    response = models.CharField(_("response"), max_length=20, choices=ResponseKind)
    stated_on = models.DateField(_("stated on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = kept_history()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["organisation", "recommendation"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "recommendation"], name="response_once_a_recommendation"),
            models.CheckConstraint(condition=Q(response__in=ResponseKind.values), name="response_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_response_display()}"
