"""What every template may say about the site itself. Nothing here reads the session or a cookie."""

from django.conf import settings
from django.http import HttpRequest

from identity import current


def site(request: HttpRequest) -> dict[str, object]:
    """``identity``, ``SITE_NAME``, ``SITE_URL`` (no trailing slash), ``DEMO`` (true: every page says the data is
    fictional) and ``contact``, the email address that answers questions about the site.
    """
    now = current.site()
    return {
        "identity": now,
        "SITE_NAME": now.name,
        "SITE_URL": settings.SITE_URL,
        "DEMO": settings.DEMO,
        "contact": now.contact,
    }
