"""A table on its way in: the file, what its columns mean, every row with its outcome, and what was written.

Written by ``uploads``, ``preparing``, ``jobs``, ``previewing``, ``applying`` and ``undoing``; nothing else writes here.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from names import single_line
from recommendations.models import Word
from recommendations.models.vocabulary import word


class ImportKind(models.TextChoices):
    """What the rows of a file are."""

    RECOMMENDATIONS = "recommendations", word(Word.RECOMMENDATIONS)
    ORGANISATIONS = "organisations", _("Organisations")
    COMMITMENTS = "commitments", _("Commitments, with their reports where the file has them")
    REPORTS = "reports", _("Progress reports")


def kind_choices() -> list[tuple[str, Any]]:
    """The kinds in the words of the body."""
    return ImportKind.choices


class ImportState(models.TextChoices):
    """How far an import is."""

    PREPARING = "preparing", _("In preparation")
    WAITING = "waiting", _("Waiting for its turn")
    WORKING = "working", _("Under way")
    PREVIEWED = "previewed", _("Waiting for a decision")
    APPLIED = "applied", _("Imported")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded")


class Task(models.TextChoices):
    """What a worker does with an import."""

    READ = "read", _("Read the file")
    PREVIEW = "preview", pgettext_lazy("work on an import", "Preview")
    APPLY = "apply", _("Apply")
    UNDO = "undo", pgettext_lazy("work on an import", "Undo")


class Outcome(models.TextChoices):
    """What an import does with a row. Every row has exactly one."""

    NEW = "new", pgettext_lazy("rows", "New")
    CHANGED = "changed", pgettext_lazy("rows", "Changed")
    SAME = "same", pgettext_lazy("rows", "The same")
    REJECTED = "rejected", pgettext_lazy("rows", "Rejected")
    DUPLICATE = "duplicate", pgettext_lazy("rows", "Duplicates")


WRITTEN = (Outcome.NEW, Outcome.CHANGED)


def _person(**options: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, **options
    )


def storage_name(upload: Import, filename: str) -> str:
    """A random name: what the uploader called the file is kept in a column only."""
    key = uuid.uuid4().hex
    return f"imports/{key[:2]}/{key}"


class Mapping(models.Model):
    """What the columns of one layout mean, under a name. A file with the same columns finds it again."""

    name = models.CharField(_("name"), max_length=80, validators=[single_line])
    kind = models.CharField(_("what the rows are"), max_length=16, choices=kind_choices)
    columns_digest = models.CharField(max_length=64, editable=False)
    # As ``imports.settings.Settings`` writes it.
    settings = models.JSONField(default=dict)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now, editable=False)
    saved_by = _person(verbose_name=_("by"))

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="mapping_name_once_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="mapping_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportQuerySet(models.QuerySet["Import"]):
    """Named sets of imports."""

    def open(self) -> ImportQuerySet:
        """Neither applied nor discarded."""
        return self.exclude(state__in=[ImportState.APPLIED, ImportState.UNDONE, ImportState.DISCARDED])

    def newest_first(self) -> ImportQuerySet:
        return self.order_by("-uploaded_at", "-pk")


class Import(models.Model):
    """One file with everything that is decided about it, and what came of it."""

    kind = models.CharField(_("what the rows are"), max_length=16, choices=kind_choices)
    state = models.CharField(_("stage"), max_length=10, choices=ImportState, default=ImportState.PREPARING)
    file = models.FileField(_("file"), upload_to=storage_name, max_length=120)
    file_name = models.CharField(_("file name"), max_length=150, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    uploaded_by = _person(verbose_name=_("uploaded by"))
    # How the file is read (``tables.Choices``), and what was found in it.
    choices = models.JSONField(default=dict, editable=False)
    found = models.JSONField(default=dict, editable=False)
    # What its columns and values mean (``settings.Settings``), and who said so last.
    settings = models.JSONField(default=dict, editable=False)
    mapping = models.ForeignKey(
        Mapping, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports", editable=False
    )
    prepared_by = _person(null=True, blank=True, verbose_name=_("prepared by"))
    version = models.PositiveIntegerField(default=1, editable=False)
    # The work of a worker: what, asked for when and in which language, begun when, and how many rows are done.
    task = models.CharField(max_length=8, choices=Task, blank=True, editable=False)
    language = models.CharField(max_length=8, default="en", editable=False)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    asked_by = _person(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    note = models.TextField(blank=True, editable=False)
    # The preview: rows by outcome, values that would be emptied, and what stands for all of it.
    counts = models.JSONField(default=dict, editable=False)
    losses = models.PositiveIntegerField(default=0, editable=False)
    loss_rows = models.PositiveIntegerField(default=0, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)
    applied_at = models.DateTimeField(_("imported"), null=True, blank=True, editable=False)
    applied_by = _person(null=True, blank=True, verbose_name=_("imported by"))
    discarded_at = models.DateTimeField(_("discarded"), null=True, blank=True, editable=False)
    discarded_by = _person(null=True, blank=True, verbose_name=_("discarded by"))
    undo_reason = models.TextField(_("why it was undone"), blank=True, editable=False)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True, editable=False)
    undone_by = _person(null=True, blank=True, verbose_name=_("undone by"))

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of a table")
        verbose_name_plural = _("imports of tables")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["-uploaded_at", "-id"], name="import_newest_first")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="import_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_is_known"),
            models.CheckConstraint(condition=Q(task__in=["", *Task.values]), name="import_task_is_known"),
            # Held by the database, so that it is true of any number of workers on any number of hosts.
            models.UniqueConstraint(fields=["state"], condition=Q(state="working"), name="import_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "working"]) & ~Q(task="")
                | ~Q(state__in=["waiting", "working"]) & Q(task=""),
                name="import_works_on_a_task",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False) & ~Q(reason=""),
                name="import_applied_at_with_by_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason=""),
                name="import_undone_at_with_by_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="discarded", discarded_at__isnull=False)
                | ~Q(state="discarded") & Q(discarded_at__isnull=True, discarded_by__isnull=True),
                name="import_discarded_with_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["commitments", "reports"])
                | Q(applied_by__isnull=True)
                | (
                    ~Q(applied_by=models.F("uploaded_by"))
                    & (Q(prepared_by__isnull=True) | ~Q(applied_by=models.F("prepared_by")))
                ),
                name="import_published_by_other_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def needs_other_eyes(self) -> bool:
        """Does it publish commitments or reports, which nobody does with what they prepared themselves?"""
        return self.kind in (ImportKind.COMMITMENTS, ImportKind.REPORTS)

    @property
    def is_under_way(self) -> bool:
        """True while a worker has it, or will."""
        return self.state in (ImportState.WAITING, ImportState.WORKING)

    @property
    def can_be_prepared(self) -> bool:
        """May what its columns mean still be changed?"""
        return self.state in (ImportState.PREPARING, ImportState.PREVIEWED)

    @property
    def row_count(self) -> int:
        return int(self.found.get("row_count", 0))

    @property
    def to_write(self) -> int:
        """How many rows would be written, or were."""
        return sum(self.counts.get(outcome.value, 0) for outcome in WRITTEN)


class ImportRow(models.Model):
    """One row of the file: what it says, what would become of it, and what was written for it."""

    # Found by the constraint below, which begins with it.
    upload = models.ForeignKey(Import, on_delete=models.CASCADE, db_index=False, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    title = models.TextField(blank=True)
    # What the row says, field by field, in the form that ``imports.reading`` gives.
    data = models.JSONField(default=dict)
    # [field, before, after] of each thing that would change; [field, column, value, reason] of each that is wrong.
    differences = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    duplicate_of = models.PositiveIntegerField(null=True, blank=True)
    # What was made or changed, to undo it: see ``kinds.base.Written``.
    written = models.JSONField(default=list)
    # Why it could not be undone.
    left = models.TextField(blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["upload", "number"]
        indexes = [models.Index(fields=["upload", "outcome", "number"], name="import_row_by_outcome")]
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="import_row_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="import_row_outcome_is_known"),
            models.CheckConstraint(
                condition=~Q(outcome="duplicate") | Q(duplicate_of__isnull=False),
                name="import_row_duplicate_of_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"


class KnownKey(models.Model):
    """What a file of one layout calls something of ours, so that it is found again in the next file."""

    # Found by the constraint below, which begins with it.
    mapping = models.ForeignKey(Mapping, on_delete=models.CASCADE, db_index=False, related_name="known_keys")
    key = models.CharField(max_length=200, validators=[single_line])
    commitment = models.ForeignKey("stakeholders.Commitment", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("key of another list")
        verbose_name_plural = _("keys of other lists")
        constraints = [models.UniqueConstraint(fields=["mapping", "key"], name="known_key_once_a_mapping")]

    def __str__(self) -> str:
        return self.key
