"""Catalogue files that a curator has brought in: kept from the preview on, so that what was seen is what is done."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from names import single_line


class CatalogueImportQuerySet(models.QuerySet["CatalogueImport"]):
    """Named sets of uploaded files."""

    def waiting(self) -> CatalogueImportQuerySet:
        """Previewed, but neither applied nor set aside."""
        return self.filter(applied_at__isnull=True, discarded_at__isnull=True)

    def newest_first(self) -> CatalogueImportQuerySet:
        return self.order_by("-uploaded_at", "-pk")


class CatalogueImport(models.Model):
    """One readable catalogue file with who uploaded it and, once applied, who did so, why and what it changed."""

    file_name = models.CharField(_("file"), max_length=200, validators=[single_line])
    content = models.TextField(editable=False)
    edition_code = models.CharField(_("edition"), max_length=20, validators=[single_line])
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True, editable=False)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("applied by"),
    )
    discarded_at = models.DateTimeField(_("discarded"), null=True, blank=True, editable=False)
    reason = models.TextField(_("reason"), blank=True)
    created_count = models.PositiveIntegerField(default=0, editable=False)
    changed_count = models.PositiveIntegerField(default=0, editable=False)
    unchanged_count = models.PositiveIntegerField(default=0, editable=False)

    objects = CatalogueImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue import")
        verbose_name_plural = _("catalogue imports")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(applied_at__isnull=True, applied_by__isnull=True)
                | models.Q(applied_at__isnull=False, applied_by__isnull=False),
                name="catalogue_import_applied_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(applied_at__isnull=True) | models.Q(discarded_at__isnull=True),
                name="catalogue_import_not_applied_and_set_aside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.edition_code})"
