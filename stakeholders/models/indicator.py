"""How a commitment is measured: milestones on the way, indicators with baseline and target."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from names import single_line
from recommendations.models.history import kept_history
from recommendations.partial_dates import PartialDate, precision_field

from .commitment import Commitment


class Milestone(models.Model):
    """A step on the way to a commitment, with its own due date."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("commitment")
    )
    title = models.CharField(_("title"), max_length=200, validators=[single_line])
    due_on = models.DateField(_("due"), null=True, blank=True)
    due_precision = precision_field(_("precision of the due date"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    history = kept_history()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def due(self) -> PartialDate | None:
        """The due date as exact as it is known."""
        return PartialDate.of(self.due_on, self.due_precision)


class Indicator(models.Model):
    """A number that shows progress: from a baseline to a target, in a unit."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="indicators", verbose_name=_("commitment")
    )
    name = models.CharField(_("what is measured"), max_length=200, validators=[single_line])
    unit = models.CharField(_("unit"), max_length=60, validators=[single_line])
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(_("year of the baseline"), null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=4, null=True, blank=True)

    history = kept_history()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["commitment", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "name"], name="indicator_name_once_a_commitment"),
            models.CheckConstraint(
                condition=Q(baseline__isnull=False) | Q(baseline_year__isnull=True),
                name="indicator_year_only_with_a_baseline",
            ),
        ]

    def __str__(self) -> str:
        return self.name
