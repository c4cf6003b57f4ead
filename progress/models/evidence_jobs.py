"""What a worker finds out about evidence: is a file clean, what does it look like, does a link still lead anywhere.

Each row is the job, its state and its result. Written by ``progress.evidence_jobs`` alone
(docs/decisions/progress-evidence-work.md).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .evidence import Evidence


class ScanState(models.TextChoices):
    """What the virus scanner said of a file."""

    WAITING = "waiting", _("Not scanned for viruses yet")
    CLEAN = "clean", _("No virus found")
    INFECTED = "infected", _("A virus was found")
    FAILED = "failed", _("The virus scanner could not scan it yet; it tries again")


class PreviewState(models.TextChoices):
    """How far the picture of a file is."""

    WAITING = "waiting", _("The preview is being made")
    READY = "ready", _("There is a preview")
    FAILED = "failed", _("No preview could be made")


class LinkState(models.TextChoices):
    """Where a link stands. It is dead after several failures over days, not after one."""

    WAITING = "waiting", _("Not checked yet")
    REACHABLE = "reachable", _("Reachable")
    FAILING = "failing", _("Not reachable at the last check")
    DEAD = "dead", _("No longer reachable")


class LinkProblem(models.TextChoices):
    """Why a link led to nothing. The values are those of ``progress.evidence_jobs.looking``."""

    STATUS = "status", _("The server reports that the page does not exist, or that it has a fault.")
    UNRESOLVED = "unresolved", _("Nobody knows this server's name.")
    PRIVATE = "private", _("The address leads into a private network.")
    PORT = "port", _("The address asks for a port that is not for web pages.")
    REDIRECTS = "redirects", _("The server sends its visitors in circles.")
    CERTIFICATE = "certificate", _("The server's certificate is not valid for this address.")
    SLOW = "slow", _("The server did not answer in time.")
    BROKEN = "broken", _("The server could not be reached, or broke off.")


class EvidenceJob(models.Model):
    """One thing to be done with a piece of evidence.

    ``due_at`` is when a worker may take it up, moved to the end of the lease while one is at it; none: never again.
    ``attempts`` counts those since it last went well.
    """

    due_at = models.DateTimeField(null=True, blank=True, default=timezone.now, db_index=True, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class FileScan(EvidenceJob):
    """What the virus scanner said of one file, and when."""

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="scan", editable=False)
    state = models.CharField(max_length=8, choices=ScanState, default=ScanState.WAITING, editable=False)
    # What the scanner calls the virus; or why it could not scan.
    said = models.CharField(max_length=200, blank=True, editable=False)
    scanned_at = models.DateTimeField(null=True, blank=True, editable=False)
    # With which signatures, as the scanner names them: a clean file is scanned again when it has others.
    signatures = models.CharField(max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = _("virus scan")
        verbose_name_plural = _("virus scans")
        indexes = [
            models.Index(fields=["scanned_at"], condition=Q(state__in=("infected", "failed")), name="scan_withholds"),
            models.Index(fields=["scanned_at"], condition=Q(state="clean"), name="scan_clean_since"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ScanState.values), name="scan_state_is_known"),
            models.CheckConstraint(condition=~Q(state="infected") | ~Q(said=""), name="scan_infected_says_by_what"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.state}"


class Preview(EvidenceJob):
    """The picture of a file: of itself, or of its first page."""

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="preview", editable=False)
    state = models.CharField(max_length=7, choices=PreviewState, default=PreviewState.WAITING, editable=False)
    reason = models.CharField(max_length=200, blank=True, editable=False)
    file = models.FileField(max_length=120, blank=True, editable=False)
    width = models.PositiveSmallIntegerField(default=0, editable=False)
    height = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("preview")
        verbose_name_plural = _("previews")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ready", width__gt=0, height__gt=0) & ~Q(file="")
                | ~Q(state="ready") & Q(file="", width=0, height=0),
                name="preview_has_a_file_when_ready",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.state}"

    @property
    def is_page(self) -> bool:
        """Is it of a first page, and not of a picture?"""
        return self.evidence.content_type == "application/pdf"

    @property
    def file_name(self) -> str:
        """Where the storage keeps it: known before there is one, so that none is left behind unknown."""
        return f"evidence-previews/{self.evidence_id}-{self.evidence.sha256[:16]}.webp"


class LinkCheck(EvidenceJob):
    """What is known of a link: when it was looked at, when it last answered, and what was there then."""

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="link_check", editable=False)
    state = models.CharField(max_length=9, choices=LinkState, default=LinkState.WAITING, editable=False)
    host = models.CharField(max_length=255, editable=False, db_index=True)
    # The host while it is being asked: the database lets one worker at a time ask a host.
    asking = models.CharField(max_length=255, null=True, unique=True, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Of the last check.
    status = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=11, choices=LinkProblem, blank=True, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    # What was there when it was last seen.
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    seen_address = models.CharField(max_length=2000, blank=True, editable=False)
    seen_title = models.CharField(max_length=200, blank=True, editable=False)
    seen_type = models.CharField(max_length=100, blank=True, editable=False)
    seen_size = models.PositiveBigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        indexes = [models.Index(fields=["failing_since"], condition=Q(state="dead"), name="link_is_dead")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("failing", "dead"), failing_since__isnull=False)
                | Q(state__in=("waiting", "reachable"), failing_since__isnull=True),
                name="link_fails_since_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.state}"
