"""Which days a person's digest was planned for: what tells whether something is new to them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PlannedDigest(models.Model):
    """One digest for one person and day. The mail itself is an outbox message under the same key."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    on = models.DateField(_("day"))
    planned_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("planned digest")
        verbose_name_plural = _("planned digests")
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on.isoformat()}"
