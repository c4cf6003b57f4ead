"""The figures that an edition puts forward."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from names import single_line

from .edition import Edition
from .history import kept_history


class KeyFinding(models.Model):
    """A figure of an edition with what it counts, of whom, when and by whom."""

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="key_findings", verbose_name=_("edition")
    )
    key = models.SlugField(_("key"), max_length=60)
    statement = models.TextField(_("what was found"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=40, validators=[single_line], help_text=_("For example: percent."))
    population = models.TextField(_("population"), help_text=_("Of whom or of what the figure is."))
    year_from = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.TextField(_("source"))
    position = models.PositiveSmallIntegerField(_("position"))
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    archived_reason = models.TextField(_("public reason for archiving"), blank=True, editable=False)

    translatable = ("statement", "population", "unit", "source")
    texts: dict[str, Any]

    history = kept_history()

    class Meta:
        verbose_name = _("key finding")
        verbose_name_plural = _("key findings")
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="finding_key_once_an_edition"),
            models.UniqueConstraint(fields=["edition", "position"], name="finding_position_once_an_edition"),
            models.CheckConstraint(
                condition=~models.Q(key="") & ~models.Q(statement=""), name="finding_has_key_and_statement"
            ),
            models.CheckConstraint(
                condition=models.Q(year_from__isnull=True) | models.Q(year_from__lte=models.F("year")),
                name="finding_years_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(archived_at__isnull=True, archived_reason="")
                | (models.Q(archived_at__isnull=False) & ~models.Q(archived_reason="")),
                name="finding_archived_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.statement
