"""Addresses that are not written to any more."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _


class SuppressedAddress(models.Model):
    """An address whose mail server said that it does not exist, or whose owner complained.

    An administrator may delete the row, after which the address is written to again.
    """

    class Cause(models.TextChoices):
        """Why nothing is sent there."""

        BOUNCE = "bounce", _("Its mail server reports that it does not exist")
        COMPLAINT = "complaint", _("Its owner complained")

    address = models.EmailField(_("address"), unique=True)
    cause = models.CharField(_("cause"), max_length=9, choices=Cause)
    smtp_reply = models.CharField(_("the mail server’s reply"), max_length=500, blank=True)
    since = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(condition=Q(address=Lower("address")), name="outbox_suppressedaddress_is_lower_case")
        ]

    def __str__(self) -> str:
        return self.address
