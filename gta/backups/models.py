"""The backups that the worker has made, or tried to make."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BackupState(models.TextChoices):
    """How a backup stands."""

    WORKING = "working", _("Under way")
    DONE = "done", _("Made")
    FAILED = "failed", _("Failed")


class BackupQuerySet(models.QuerySet["Backup"]):
    """Named sets of backups."""

    def done(self) -> BackupQuerySet:
        """Those that were made, the newest first."""
        return self.filter(state=BackupState.DONE).order_by("-started_at")

    def newest(self) -> Backup | None:
        """The last one that was made."""
        return self.done().first()

    def are_overdue(self) -> bool:
        """Whether two were missed, where backups are asked for."""
        every, newest = settings.BACKUP_EVERY_HOURS, self.newest()
        return bool(every) and (
            newest is None or newest.started_at < timezone.now() - datetime.timedelta(hours=2 * every)
        )


class Backup(models.Model):
    """One backup: when, how large, and whether it was proved. Written by ``gta.backups.jobs`` alone.

    Proved: brought back into a scratch database and held against what it says of itself, before it was encrypted.
    """

    state = models.CharField(_("stage"), max_length=7, choices=BackupState, default=BackupState.WORKING, editable=False)
    started_at = models.DateTimeField(_("started at"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)
    name = models.CharField(_("file"), max_length=200, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    encrypted = models.BooleanField(_("encrypted"), default=False, editable=False)
    proved = models.BooleanField(_("restored in a test"), default=False, editable=False)
    history_end = models.CharField(_("end of the history"), max_length=90, blank=True, editable=False)
    problem = models.TextField(_("problem"), blank=True, editable=False)

    objects = BackupQuerySet.as_manager()

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ["-started_at", "-pk"]
        constraints = [
            # Held by the database, so that it is true of any number of workers on any number of hosts.
            models.UniqueConstraint(fields=["state"], condition=Q(state="working"), name="one_backup_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="working", finished_at__isnull=True)
                | Q(state__in=("done", "failed"), finished_at__isnull=False),
                name="backup_dates_fit_the_state",
            ),
            models.CheckConstraint(
                condition=Q(state="done", size__gt=0) & ~Q(name="") & ~Q(sha256="")
                | ~Q(state="done") & Q(size=0, name="", sha256="", proved=False),
                name="backup_has_a_file_when_done",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(problem=""), name="backup_failed_for_a_reason"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(proved=True, problem="") | Q(proved=False) & ~Q(problem=""),
                name="backup_is_proved_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.started_at:%Y-%m-%d %H:%M}"
