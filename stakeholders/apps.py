"""The app of organisations and commitments."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class StakeholdersConfig(AppConfig):
    name = "stakeholders"
    verbose_name = _("Organisations and commitments")

    def ready(self) -> None:
        """Connect the receiver that turns accepted invitations into memberships, and seed the countries."""
        from stakeholders import actor_types, memberships  # noqa: F401  (models must be loaded first)
        from stakeholders.countries import seed

        post_migrate.connect(seed, sender=self, dispatch_uid="stakeholders.seed_countries")
