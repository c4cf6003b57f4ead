"""The counts that stand ready, and the stamp that moves whenever the public sees something new."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .spans import true_on


class TallyQuerySet(models.QuerySet["Tally"]):
    """Named sets of tallies."""

    def as_of(self, day: datetime.date | None) -> TallyQuerySet:
        """The counts at the end of ``day``, for scopes with a history; None means now."""
        return self.filter(true_on(day))


class Tally(models.Model):
    """How the commitments of one scope stood from one day to the next change: what the dashboard adds up.

    ``scope`` is a key of ``progress.scopes``; ``cells`` are counts by the codes of ``progress.cells``, ``reports``
    those of the published reports on these commitments. Rows of one scope lie end to end. The open row is true of
    the day ``PublicVersion.counted_on``.
    """

    scope = models.CharField(max_length=80)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    cells = models.JSONField(default=dict)
    reports = models.JSONField(default=dict)
    by_status = models.JSONField(
        default=dict, help_text=_("The cells added up by status: enough for a line over time.")
    )

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [
            models.UniqueConstraint(fields=["scope", "since"], name="tally_one_row_a_day"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="tally_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["scope"], condition=Q(until__isnull=True), name="tally_now")]

    def __str__(self) -> str:
        return f"{self.scope} since {self.since.isoformat()}"


class PublicVersion(models.Model):
    """One row that changes with everything the public may see: the stamp behind ETag and Last-Modified.

    ``catalogue`` counts the rarer changes among them: of what was recommended, who there is, and in which words.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    catalogue = models.PositiveBigIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField()
    # The day of which the open tallies are true; empty while a loader leaves them to be counted at its end.
    counted_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("public version")
        verbose_name_plural = _("public version")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="public_version_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)
