"""What an organisation's people and the curators say to each other about a commitment or a report. Never public."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Commitment, Organisation

from .choices import help_choices
from .report import ProgressReport


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Named sets of threads."""

    def asking_for_help(self) -> ThreadQuerySet:
        """Those about a commitment that is blocked; the others are about a report under review."""
        return self.filter(report__isnull=True)

    def open(self) -> ThreadQuerySet:
        return self.filter(closed_at__isnull=True)

    def visible_to(self, user) -> ThreadQuerySet:
        """What ``user`` may read: the threads of their organisations, and all of them for a curator."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        if user.is_curator:
            return self.all()
        return self.filter(organisation__in=Organisation.objects.of_member(user))


class Thread(models.Model):
    """One conversation. About a commitment of an organisation that needs help; or, with ``report``, about that report.

    Written by ``progress.threads`` alone.
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="threads")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="threads")
    report = models.OneToOneField(
        ProgressReport, on_delete=models.CASCADE, null=True, blank=True, related_name="thread"
    )
    help_kind = models.CharField(_("what kind of help"), max_length=12, choices=help_choices, blank=True)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    last_message_at = models.DateTimeField(_("latest message"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "organisation"],
                condition=Q(report__isnull=True, closed_at__isnull=True),
                name="thread_one_open_call_for_help",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="thread_closed_at_with_by",
            ),
            models.CheckConstraint(
                condition=Q(report__isnull=True) | Q(help_kind=""), name="thread_about_a_report_asks_for_no_help"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} · {self.organisation}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class ThreadMessage(models.Model):
    """What one person wrote, for good. ``from_curators``: on which side they wrote it."""

    # Found by the index below.
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, db_index=False, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_curators = models.BooleanField(default=False)
    text = models.TextField(_("message"))
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    # Of the form that it was typed into: the same form sent twice is one message.
    token = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["thread", "written_at"], name="message_of_thread")]
        constraints = [
            models.UniqueConstraint(fields=["thread", "token"], name="message_once_a_form"),
            models.CheckConstraint(condition=~Q(text=""), name="message_has_a_text"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.written_at.isoformat()}"
