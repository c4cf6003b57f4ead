"""Who reports on a commitment for an organisation now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .commitment import Commitment
from .membership import REPORTING_ROLES, Membership
from .organisation import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Named sets of assignments."""

    def standing(self) -> AssignmentQuerySet:
        """Those whose owner still reports for the organisation, with an account that is active."""
        membership = Membership.objects.active().filter(
            organisation=OuterRef("organisation"), user=OuterRef("owner"), role__in=REPORTING_ROLES
        )
        return self.filter(Exists(membership))

    def of_organisations(self, organisations: Iterable[int | Organisation]) -> AssignmentQuerySet:
        return self.filter(organisation__in=organisations)


class Assignment(models.Model):
    """The owner of one commitment in one organisation; without a row it is everybody's, that is nobody's.

    Written by ``stakeholders.assignments`` alone. An owner who no longer reports for the organisation counts as nobody.
    """

    # Found by the constraint below, which begins with it.
    commitment = models.ForeignKey(
        Commitment,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="assignments",
        verbose_name=_("commitment"),
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="assignments", verbose_name=_("organisation")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments", verbose_name=_("owner")
    )
    assigned_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["commitment", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "organisation"], name="assignment_one_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} · {self.organisation} · {self.owner}"
