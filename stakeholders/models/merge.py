"""That two entries of one organisation were merged, with all that was moved; and pairs that only look alike."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation


class OrganisationMergeQuerySet(models.QuerySet["OrganisationMerge"]):
    """Named sets of merges."""

    def standing(self) -> OrganisationMergeQuerySet:
        """Those that were not undone."""
        return self.filter(undone_at__isnull=True)


class OrganisationMerge(models.Model):
    """One merge: ``source`` was archived, and what hung on it moved to ``target``.

    ``moved`` says which rows, so that the whole can be undone. Written by ``stakeholders.merging`` alone.
    """

    source = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="merges", verbose_name=_("merged organisation")
    )
    target = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="merges_taken_in", verbose_name=_("into")
    )
    reason = models.TextField(_("public reason"))
    moved = models.JSONField(default=dict)
    merged_at = models.DateTimeField(_("merged on"), default=timezone.now)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("merged by")
    )
    undone_at = models.DateTimeField(_("undone on"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    undone_reason = models.TextField(_("why it was undone"), blank=True)

    #: What may change of a row once it is there: it is undone, or a person erased (gta/database_rights.py).
    append_only_but = ("reason", "moved", "undone_at", "undone_by", "undone_reason")

    objects = OrganisationMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of organisations")
        verbose_name_plural = _("merges of organisations")
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["source"], condition=Q(undone_at__isnull=True), name="merge_stands_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="merge_of_two_organisations"),
            models.CheckConstraint(condition=~Q(reason=""), name="merge_with_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undone_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason="")),
                name="merge_undone_at_with_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class DistinctOrganisations(models.Model):
    """Two organisations that look alike and are two: a curator said so. ``one`` is the one entered first."""

    one = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("pair of organisations that are two")
        verbose_name_plural = _("pairs of organisations that are two")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="distinct_organisations_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="distinct_organisations_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one} ≠ {self.other}"
