from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    verbose_name = _("Recommendations")

    def ready(self) -> None:
        """See to the rows that every site begins with, now that the models are there."""
        from recommendations import receivers  # noqa: F401
        from recommendations.initial_data import make_vocabulary

        post_migrate.connect(make_vocabulary, sender=self, dispatch_uid="recommendations.vocabulary")
