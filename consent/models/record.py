"""What people chose: the state of each account, and the log that only grows."""

from __future__ import annotations

from typing import NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .. import conf
from ..categories import OPTIONAL
from .notices import Immutable, NoticeVersion

NOTHING_GRANTED = Q(preferences=False, statistics=False, marketing=False)


class Granted(models.Model):
    """The three categories that wait for a yes, as columns."""

    preferences = models.BooleanField(_("preferences"), default=False)
    statistics = models.BooleanField(_("statistics"), default=False)
    marketing = models.BooleanField(_("marketing"), default=False)

    class Meta:
        abstract = True

    @property
    def granted(self) -> frozenset[str]:
        """The keys of the categories said yes to."""
        return frozenset(key for key in OPTIONAL if getattr(self, key))


class ConsentState(Granted):
    """What one account last chose. One row an account, changed only together with an event in the log."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="consent_state"
    )
    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language"), max_length=12)
    gpc = models.BooleanField(_("made under Global Privacy Control"), default=False)
    decided_at = models.DateTimeField(_("decided"))
    expires_at = models.DateTimeField(_("expires"))

    class Meta:
        verbose_name = _("consent of an account")
        verbose_name_plural = _("consents of accounts")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("decided_at")), name="consent_state_expires_after_decision"
            )
        ]
        indexes = [models.Index(fields=["expires_at"], name="consent_state_expires")]

    def __str__(self) -> str:
        return f"{self.user_id}: {', '.join(sorted(self.granted)) or '-'}"


class EventKind(models.TextChoices):
    """What happened. A refusal is recorded for accounts only: an anonymous one makes no row."""

    GRANT = "grant", _("Given")
    REFUSE = "refuse", _("Refused")
    CHANGE = "change", pgettext_lazy("event", "Changed")
    WITHDRAW = "withdraw", pgettext_lazy("event", "Withdrawn")
    EXPIRE = "expire", _("Expired")
    MERGE = "merge", _("Taken over at sign-in")


class SubjectKind(models.TextChoices):
    """Whose event it is."""

    ACCOUNT = "account", _("Account")
    RECEIPT = "receipt", _("Anonymous receipt")


class ConsentEventQuerySet(models.QuerySet["ConsentEvent"]):
    """Reads of the log. Bulk writes are refused here, so that a slip in code cannot thin it out."""

    def of(self, subjects: list[str]) -> ConsentEventQuerySet:
        """The events of a subject, given its digests under each key in use; oldest first."""
        return self.filter(subject__in=[subject for subject in subjects if subject]).order_by("number")

    def update(self, **values) -> NoReturn:
        raise Immutable("The consent log is append-only.")

    def delete(self) -> NoReturn:
        raise Immutable("The consent log is append-only; purge_consent removes what is past its time.")


class ConsentEvent(Granted):
    """One line of the append-only log, with the choice as it stood afterwards.

    No foreign key leads to a person: ``subject`` is a keyed digest, so the log outlives accounts and groups. The
    ``digest`` covers the previous row's digest and a salted ``commitment`` to the subject; erasing a person's link
    empties ``subject`` and ``salt`` and leaves every digest true.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=EventKind)
    subject_kind = models.CharField(_("whose"), max_length=7, choices=SubjectKind)
    subject = models.CharField(max_length=64, blank=True, db_index=True)
    salt = models.CharField(max_length=32, blank=True)
    commitment = models.CharField(max_length=64)
    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("notice"))
    language = models.CharField(_("language"), max_length=12)
    way = models.CharField(_("way"), max_length=10, help_text=_("Where it was chosen: banner, page, sign-in, timer."))
    gpc = models.BooleanField(_("under Global Privacy Control"), default=False)
    recorded_at = models.DateTimeField(_("recorded"), db_index=True)
    idempotency_key = models.CharField(max_length=64, null=True, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    erased_at = models.DateTimeField(_("link to the person erased"), null=True, blank=True)

    #: What may change of a row once it is there, and which rows may go: for the rights of the site's role.
    append_only_but = ("subject", "salt", "idempotency_key", "erased_at")
    removable = Q(recorded_at__lt=Now() - Value(conf.CHOICE_LASTS))

    objects = ConsentEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("log of consent")
        default_permissions = ("view",)
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="consent_event_idempotency_key_once",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(subject="") & ~Q(salt="")
                | Q(erased_at__isnull=False, subject="", salt="", idempotency_key__isnull=True),
                name="consent_event_erased_whole_or_not",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("withdraw", "refuse")) & NOTHING_GRANTED
                | Q(kind="grant") & ~NOTHING_GRANTED
                | Q(kind__in=("change", "expire", "merge")),
                name="consent_event_kind_fits_choice",
            ),
            models.CheckConstraint(
                condition=~Q(subject_kind="receipt") | Q(kind__in=("grant", "change", "withdraw")),
                name="consent_event_no_row_for_anonymous_refusal",
            ),
            models.CheckConstraint(
                condition=Q(subject_kind__in=("account", "receipt")), name="consent_event_subject_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind}"

    def save(self, *args, **kwargs) -> None:
        """Append; a row that is there already is refused."""
        if not self._state.adding:
            raise Immutable("The consent log is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> NoReturn:
        raise Immutable("The consent log is append-only.")


class LogHead(models.Model):
    """One row: where the log ends and how far its old rows were removed. Locked by whoever appends."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    purged_number = models.PositiveBigIntegerField(default=0)
    purged_digest = models.CharField(max_length=64)

    append_only_but = ("number", "digest", "purged_number", "purged_digest")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="consent_log_has_one_head"),
            models.CheckConstraint(
                condition=Q(purged_number__lte=models.F("number")), name="consent_log_purged_not_past_its_end"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
