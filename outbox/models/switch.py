"""The switch that holds all mail, and the record of what people decided about mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Cause(models.TextChoices):
    """Why mail is held."""

    PERSON = "person", _("An administrator put it on hold")
    COPIED = "copied", _("This database is a copy or was restored, so its original may have sent what is waiting here")
    RESTORED = "restored", _("This database was restored from a backup")


class SwitchManager(models.Manager["Switch"]):
    """The one row."""

    def current(self) -> "Switch":
        """The switch, made on first sight (mail flows, identity unknown)."""
        return self.get_or_create(pk=1)[0]


class Switch(models.Model):
    """Whether mail is held, and which database last sent mail (``outbox.database_identity`` compares)."""

    held = models.BooleanField(_("email is on hold"), default=False)
    cause = models.CharField(_("cause"), max_length=8, choices=Cause, blank=True)
    since = models.DateTimeField(_("since"), null=True, blank=True)
    # A digest of the database and address that last sent mail, and the number of deliveries begun.
    database_identity = models.CharField(max_length=64, blank=True, editable=False)
    delivery_count = models.PositiveBigIntegerField(default=0, editable=False)

    objects = SwitchManager()

    class Meta:
        verbose_name = _("email switch")
        verbose_name_plural = _("email switch")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="outbox_switch_there_is_one"),
            models.CheckConstraint(
                condition=Q(held=True, since__isnull=False) & ~Q(cause="")
                | Q(held=False, since__isnull=True, cause=""),
                name="outbox_switch_held_with_cause_and_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_cause_display() if self.held else _("Emails are being sent"))


class AuditEntry(models.Model):
    """What a person (or, without ``by``, the site itself) decided about one message or about the switch."""

    class What(models.TextChoices):
        """The decisions."""

        SEND_AGAIN = "send_again", _("sent again")
        CANCEL = "cancel", _("cancelled")
        RELEASE = "release", _("released")
        HOLD_ALL = "hold_all", _("held all email")
        RELEASE_ALL = "release_all", _("resumed sending")

    message = models.ForeignKey(
        "outbox.Message", verbose_name=_("message"), on_delete=models.SET_NULL, null=True, related_name="audit_entries"
    )
    what = models.CharField(_("decision"), max_length=11, choices=What)
    before = models.CharField(_("stage before"), max_length=9, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(_("at"), db_default=Now())

    #: What may change of a row once it is there, as messages and people go (gta/database_rights.py).
    append_only_but = ("message", "by", "note")

    class Meta:
        verbose_name = _("decision about email")
        verbose_name_plural = _("decisions about email")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.message_id or '—'}"
