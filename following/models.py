"""Who follows what: an address that asked to be written to, and each thing that it follows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class FollowerQuerySet(models.QuerySet["Follower"]):
    """Named sets of followers."""

    def following(self) -> FollowerQuerySet:
        """Those who are written to: they confirmed their address and have not left."""
        return self.filter(confirmed_at__isnull=False, left_at__isnull=True)


class Follower(models.Model):
    """One address, in lower case. It is kept for these mails alone, and deleted a week after leaving."""

    email = models.EmailField(_("email address"), unique=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(_("first asked on"))
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)
    left_at = models.DateTimeField(_("stopped on"), null=True, blank=True)
    # The Monday up to which summaries have been planned: one a week, whoever plans and however often.
    summarised_until = models.DateField(_("summarised until"), null=True, blank=True)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="follower_address_is_lower_case"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, left_at__isnull=True, summarised_until__isnull=True)
                | Q(confirmed_at__isnull=False, summarised_until__isnull=False),
                name="follower_is_written_to_when_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Follower %(number)s") % {"number": self.pk}


class FollowQuerySet(models.QuerySet["Follow"]):
    """Named sets of what is followed."""

    def confirmed(self) -> FollowQuerySet:
        return self.filter(confirmed_at__isnull=False)

    def waiting(self) -> FollowQuerySet:
        """Asked for, and not yet confirmed from the mailbox."""
        return self.filter(confirmed_at__isnull=True)


class Follow(models.Model):
    """One thing that an address follows, as the filters of public pages say it (``recommendation=GTA-2021-03``)."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="follows")
    query = models.CharField(_("what is followed"), max_length=1000, blank=True)
    # What a commitment must count in to belong to it: at least one key of each list (``News.about``).
    scopes = models.JSONField(default=list)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(_("asked on"))
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("followed thing")
        verbose_name_plural = _("followed things")
        ordering = ["asked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["follower", "query"], name="follow_once")]

    def __str__(self) -> str:
        return self.query or "*"
