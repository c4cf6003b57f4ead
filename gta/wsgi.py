"""The WSGI entry that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gta.settings")
# A page is given up before the web server gives up the worker, and before its reader does.
os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "15")
os.environ.setdefault("DATABASE_LOCK_TIMEOUT", "5")
os.environ.setdefault("DATABASE_ANSWER_TIMEOUT", "1")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  (loads the views: no first visitor waits for it, and workers share them)
