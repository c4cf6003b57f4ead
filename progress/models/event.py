"""The audit of what the public reads: who did what, when and why, in one append-only chain of hashes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Commitment

from .assessment import Assessment
from .report import ProgressReport, ReviewState


class EventAction(models.TextChoices):
    """What was done to a report (the first are transitions; see ``progress.workflow``), or beside one."""

    CREATE = "create", _("Draft created")
    ASK_SIGN_OFF = "ask_sign_off", _("Sign-off asked for")
    SIGN_OFF = "sign_off", _("Signed off")
    SEND_BACK = "send_back", _("Returned by the focal point")
    SUBMIT = "submit", pgettext_lazy("event", "Submitted")
    RETURN = "return", _("Returned for changes")
    PUBLISH = "publish", pgettext_lazy("event", "Published")
    RETRACT = "retract", _("Retracted")
    SHOW_FILE = "show_file", _("File made visible to everyone")
    DISCARD = "discard", _("Draft deleted")
    TAKE_BACK = "take_back", _("Taken back")
    ASSESS = "assess", _("Assessed")
    ANSWER = "answer", _("Assessment answered")
    WITHDRAW = "withdraw", _("Assessment withdrawn")
    CORRECT = "correct", _("Assessment corrected")
    CHANGE = "change", _("Commitment changed in public")
    MERGE = "merge", _("Organisations merged")
    ERASE = "erase", _("Name erased")
    UNMERGE = "unmerge", _("Merge of organisations undone")


class Through(models.TextChoices):
    """By which way a step came, where it was not the site's own pages."""

    LINK = "link", _("Through the link in the email")
    TOKEN = "token", _("Through an access token")
    SHEET = "sheet", _("Through the spreadsheet")
    IMPORT = "file", _("Recorded by a curator from a file")


class ReportEvent(models.Model):
    """One link of the chain, about a report, an assessment or a commitment. Rows are only ever added
    (``progress.history``).

    Their keys are plain numbers so that the row outlives a discarded draft; the person's name is not in the hash, so
    that an account can be erased and the chain stays whole.
    """

    sequence = models.PositiveBigIntegerField(unique=True)
    # Found by the index below, which begins with it.
    report = models.ForeignKey(
        ProgressReport,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="events",
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="events"
    )
    commitment = models.ForeignKey(
        Commitment, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="events"
    )
    action = models.CharField(_("what"), max_length=12, choices=EventAction)
    from_state = models.CharField(max_length=10, choices=ReviewState, blank=True)
    to_state = models.CharField(max_length=10, choices=ReviewState, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="report_events", verbose_name=_("who")
    )
    reason = models.TextField(_("why"), blank=True)
    through = models.CharField(_("by which way"), max_length=5, choices=Through, blank=True)
    through_name = models.CharField(max_length=80, blank=True)  # of the token, or of the file
    # Of the words as they were, where a name was erased from them later: the hash covers this digest.
    reason_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    content_digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    # Covers the sequence, which is unique, and is never looked up: an index over it would cost each step a page.
    hash = models.CharField(max_length=64)

    #: What may change of a row once it is there, when a person is erased (gta/database_rights.py).
    append_only_but = ("reason", "reason_digest", "through_name")

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["report", "sequence"], name="event_of_report"),
            models.Index(fields=["assessment"], condition=Q(assessment__isnull=False), name="event_of_assessment"),
            models.Index(
                fields=["commitment", "sequence"], condition=Q(commitment__isnull=False), name="event_of_commitment"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=EventAction.values), name="event_action_is_known"),
            models.CheckConstraint(condition=Q(through__in=["", *Through.values]), name="event_through_is_known"),
            models.CheckConstraint(
                condition=Q(report__isnull=False, assessment__isnull=True, commitment__isnull=True)
                | Q(report__isnull=True, assessment__isnull=False, commitment__isnull=True)
                | Q(report__isnull=True, assessment__isnull=True, commitment__isnull=False),
                name="event_is_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.get_action_display()}"

    @property
    def way(self) -> str:
        """By which way it came, in words; empty for the site's own pages."""
        if self.through == Through.TOKEN:
            return gettext("Through the access token “%(name)s”") % {"name": self.through_name}
        if self.through == Through.IMPORT and self.through_name:
            return gettext("Recorded by a curator from the file “%(name)s”") % {"name": self.through_name}
        return str(self.get_through_display())


class HistoryHead(models.Model):
    """The end of the chain: one row, locked by whoever appends, so that two writers never fork it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    append_only_but = ("sequence", "hash")

    class Meta:
        verbose_name = _("end of the history")
        verbose_name_plural = _("end of the history")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="history_has_one_head")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"
