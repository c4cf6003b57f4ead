from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Curators’ desk")

    def ready(self) -> None:
        """Register the mail, now that the models are there."""
        from desk import digests
        from outbox import kinds

        kinds.register(
            digests.KIND,
            digests.write,
            about=_("What waits for curators and administrators, once a week."),
            can_be_stopped=True,
        )
