"""Totals that say nothing about any one person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .notices import NoticeVersion


class DailyCount(models.Model):
    """How many people answered one notice in one language on one day, and how."""

    day = models.DateField(_("day"))
    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="counts", verbose_name=_("notice"))
    language = models.CharField(_("language"), max_length=12)
    answers = models.PositiveIntegerField(_("answers"), default=0)
    refused_all = models.PositiveIntegerField(_("refused all"), default=0)
    preferences = models.PositiveIntegerField(_("accepted preferences"), default=0)
    statistics = models.PositiveIntegerField(_("accepted statistics"), default=0)
    marketing = models.PositiveIntegerField(_("accepted marketing"), default=0)
    withdrawals = models.PositiveIntegerField(_("withdrawals"), default=0)

    class Meta:
        verbose_name = _("answers of a day")
        verbose_name_plural = _("answers by day")
        default_permissions = ("view",)
        ordering = ["-day", "notice", "language"]
        constraints = [
            models.UniqueConstraint(fields=["day", "notice", "language"], name="consent_count_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(refused_all__lte=models.F("answers")), name="consent_count_refusals_within_answers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}, {self.notice_id}, {self.language}"


class PageView(models.Model):
    """How often people who agreed to statistics opened one page on one day. No visitor, no address, no browser."""

    day = models.DateField(_("day"))
    path = models.CharField(_("page"), max_length=200)
    language = models.CharField(_("language"), max_length=12)
    referrer = models.CharField(_("came from"), max_length=100, blank=True)
    views = models.PositiveIntegerField(_("views"), default=0)

    class Meta:
        verbose_name = _("page views of a day")
        verbose_name_plural = _("page views by day")
        default_permissions = ("view",)
        ordering = ["-day", "path"]
        constraints = [
            models.UniqueConstraint(fields=["day", "path", "language", "referrer"], name="consent_page_view_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.path}"
