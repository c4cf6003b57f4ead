from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProgressConfig(AppConfig):
    name = "progress"
    verbose_name = _("Progress")

    def ready(self) -> None:
        """Connect the receivers and register the mails, now that the models are there."""
        from progress import checks, mails, receivers  # noqa: F401
        from progress.first_rows import make_first_rows

        mails.register()
        post_migrate.connect(make_first_rows, sender=self, dispatch_uid="progress.first_rows")
