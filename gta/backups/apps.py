"""Backups as an application."""

import logging

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from gta.backups import unfinished
from gta.backups.checks import restore_is_finished

logger = logging.getLogger(__name__)


class BackupsConfig(AppConfig):
    """Says at every start of the site, whatever process it is, when a restore was not finished."""

    name = "gta.backups"
    verbose_name = _("Backups")

    def ready(self) -> None:
        """Side effects: the check is registered, and a line in the log where a restore was not finished."""
        checks.register(restore_is_finished)
        if unfinished.is_there():
            logger.error(unfinished.SAID)
