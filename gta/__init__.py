"""The project: settings, addresses (includes only), Celery, cache, logs, health, backups.

May import every app; nobody imports it. Start reading at ``settings.py`` and ``urls.py``.
"""

from .celery import app as celery_app

__all__ = ["celery_app"]
