from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("Log of what was done")

    def ready(self) -> None:
        """Listen to every source, now that the models are there."""
        from audit import receivers, sources  # noqa: F401  (connects what it hears)

        sources.listen()
