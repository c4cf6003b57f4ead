"""People who sign in: the user, the invitation that brings one in, and how each wants to be reached."""

from __future__ import annotations

import secrets
import zoneinfo
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.days import zone_of
from names import single_line
from names.dates import date_in_words


@cache
def time_zones() -> frozenset[str]:
    """Every time zone of the IANA database; read from disk once a process."""
    return frozenset(zoneinfo.available_timezones())


def validate_time_zone(name: str) -> None:
    """Refuse a time zone that the IANA database does not hold."""
    if name not in time_zones():
        raise ValidationError(_("%(name)s is not a time zone. Example: Europe/Paris."), params={"name": name})


class UserManager(BaseUserManager["User"]):
    """Users by their e-mail address, whatever its case."""

    use_in_migrations = True

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """The address in lower case: two people never share one, whatever the case they type."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=self.normalize_email(email))

    def create_user(self, email: str, password: str | None = None, **fields) -> User:
        """Save a new user; without a password the account can only be entered through a reset or invitation."""
        email = self.normalize_email(email)
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> User:
        """Save a new administrator (Django's ``createsuperuser`` calls this)."""
        user = self.create_user(email, password, is_superuser=True, **fields)
        AccountEvent.objects.create(person=user, action=AccountAction.CREATE, by=None, detail="administrator")
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, named by their e-mail address.

    What a person may do follows from two flags here (curator; administrator is ``is_superuser``) and from
    their memberships of organisations.
    """

    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("name"), max_length=150, validators=[single_line])
    is_curator = models.BooleanField(
        _("curator"), default=False, help_text=_("Manages the catalogue, reviews and publishes reports.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    # Set when an administrator gave the account another address or took its second factor away: whoever did that could
    # otherwise publish in this person's name before the person hears of it.
    # Set when the person was erased: name and address are gone, what they did stays.
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    publishing_blocked_until = models.DateTimeField(_("cannot publish before"), null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_user_email_is_lower_case"),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | models.Q(name="", is_active=False),
                name="accounts_user_erased_is_nobody",
            ),
        ]

    def __str__(self) -> str:
        return gettext("a former member") if self.erased_at else self.name or self.email

    @property
    def mail_language(self) -> str:
        """The language in which the person wants to be written to (the outbox asks this)."""
        return self.preferences.language

    @property
    def is_administrator(self) -> bool:
        """True when the person manages users, roles, settings and consent notices."""
        return self.is_superuser

    @property
    def is_staff(self) -> bool:
        """True when the person may open the admin (Django's admin asks this)."""
        return self.is_active and (self.is_curator or self.is_superuser)

    def publishing_refusal(self, *, on: datetime | None = None) -> str:
        """Why the person may not change at present what is public, in words for them; empty when they may."""
        until = self.publishing_blocked_until
        if until is None or until <= (on or timezone.now()):
            return ""
        said = _(
            "An administrator changed the email address or the two-step verification of this account. Until %(time)s "
            "it cannot be used to publish, to change public content or to decide. If you did not ask for the change, "
            "tell another administrator at once."
        )
        return said % {"time": date_in_words(timezone.localtime(until, zone_of(self)), "DATETIME_FORMAT")}

    def clean(self) -> None:
        self.email = UserManager.normalize_email(self.email)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name.strip() else self.email


def new_unsubscribe_token() -> str:
    """128 random bits in 22 characters."""
    return secrets.token_urlsafe(16)


class Digest(models.TextChoices):
    """How often a person wants the one mail that lists what is due."""

    DAILY = "daily", _("Every day that something is due")
    WEEKLY = "weekly", _("Once a week")
    WHEN_DUE = "when_due", _("Only when something new becomes due")
    NEVER = "never", _("Never: I check the site myself")


class Preferences(models.Model):
    """How one person wants to be addressed: language, time zone, and when the digest comes.

    Made with the user; ``unsubscribed_at`` is set by the one-click link and stops every digest, while the list
    on the site stays.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences", primary_key=True
    )
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    digest = models.CharField(_("email reminders"), max_length=10, choices=Digest, default=Digest.WHEN_DUE)
    digest_hour = models.PositiveSmallIntegerField(_("hour of the day"), default=8)
    snoozed_until = models.DateField(_("no reminders before"), null=True, blank=True)
    # Shortcuts of one key without Alt, which whoever speaks to a computer must be able to leave off (WCAG 2.1.4).
    single_keys = models.BooleanField(_("shortcuts of a single key"), default=False)
    unsubscribed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Opaque and short, so that the one-click address stays on one line of a mail (RFC 8058).
    unsubscribe_token = models.CharField(max_length=22, unique=True, default=new_unsubscribe_token, editable=False)

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(condition=models.Q(digest_hour__lte=23), name="accounts_preferences_hour_of_day")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.language}, {self.digest}"


WEEK = timedelta(days=7)  # after which an invitation without an answer is followed up


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by what can still happen to them."""

    def open(self, *, on: datetime) -> InvitationQuerySet:
        """Those that a recipient can still accept at the moment ``on``."""
        return self.unanswered().filter(expires_at__gt=on)

    def unanswered(self) -> InvitationQuerySet:
        """Those that were neither accepted nor withdrawn; they may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def silent(self, *, on: datetime) -> InvitationQuerySet:
        """Those that nobody answered within a week, or before their link expired."""
        return self.unanswered().filter(models.Q(created_at__lte=on - WEEK) | models.Q(expires_at__lte=on))


class Invitation(models.Model):
    """A signed, one-use way in for one e-mail address. Only the token's digest is kept.

    Other apps hang what the invitation grants on it (``stakeholders.InvitedMembership``) and act on the
    ``accounts.signals.invitation_accepted`` signal.
    """

    email = models.EmailField(_("email address"))
    name = models.CharField(_("name"), max_length=150, blank=True, validators=[single_line])
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    # With SECRET_KEY it makes the link anew for the mail; alone it opens nothing.
    link_seed = models.CharField(max_length=22, editable=False)
    # Empty when the invitation was made on the command line.
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations_sent"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    # When the mail server took the mail with the present link; empty until then, which the inviter sees.
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations_accepted"
    )
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="accounts_invitation_accepted_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="accounts_invitation_revoked_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(revoked_at__isnull=True),
                name="accounts_invitation_not_accepted_and_revoked",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def state(self, *, on: datetime) -> str:
        """``accepted``, ``revoked``, ``expired`` or ``open`` at the moment ``on``."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "open" if on < self.expires_at else "expired"


class FamiliarAddress(models.Model):
    """A network address that a person signed in from, as a keyed digest, so that throttles can spare them.

    Somebody who guesses a password from many addresses is stopped account-wide; the person who owns the account
    is not, at the addresses they use. Rows die after 90 days without a sign-in.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="familiar_addresses")
    digest = models.CharField(max_length=64)
    last_used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="accounts_familiar_address_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.last_used_at:%Y-%m-%d}"


class AccountAction(models.TextChoices):
    """What was done to an account."""

    CREATE = "create", _("Account created")
    ROLES = "roles", _("Roles changed")
    ASK_ROLE = "ask_role", _("Role requested")
    REFUSE_ROLE = "refuse_role", _("Role refused")
    CLOSE = "close", _("Account closed")
    OPEN = "open", _("Account reopened")
    ERASE = "erase", _("Person erased")
    ADDRESS = "address", _("Email address changed by an administrator")
    FACTOR = "factor", _("Two-step verification removed by an administrator")
    OWN_ADDRESS = "own_address", _("Email address changed by its owner")
    OWN_PASSWORD = "own_password", _("Password changed by its owner")
    OWN_FACTOR = "own_factor", _("Two-step verification changed by its owner")
    LINKED = "linked", _("Sign-in provider linked")
    UNLINKED = "unlinked", _("Sign-in provider unlinked")
    TOKEN_MADE = "token_made", _("Access token made")
    TOKEN_TAKEN = "token_taken", _("Access token taken over")
    TOKEN_ENDED = "token_ended", _("Access token revoked")


class AccountEvent(models.Model):
    """The audit of accounts: rows are only ever added, by the verbs (``accounts.audit``)."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="account_events", verbose_name=_("person")
    )
    action = models.CharField(_("what"), max_length=12, choices=AccountAction)
    # Empty when it was done on the command line.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    reason = models.TextField(_("why"), blank=True)
    detail = models.CharField(_("details"), max_length=600, blank=True)

    #: What may change of a row once it is there, when a person is erased (gta/database_rights.py).
    append_only_but = ("reason", "detail")

    class Meta:
        verbose_name = _("change of an account")
        verbose_name_plural = _("changes of accounts")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action__in=AccountAction.values), name="accounts_event_action_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.get_action_display()}"


class RoleRequest(models.Model):
    """An administrator who wants to be a curator as well: another administrator decides."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_requests", verbose_name=_("person")
    )
    reason = models.TextField(_("why"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    granted = models.BooleanField(_("granted"), default=False)

    class Meta:
        verbose_name = _("request to become a curator")
        verbose_name_plural = _("requests to become a curator")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(decided_at__isnull=True), name="accounts_one_open_role_request"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, decided_by__isnull=True, granted=False)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
                name="accounts_role_request_decided_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("person")),
                name="accounts_role_request_other_eyes",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
