"""The kinds of actor that a recommendation may be addressed to and that an organisation may be."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .history import kept_history


class ActorType(models.TextChoices):
    """Ten kinds of actor; "all stakeholders" in a source means every one of them."""

    GOVERNMENT = "government", _("Government")
    LAW_ENFORCEMENT = "law_enforcement", _("Law enforcement")
    POLICYMAKER = "policymaker", _("Policymaker")
    ONLINE_SERVICE_PROVIDER = "online_service_provider", _("Online service provider")
    SAFETY_TECHNOLOGY_DEVELOPER = "safety_technology_developer", _("Safety-technology developer")
    NGO = "ngo", _("NGO")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    PRIVATE_SECTOR = "private_sector", _("Private sector")
    ACADEMIA = "academia", _("Academia")
    INTERGOVERNMENTAL_ORGANISATION = "intergovernmental_organisation", _("Intergovernmental organisation")


#: What a new site begins with: {actor type: those that it answers for besides itself}.
ANSWERS_FOR_AT_FIRST = {
    ActorType.GOVERNMENT: [ActorType.POLICYMAKER],
    ActorType.ONLINE_SERVICE_PROVIDER: [ActorType.PRIVATE_SECTOR],
    ActorType.SAFETY_TECHNOLOGY_DEVELOPER: [ActorType.PRIVATE_SECTOR],
    ActorType.NGO: [ActorType.CIVIL_SOCIETY],
    ActorType.ACADEMIA: [ActorType.CIVIL_SOCIETY],
}


class ActorTypeEntryQuerySet(models.QuerySet["ActorTypeEntry"]):
    """Named questions about actor types."""

    def answers_for(self) -> dict[str, frozenset[str]]:
        """For every actor type those that its commitments answer for, itself among them. One query."""
        stored = dict(self.values_list("code", "answers_for"))
        return {code: frozenset((code, *stored.get(code, ()))) for code in ActorType.values}


class ActorTypeEntry(models.Model):
    """What the site says of one actor type: which others are answered where it has made a commitment."""

    code = models.CharField(_("actor type"), max_length=32, choices=ActorType, unique=True)
    answers_for = models.JSONField(
        _("answers for"),
        default=list,
        blank=True,
        help_text=_("A request to one of these is answered by a commitment of this actor type as well."),
    )

    history = kept_history()
    objects = ActorTypeEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("actor type")
        verbose_name_plural = _("actor types")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__in=ActorType.values), name="actor_type_entry_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.get_code_display())

    def clean(self) -> None:
        """A list of other actor types, in their order; every type answers for itself without being listed."""
        wanted, others = self.answers_for, [value for value in ActorType.values if value != self.code]
        if not isinstance(wanted, list) or any(value not in others for value in wanted):
            raise ValidationError({"answers_for": _("Choose among the other actor types.")})
        self.answers_for = [value for value in others if value in wanted]
