"""Reminders that a curator sent by hand: who, when and why, to whom, about what."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outbox.models import Message
from stakeholders.models import Commitment, Organisation

from .digest import ON_ITS_WAY, SENT


class Nudge(models.Model):
    """One act of one curator, after its preview."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    reason = models.TextField(_("why"))

    class Meta:
        verbose_name = _("reminder by a curator")
        verbose_name_plural = _("reminders by curators")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.at:%Y-%m-%d}"


class NudgedPersonQuerySet(models.QuerySet["NudgedPerson"]):
    """Who was nudged, by what became of the mail. A mail that was forgotten with the years counts as sent."""

    def last_days(self, people: list[int], *, after: datetime.date) -> dict[int, datetime.date]:
        """The last day after ``after`` on which each of these people was nudged, by their keys."""
        counts = models.Q(message__isnull=True) | models.Q(message__state__in=(*SENT, *ON_ITS_WAY))
        rows = self.filter(counts, user__in=people, on__gt=after).order_by().values_list("user_id")
        return dict(rows.annotate(last=Max("on")))


class NudgedPerson(models.Model):
    """The one mail of a nudge to one person. ``on`` is the person's own day: one nudge a day at most."""

    nudge = models.ForeignKey(Nudge, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="nudges")
    on = models.DateField(_("day"))
    message = models.OneToOneField(Message, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")

    objects = NudgedPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person reminded by a curator")
        verbose_name_plural = _("people reminded by curators")
        ordering = ["user__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="nudge_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on.isoformat()}"


class NudgedItem(models.Model):
    """One report that a nudged person was asked for."""

    person = models.ForeignKey(NudgedPerson, on_delete=models.CASCADE, related_name="items")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("report asked for by a curator")
        verbose_name_plural = _("reports asked for by curators")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.organisation_id}"
