"""Reporting periods: what span a report accounts for, and by when it is due."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from accounts.days import site_day
from names import single_line
from stakeholders.models import Commitment

# What is asked by: the key of a period, or the last day of a round.
AskedKey = int | datetime.date


class PeriodState(models.TextChoices):
    """Only an open period asks for reports."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", pgettext_lazy("state of a reporting period", "Open")
    CLOSED = "closed", _("Closed")


class ReportingPeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    """Named sets of periods."""

    def asking(self) -> ReportingPeriodQuerySet:
        """Open periods, the one due first before the others."""
        return self.filter(state=PeriodState.OPEN).order_by("due_on", "starts_on")

    def to_come(self, *, on: datetime.date) -> ReportingPeriodQuerySet:
        """Periods that ask for nothing yet on ``on``, the one that begins first before the others."""
        asking_later = Q(state=PeriodState.OPEN, starts_on__gt=on) | Q(state=PeriodState.PLANNED, due_on__gt=on)
        return self.filter(asking_later).order_by("starts_on", "due_on")

    def with_closing(self) -> models.QuerySet[Any]:
        """Each with ``closed_at``: since when it has been closed; None for one that is not, or was opened again."""
        later = self.model.history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
        closed = self.model.history.filter(id=OuterRef("pk"), state=PeriodState.CLOSED).exclude(
            Exists(later.exclude(state=PeriodState.CLOSED))
        )
        return self.annotate(closed_at=Subquery(closed.order_by("history_id").values("history_date")[:1]))


class ReportingPeriod(models.Model):
    """A span that every open commitment it asks about (``asks_about``) reports on once an organisation."""

    name = models.CharField(_("name"), max_length=80, unique=True, validators=[single_line])
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    due_on = models.DateField(_("reports due"))
    state = models.CharField(_("stage"), max_length=8, choices=PeriodState, default=PeriodState.PLANNED)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))
    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="period_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(due_on__gte=F("ends_on")), name="period_due_after_it_ends"),
            models.CheckConstraint(condition=Q(state__in=PeriodState.values), name="period_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def asked_key(self) -> AskedKey:
        """By what a report says that it answers this period, and not a round."""
        return self.pk

    def clean(self) -> None:
        """The days in their order: nobody can account for days that have not passed."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day lies before the first.")})
        if self.ends_on and self.due_on and self.due_on < self.ends_on:
            raise ValidationError({"due_on": _("Reports cannot be due before the period ends.")})

    def asks_about(self, commitment: Commitment) -> bool:
        """Does it ask for reports on ``commitment``: was that published before the day on which they are due?

        Nobody is late with what nobody could have asked for. The first publication counts: what was archived comes
        back with what it owed. A regular commitment is asked about by its rounds, and not by periods.
        """
        published_at = commitment.published_at
        if commitment.is_regular or published_at is None:
            return False
        return site_day(published_at) < self.due_on
