"""The WSGI entry that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gta.settings")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  (loads the views: no first visitor waits for it, and workers share them)
