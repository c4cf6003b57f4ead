from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Connect the receivers and the system check, now that the models are there."""
        from search import checks, indexing, receivers  # noqa: F401

        post_migrate.connect(indexing.fill, sender=self, dispatch_uid="search.fill")
