"""The kinds of actor that a recommendation may be addressed to and that an organisation may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
