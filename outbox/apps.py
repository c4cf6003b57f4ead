from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = _("Outgoing email")

    def ready(self) -> None:
        from outbox import kinds, suppression

        about = _("To administrators: emails to an address are not being delivered.")
        kinds.register(suppression.KIND, suppression.write_notice, about=about)
