"""Access tokens of organisations, what was done with them, and spreadsheets that were uploaded."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.days import today_of
from names import single_line
from stakeholders.models import Organisation


def _person() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )


class Scope(models.TextChoices):
    """What a token may do. Each includes the one before."""

    READ = "read", _("Read: what is due, and the organisation’s own reports")
    DRAFT = "draft", _("Read and write: also drafts and their evidence")
    SUBMIT = "submit", _("Read, write and submit: also send reports to the curators")

    def includes(self, other: str) -> bool:
        """True when whoever has this scope may do what ``other`` allows."""
        return list(Scope).index(self) >= list(Scope).index(Scope(other))


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    """Named sets of tokens."""

    def live(self, *, at: datetime.datetime) -> AccessTokenQuerySet:
        """Neither revoked nor expired at this moment."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class AccessToken(models.Model):
    """A key for a system of an organisation, of which only the SHA-256 is kept.

    It acts for one person, its focal point or alternate, and sleeps while that person is neither. Written by
    ``submissions.tokens`` alone.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="access_tokens", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=80, validators=[single_line])
    scope = models.CharField(_("what it may do"), max_length=8, choices=Scope)
    acts_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("acts for")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    prefix = models.CharField(_("begins with"), max_length=12, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("created by"),
    )
    expires_at = models.DateTimeField(_("expires"))
    # A day is enough to see which ones nobody uses any more, and costs one write a day.
    last_used_on = models.DateField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    revoked_by = _person()

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="token_scope_is_known"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="token_expires_after_it_was_made"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="token_revoked_at_with_by",
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=Q(revoked_at__isnull=True), name="token_name_once_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def allows(self, scope: str) -> bool:
        """May it do what ``scope`` stands for?"""
        return Scope(self.scope).includes(scope)

    @property
    def last_day(self) -> datetime.date:
        """The last day on which it may be used, where the person lives for whom it acts."""
        return today_of(self.acts_for, self.expires_at - datetime.timedelta(seconds=1))

    def state(self, *, at: datetime.datetime) -> str:
        """``revoked``, ``expired`` or ``live`` at this moment."""
        if self.revoked_at:
            return "revoked"
        return "live" if at < self.expires_at else "expired"


class ApiAct(models.Model):
    """One thing that was done with a token: when, what, on which report; and, for a while, the answer it got.

    ``key`` is the request's ``Idempotency-Key``. A request that comes again under the same key gets the same answer and
    does nothing. Key and answer are forgotten after ``submissions.once.KEPT``; that it was done stays.
    """

    token = models.ForeignKey(
        AccessToken, on_delete=models.PROTECT, related_name="acts", verbose_name=_("access token")
    )
    key = models.CharField(max_length=255, blank=True, editable=False)
    request_digest = models.CharField(max_length=64, editable=False)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("for")
    )
    what = models.CharField(_("what"), max_length=200, editable=False)
    # Of a report that may have been deleted since.
    report = models.PositiveBigIntegerField(_("report"), null=True, editable=False)
    status = models.PositiveSmallIntegerField(default=0, editable=False)
    answer = models.JSONField(null=True, editable=False)

    #: What may change of a row once it is there: the answer comes, and is forgotten (gta/database_rights.py).
    append_only_but = ("key", "what", "report", "status", "answer")

    class Meta:
        verbose_name = _("act of a token")
        verbose_name_plural = _("acts of tokens")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], condition=~Q(key=""), name="one_act_for_a_key_of_a_token")
        ]
        indexes = [models.Index(fields=["at"], condition=~Q(key=""), name="act_with_a_key")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"


class SheetUpload(models.Model):
    """A filled-in sheet: read, looked at, and then taken up or forgotten. Written by ``submissions.sheets.uploads``."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="sheets", verbose_name=_("organisation")
    )
    file_name = models.CharField(_("file"), max_length=150, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    # What the cells say, as ``submissions.sheets.reading.FileRead`` gives it; emptied when it has been taken up.
    content = models.JSONField(null=True, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("by")
    )
    applied_at = models.DateTimeField(_("taken up"), null=True, blank=True, editable=False)
    applied_by = _person()
    submitted = models.BooleanField(_("reports were sent on"), default=False, editable=False)
    changed_count = models.PositiveIntegerField(_("reports changed"), default=0, editable=False)

    class Meta:
        verbose_name = _("uploaded sheet")
        verbose_name_plural = _("uploaded sheets")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="sheet_applied_at_with_by",
            ),
            models.UniqueConstraint(
                fields=["organisation", "sha256"], condition=Q(applied_at__isnull=False), name="sheet_taken_up_once"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
