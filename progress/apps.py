from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProgressConfig(AppConfig):
    name = "progress"
    verbose_name = _("Progress")

    def ready(self) -> None:
        """Connect the receivers and register the mails, now that the models are there."""
        from progress import alerts, assessors, checks, edition_alerts, mails, receivers  # noqa: F401
        from progress.initial_data import create_initial_data

        mails.register()
        alerts.register()
        edition_alerts.register()
        post_migrate.connect(create_initial_data, sender=self, dispatch_uid="progress.initial_data")
