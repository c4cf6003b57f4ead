"""The consent app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ConsentConfig(AppConfig):
    name = "consent"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Consent")

    def ready(self) -> None:
        """Side effects: sign-in rules are connected, checks registered, a flushed database gets its notice back."""
        from . import checks, receivers

        checks.register()
        receivers.connect()
        post_migrate.connect(receivers.after_migrate, sender=self, dispatch_uid="consent.after_migrate")
