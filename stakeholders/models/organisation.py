"""An organisation: the stakeholder that answers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from names import normal_form, single_line
from recommendations.models.actor_types import LONGEST_CODE
from recommendations.models.history import kept_history
from recommendations.models.vocabulary import actor_choices

from .country import Country

ALTERNATE_AFTER = (1, 90)  # days: the least and the most


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Named sets of organisations."""

    def public(self) -> OrganisationQuerySet:
        """Organisations that show in public: those that were not archived."""
        return self.filter(archived_at__isnull=True)

    def archived(self) -> OrganisationQuerySet:
        """The others: few, for an organisation is archived when it has ended or was entered twice."""
        return self.filter(archived_at__isnull=False)

    def named(self, name: str) -> OrganisationQuerySet:
        """Those of this name, whatever its case, spaces, hyphens, apostrophes and the way its accents are stored."""
        return self.filter(name_key=normal_form(name))

    def called_like(self, text: str) -> OrganisationQuerySet:
        """Those whose name holds ``text``, as ``named`` compares names."""
        return self.filter(name_key__contains=normal_form(text))

    def sharing_names(self, keys: list[str]) -> models.QuerySet:
        """Of these ``name_key`` those that several have."""
        counted = self.filter(name_key__in=keys).order_by().values("name_key").annotate(number=Count("pk"))
        return counted.filter(number__gt=1).values_list("name_key", flat=True)

    def of_member(self, user) -> OrganisationQuerySet:
        """Organisations that ``user`` belongs to now."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__ended_at__isnull=True).distinct()

    def visible_to(self, user) -> OrganisationQuerySet:
        """What ``user`` may open in the signed-in pages: curators and administrators all, members their own."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.is_curator or user.is_administrator else self.of_member(user)

    def orphaned(self) -> OrganisationQuerySet:
        """Organisations in use that no active focal point answers for."""
        focal_points = get_user_model().objects.filter(
            is_active=True,
            memberships__organisation=OuterRef("pk"),
            memberships__role="focal_point",
            memberships__ended_at__isnull=True,
        )
        return self.public().filter(~Exists(focal_points))


class Organisation(models.Model):
    """A government, NGO, company or other body that answers recommendations."""

    name = models.CharField(_("name"), max_length=200, validators=[single_line])
    # What names are compared by; follows from the name (``save``). Folding can make a name longer.
    name_key = models.CharField(max_length=600, editable=False, default="", db_default="")
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    actor_type = models.CharField(_("actor type"), max_length=LONGEST_CODE, choices=actor_choices)
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("country"),
        help_text=_("Empty for a body that belongs to no country."),
    )
    language = models.CharField(_("language it reports in"), max_length=8, default="en")
    website = models.URLField(_("website"), blank=True, max_length=300)
    description = models.TextField(_("description"), blank=True)
    requires_sign_off = models.BooleanField(
        _("sign-off by the focal point"),
        default=False,
        help_text=_("The focal point or the alternate must sign off reports before they are submitted."),
    )
    alternate_after_days = models.PositiveSmallIntegerField(
        _("days until the alternate is reminded"),
        default=21,
        db_default=21,
        help_text=_("How long after a due date the alternate is reminded, and whoever signs off."),
    )
    links_need_second_step = models.BooleanField(
        _("code for links in emails"),
        default=False,
        help_text=_("A link in an email that opens a report also asks for a code from the person’s authenticator app."),
    )
    is_fictional = models.BooleanField(_("fictional"), default=False, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    archived_reason = models.TextField(_("public reason for archiving"), blank=True, editable=False)
    # The organisation that this one was found to be, and that all of it belongs to now (stakeholders.merging).
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = kept_history()
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        indexes = [
            models.Index(fields=["name", "id"], name="organisation_by_name"),
            models.Index(fields=["name_key"], name="organisation_by_name_key"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(actor_type=""), name="organisation_has_an_actor_type"),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True, archived_reason="")
                | (Q(archived_at__isnull=False) & ~Q(archived_reason="")),
                name="organisation_archived_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | (Q(archived_at__isnull=False) & ~Q(merged_into=models.F("id"))),
                name="organisation_merged_is_archived",
            ),
            models.CheckConstraint(
                condition=Q(alternate_after_days__range=ALTERNATE_AFTER), name="organisation_alternate_after_some_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with what the name is compared by."""
        self.name_key = normal_form(self.name)
        super().save(*args, **kwargs)

    @cached_property
    def quota_times(self) -> int:
        """How many times the usual limits hold for it (``stakeholders.quotas``)."""
        return self.quotas.values_list("times", flat=True).first() or 1
