"""Links in mails that open one report for one person without a password."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Commitment, Organisation

from .report import ProgressReport


class ReportLinkQuerySet(models.QuerySet["ReportLink"]):
    """Named sets of links."""

    def expired(self, *, at: datetime.datetime) -> ReportLinkQuerySet:
        """Those that open nothing any more by their age."""
        return self.filter(expires_at__lte=at)

    def on(self, report: ProgressReport) -> ReportLinkQuerySet:
        """Everybody's links to what the report is about."""
        return self.filter(commitment=report.commitment_id, organisation=report.organisation_id)


class ReportLink(models.Model):
    """One person's way to their organisation's report on one commitment. Only the digest of its secret is kept.

    ``browser`` is the digest of a secret that the first browser keeps in a cookie: the link opens nothing in another.
    A link that is used up is deleted.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="report_links")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField(_("until"), db_index=True)
    browser = models.CharField(max_length=64, blank=True, editable=False)
    proven_at = models.DateTimeField(_("second step taken"), null=True, blank=True, editable=False)

    objects = ReportLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("report link")
        verbose_name_plural = _("report links")
        ordering = ["-expires_at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.commitment_id} {self.expires_at:%Y-%m-%d}"
