from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "identity"
    verbose_name = _("Identity")

    def ready(self) -> None:
        """Side effect: this process reads the identity again once it is changed."""
        from identity import receivers  # noqa: F401
