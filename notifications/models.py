"""One thing that one person should know of."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Named sets of notifications."""

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """What happened, by its kind and by ids; its words are written when it is shown (``notifications.kinds``)."""

    # Found by the indexes below, which begin with it.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="notifications"
    )
    kind = models.CharField(_("kind"), max_length=64)
    key = models.CharField(
        _("occurrence"), max_length=200, help_text=_("Names what happened, so that one person hears of it once.")
    )
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="notification_latest"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notification_unread"),
            models.Index(fields=["created_at"], name="notification_age"),
        ]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notification_once_an_occurrence")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"
