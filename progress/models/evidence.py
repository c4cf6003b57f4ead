"""Evidence: the links and files that a report rests on."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from names import single_line
from recommendations.partial_dates import PartialDate, precision_field

from .report import ProgressReport


class EvidenceKind(models.TextChoices):
    """Where the evidence is."""

    LINK = "link", _("Link")
    FILE = "file", _("File")


class EvidenceAudience(models.TextChoices):
    """Who may open a piece of evidence of a published report."""

    PUBLIC = "public", _("Everyone")
    REVIEWERS = "reviewers", _("Only curators and the organisation")


class CleaningProblem(models.TextChoices):
    """Why the details hidden in a file (place, author, device) could not be removed."""

    LOCKED = "locked", _("It is protected with a password.")
    SIGNED = "signed", _("It is signed, and a change would break the signature.")
    HOLDS_FILES = "holds_files", _("It contains other files.")
    DAMAGED = "damaged", _("It is damaged, or made in an unusual way.")
    UNKNOWN_PART = "unknown_part", _("It contains moving pictures, or pictures of an unusual kind.")


def storage_name(evidence: Evidence, filename: str) -> str:
    """A random name under the media folder; what the uploader called the file is kept in a column only."""
    key = uuid.uuid4().hex
    return f"evidence/{key[:2]}/{key}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Named sets of evidence."""

    def with_findings(self) -> EvidenceQuerySet:
        """Each with what the worker found out about it (``progress.models.evidence_jobs``)."""
        return self.select_related("scan", "preview", "link_check")

    def by_report(self, reports: Iterable[int]) -> dict[int, list[Evidence]]:
        """What stands behind each of these reports: attached to it, or carried over by a correction. Two queries."""
        reports = list(reports)
        found: dict[int, list[Evidence]] = {report: [] for report in reports}
        for piece in self.filter(report__in=reports):
            found[piece.report_id].append(piece)
        for piece in self.annotate(behind_report=F("carried_by")).filter(behind_report__in=reports):
            found[piece.behind_report].append(piece)  # type: ignore[attr-defined]  # an annotation
        return {report: sorted(pieces, key=lambda one: one.pk) for report, pieces in found.items()}


class Evidence(models.Model):
    """One piece of evidence: a link or a file, with its own date (not the day it was uploaded).

    It belongs to the report that it was attached to; corrections of that report link to it.
    """

    report = models.ForeignKey(
        ProgressReport, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("report")
    )
    kind = models.CharField(_("kind"), max_length=4, choices=EvidenceKind, editable=False)
    title = models.CharField(_("title"), max_length=200, validators=[single_line])
    url = models.URLField(_("address"), max_length=2000, blank=True)
    file = models.FileField(_("file"), upload_to=storage_name, blank=True, max_length=120)
    file_name = models.CharField(_("file name"), max_length=150, blank=True, editable=False)
    content_type = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True, editable=False)
    # Of the file as it is stored and served; and of the file as it came, before its hidden details were removed.
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    received_sha256 = models.CharField(_("SHA-256 as received"), max_length=64, blank=True, editable=False)
    cleaning_problem = models.CharField(
        _("why hidden details are still in it"), max_length=12, choices=CleaningProblem, blank=True, editable=False
    )
    dated_on = models.DateField(_("date of the evidence"), null=True, blank=True)
    dated_precision = precision_field(_("precision of that date"))
    language = models.CharField(_("language"), max_length=8, blank=True)
    audience = models.CharField(
        _("who can see it"), max_length=10, choices=EvidenceAudience, default=EvidenceAudience.PUBLIC
    )
    revises = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="revised_by", editable=False
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence_added", editable=False
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EvidenceQuerySet.as_manager()

    earlier: Sequence[Evidence] = ()  # those whose place it took, the last one first; set by ``latest``

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["report", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="link", file="", sha256="", size__isnull=True) & ~Q(url=""))
                | (Q(kind="file", url="", size__isnull=False) & ~Q(file="") & ~Q(sha256="") & ~Q(file_name="")),
                name="evidence_is_a_link_or_a_file",
            ),
            models.CheckConstraint(
                condition=Q(received_sha256="", kind="link") | (Q(kind="file") & ~Q(received_sha256="")),
                name="evidence_file_has_both_digests",
            ),
            models.CheckConstraint(
                condition=Q(cleaning_problem__in=["", *CleaningProblem.values]), name="evidence_problem_is_known"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=EvidenceAudience.values), name="evidence_audience_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dated(self) -> PartialDate | None:
        """The evidence's own date as exact as it is known."""
        return PartialDate.of(self.dated_on, self.dated_precision)

    @property
    def stored_files(self) -> list[FieldFile]:
        """What lies in the storage for it: its file, and the preview of that."""
        preview = getattr(self, "preview", None)
        return [file for file in (self.file, preview and preview.file) if file]
