from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgressConfig(AppConfig):
    name = "progress"
    verbose_name = _("Progress")

    def ready(self) -> None:
        """Connect the receivers and make the mails known, now that the models are there."""
        from progress import mails, receivers  # noqa: F401

        mails.register()
