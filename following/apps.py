from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowingConfig(AppConfig):
    name = "following"
    verbose_name = _("Following by email")

    def ready(self) -> None:
        """Register the mails, now that the models are there."""
        from following import mails, receivers  # noqa: F401  (connects what it listens to)

        mails.register()
