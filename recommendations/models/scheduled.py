"""What a curator wants to happen at a later moment: a change of a recommendation, or the publication of an edition."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .edition import Edition
from .recommendation import Recommendation


class ScheduledState(models.TextChoices):
    """Where a scheduled change stands."""

    WAITING = "waiting", pgettext_lazy("scheduled change", "Waiting")
    DONE = "done", pgettext_lazy("scheduled change", "Done")
    CANCELLED = "cancelled", pgettext_lazy("scheduled change", "Cancelled")
    NOT_DONE = "not_done", pgettext_lazy("scheduled change", "Not done")


class WhyNotDone(models.TextChoices):
    """Why a scheduled change did not happen when its time came."""

    CHANGED = "changed", _("It was changed by someone else in the meantime.")
    NOT_PERMITTED = "not_permitted", _("The person who scheduled it may no longer do this.")
    REFUSED = "refused", _("It no longer fits what is there.")


class ScheduledChangeQuerySet(models.QuerySet["ScheduledChange"]):
    """Named sets of scheduled changes."""

    def waiting(self) -> ScheduledChangeQuerySet:
        return self.filter(state=ScheduledState.WAITING)

    def due(self, at: datetime.datetime) -> ScheduledChangeQuerySet:
        """Those whose moment has come, the earliest first."""
        return self.waiting().filter(due_at__lte=at).order_by("due_at", "pk")


class ScheduledChange(models.Model):
    """One change that waits for its moment: a recommendation gets new ``values``, or an edition is published.

    ``seen`` is the version that the curator saw: if it is no longer the newest when the time comes, nothing happens.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, null=True, related_name="scheduled", verbose_name=_("recommendation")
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, null=True, related_name="scheduled", verbose_name=_("edition")
    )
    values = models.JSONField(default=dict)
    seen = models.PositiveBigIntegerField()
    reason = models.TextField(_("reason"))
    due_at = models.DateTimeField(_("when"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("scheduled by")
    )
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("stage"), max_length=10, choices=ScheduledState, default=ScheduledState.WAITING)
    why_not = models.CharField(_("why it was not done"), max_length=16, choices=WhyNotDone, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ScheduledChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheduled change")
        verbose_name_plural = _("scheduled changes")
        ordering = ["-due_at", "-pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="scheduled_change_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation"], condition=Q(state="waiting"), name="scheduled_once_a_recommendation"
            ),
            models.UniqueConstraint(fields=["edition"], condition=Q(state="waiting"), name="scheduled_once_an_edition"),
            models.CheckConstraint(
                condition=Q(recommendation__isnull=True, edition__isnull=False)
                | Q(recommendation__isnull=False, edition__isnull=True),
                name="scheduled_change_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ScheduledState.values) & ~Q(reason=""), name="scheduled_change_with_a_reason"
            ),
            models.CheckConstraint(
                condition=(Q(state="waiting") & Q(settled_at__isnull=True))
                | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                name="scheduled_change_settled_with_its_time",
            ),
            models.CheckConstraint(
                condition=(Q(state="not_done") & ~Q(why_not="")) | (~Q(state="not_done") & Q(why_not="")),
                name="scheduled_change_not_done_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def subject(self) -> Recommendation | Edition:
        """What it changes or publishes."""
        subject = self.recommendation or self.edition
        if subject is None:
            raise ValueError("A scheduled change is of a recommendation or of an edition.")
        return subject
