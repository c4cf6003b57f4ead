"""Who belongs to an organisation, and in which role. Duties are owned by roles, not by people."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation

from .organisation import Organisation


class Role(models.TextChoices):
    """What a person does for an organisation. One person has one role in it at a time."""

    REPORTER = "reporter", _("Reporter")
    FOCAL_POINT = "focal_point", _("Focal point")
    ALTERNATE = "alternate", _("Alternate focal point")
    VIEWER = "viewer", _("Viewer")


# Whoever writes reports for an organisation, and so may own an item of it.
REPORTING_ROLES = frozenset({Role.REPORTER, Role.FOCAL_POINT, Role.ALTERNATE})


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Named sets of memberships."""

    def active(self) -> MembershipQuerySet:
        """Memberships that have not ended, of people whose account is active."""
        return self.filter(ended_at__isnull=True, user__is_active=True)

    def in_roles(self, *roles: str) -> MembershipQuerySet:
        return self.filter(role__in=roles)


class Membership(models.Model):
    """One person's role in one organisation, from when to when. Ended ones stay: they are its memory.

    A changed role ends one row and begins another, so that who answered when can be told later.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    started_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    # Empty when it came with an invitation's acceptance or from the command line.
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    ended_at = models.DateTimeField(_("until"), null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], condition=Q(ended_at__isnull=True), name="membership_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["organisation", "role"],
                condition=Q(ended_at__isnull=True, role__in=["focal_point", "alternate"]),
                name="membership_one_focal_point_and_one_alternate",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True), name="membership_ended_by_with_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"


class InvitedMembership(models.Model):
    """The membership that an invitation will make when it is accepted."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invited_memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)

    class Meta:
        verbose_name = _("invited membership")
        verbose_name_plural = _("invited memberships")
        constraints = [
            models.UniqueConstraint(fields=["invitation", "organisation"], name="invited_membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invited_membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.invitation} · {self.get_role_display()} · {self.organisation}"

    @property
    def in_words(self) -> str:
        """For the person invited: of which organisation, as what, and what they would do."""
        sentences = {
            Role.REPORTER: gettext(
                "You would be a reporter of %(organisation)s: you draft its commitments and write its progress reports."
            ),
            Role.FOCAL_POINT: gettext(
                "You would be the focal point of %(organisation)s: you sign off its reports and manage its people."
            ),
            Role.ALTERNATE: gettext("You would be the alternate of %(organisation)s: you act for its focal point."),
            Role.VIEWER: gettext("You would be a viewer of %(organisation)s: you read its reports and change nothing."),
        }
        return sentences[Role(self.role)] % {"organisation": self.organisation.name}
