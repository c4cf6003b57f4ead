"""The accounts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Connect the receivers, register the mails and put sign-in throttles into the database."""
        from accounts import mails, receivers, throttles  # models must be loaded first

        receivers.connect()
        mails.register()
        throttles.keep_in_the_database()
