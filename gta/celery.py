"""The Celery application: ``celery -A gta worker`` and ``celery -A gta beat`` find it here."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gta.settings")

app = Celery("gta")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
