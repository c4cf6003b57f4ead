"""What an indicator of a commitment stood at."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Indicator

from .report import ProgressReport


class IndicatorValue(models.Model):
    """What an indicator of the commitment stood at, as a report states it."""

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="indicator_values")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        constraints = [models.UniqueConstraint(fields=["report", "indicator"], name="indicator_value_once_a_report")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"
