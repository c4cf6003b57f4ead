"""The project as an application, for what must happen once at the start of every process."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig
from django.core import checks

from .celery import make_broker_folders
from .contact_check import contact_is_set


class ProjectConfig(AppConfig):
    """Makes the embedded broker's folders, so that the first message finds them."""

    name = "gta"

    def ready(self) -> None:
        """Side effects: the folders of CELERY_BROKER_TRANSPORT_OPTIONS exist, and the checks are registered."""
        make_broker_folders()
        checks.register(contact_is_set)
        # Loaded here, as they know models.
        deploy_checks = import_module("gta.deploy_checks")
        for check in (deploy_checks.services_answer, deploy_checks.role_is_limited):
            checks.register(check, checks.Tags.database, deploy=True)


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Leaves out what no page of ours uses: compressing it is most of what collecting files costs."""

    ignore_patterns = [*DjangoStaticFilesConfig.ignore_patterns, "rest_framework", "htmx-4*", "htmax-4*", "ext"]
