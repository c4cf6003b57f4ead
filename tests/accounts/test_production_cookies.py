"""The cookies of a site behind HTTPS, read from the settings of a process of its own."""

import json
import os
import subprocess
import sys

SHOW = """
import json
from django.conf import settings as s
names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_PATH", "SESSION_COOKIE_DOMAIN",
         "REQUIRE_SECOND_FACTOR", "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]
print(json.dumps({name: getattr(s, name) for name in names}))
"""


def test_production_cookies_are_bound_to_the_host_and_to_https() -> None:
    environment = os.environ | {
        "SITE_URL": "https://tracker.example",
        "ALLOWED_HOSTS": "tracker.example",
        "DJANGO_SETTINGS_MODULE": "gta.settings",
    }
    shown = subprocess.run([sys.executable, "-c", SHOW], env=environment, capture_output=True, check=True, text=True)
    assert json.loads(shown.stdout) == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_DOMAIN": None,
        "REQUIRE_SECOND_FACTOR": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
    }
