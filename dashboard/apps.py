from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DashboardConfig(AppConfig):
    name = "dashboard"
    verbose_name = _("Dashboard")

    def ready(self) -> None:
        """Connect the receivers and the system check, now that the models are there."""
        from dashboard import checks, receivers, snapshot_contents  # noqa: F401
        from dashboard.search import first_index

        post_migrate.connect(first_index.make, sender=self, dispatch_uid="dashboard.first_index")
