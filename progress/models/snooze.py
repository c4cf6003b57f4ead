"""Items that a person asked not to be reminded of for a while."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Commitment, Organisation


class SnoozeQuerySet(models.QuerySet["Snooze"]):
    """Named sets of snoozed items."""

    def active(self, *, on: datetime.date) -> SnoozeQuerySet:
        """Those that still hold on that day: reminders begin again on ``until``."""
        return self.filter(until__gt=on)


class Snooze(models.Model):
    """One person's rest from one item. It changes nothing for colleagues, and nothing that is public."""

    # Found by the constraint below, which begins with it.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="snoozes")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    until = models.DateField(_("until"))

    objects = SnoozeQuerySet.as_manager()

    class Meta:
        verbose_name = _("snoozed item")
        verbose_name_plural = _("snoozed items")
        ordering = ["until"]
        constraints = [
            models.UniqueConstraint(fields=["user", "commitment", "organisation"], name="snooze_once_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.commitment_id} {self.until.isoformat()}"
