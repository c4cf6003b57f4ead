"""The digests of a person, one a day at most: the last one that was sent says whether something is new to them."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outbox.models import Message
from outbox.states import State

ON_ITS_WAY = (State.PENDING, State.CLAIMED)
SENT = (State.HANDING, State.SENT, State.UNCERTAIN)
WEEK = datetime.timedelta(days=7)


class Earlier(NamedTuple):
    """The digests that a person had before a day: when the last one came, and how many in the seven days up to it."""

    last: datetime.date | None = None
    within_a_week: int = 0


class PlannedDigestQuerySet(models.QuerySet["PlannedDigest"]):
    """Digests by what became of their mail. A mail that was forgotten with the years counts as sent."""

    def sent(self) -> PlannedDigestQuerySet:
        """Those that a mail server took, as far as anybody knows."""
        return self.filter(Q(message__isnull=True) | Q(message__state__in=SENT))

    def sent_or_on_their_way(self) -> PlannedDigestQuerySet:
        """The same, and those that wait to be sent: what is owed then will be in them."""
        return self.filter(Q(message__isnull=True) | Q(message__state__in=(*SENT, *ON_ITS_WAY)))

    def before(self, day: datetime.date) -> dict[int, Earlier]:
        """What each person had before ``day``; nothing for who had none."""
        people = self.filter(on__lt=day).order_by().values_list("user_id")
        rows = people.annotate(last=Max("on"), recent=Count("pk", filter=Q(on__gt=day - WEEK)))
        return {row[0]: Earlier(*row[1:]) for row in rows}


class PlannedDigest(models.Model):
    """One digest for one person and day: the day that it was planned for or, once it was written, that of its text."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    on = models.DateField(_("day"))
    planned_at = models.DateTimeField(default=timezone.now, editable=False)
    message = models.OneToOneField(Message, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")

    objects = PlannedDigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned digest")
        verbose_name_plural = _("planned digests")
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on.isoformat()}"
