"""The Celery application: ``celery -A gta worker`` and ``celery -A gta beat`` find it here."""

import os
from pathlib import Path

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gta.settings")

app = Celery("gta")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _keep_django_logging(**kwargs: object) -> None:
    """Having a receiver keeps Celery from replacing the log format that settings.py chose."""


def make_broker_folders() -> None:
    """Make the folders of the embedded broker: without them a message cannot be left for the worker."""
    if settings.CELERY_BROKER_URL.startswith("filesystem:"):
        for folder in settings.CELERY_BROKER_TRANSPORT_OPTIONS.values():
            Path(str(folder)).mkdir(parents=True, exist_ok=True)
