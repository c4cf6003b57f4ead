"""The app's settings with their defaults; docs/consent.md describes each.

Functions, so that a test or another project may override a setting at any time.
"""

import datetime as dt
from pathlib import Path

from django.conf import settings

CHOICE_LASTS = dt.timedelta(days=182)
PREFERENCES_COOKIE = "preferences"


def site_is_secure() -> bool:
    """True when visitors reach the site over HTTPS, so that cookies may be ``Secure`` and ``__Host-``."""
    return bool(getattr(settings, "SITE_IS_SECURE", settings.SESSION_COOKIE_SECURE))


def cookie_name() -> str:
    """The name of the one cookie that holds a choice."""
    return getattr(settings, "CONSENT_COOKIE_NAME", "__Host-consent" if site_is_secure() else "consent")


def controller() -> str:
    """Who answers for the data, as the first notice says it."""
    return getattr(settings, "CONSENT_CONTROLLER", "") or getattr(settings, "SITE_NAME", "") or "This site"


def base_template() -> str:
    """The template that the app's pages extend; it needs the blocks ``title`` and ``content``."""
    return getattr(settings, "CONSENT_BASE_TEMPLATE", "base_public.html")


def guard_raises() -> bool:
    """True: an undeclared or unconsented cookie is an error. False: it is stripped and logged."""
    default = settings.DEBUG or getattr(settings, "TESTING", False)
    return bool(getattr(settings, "CONSENT_GUARD_RAISES", default))


def visits_counted_by() -> str:
    """``server`` (each page that reaches Django) or ``beacon`` (the page's script; for sites behind a shared cache)."""
    return getattr(settings, "CONSENT_VISITS_COUNTED_BY", "server")


def visits_uncounted() -> tuple[str, ...]:
    """How the addresses begin (without a language) that are no public reading, so that statistics leave them out."""
    default = ("/admin/", "/accounts/", "/cookies/", "/api/", "/data/")
    return tuple(getattr(settings, "CONSENT_VISITS_UNCOUNTED", default))


def notice_fresh_seconds() -> float:
    """How long a process shows pages with the notice it last read; recording and gating look every time.

    Long in tests, where a reading that falls into a test that counts queries would make it fail now and then.
    """
    default = 3600.0 if getattr(settings, "TESTING", False) else 5.0
    return float(getattr(settings, "CONSENT_NOTICE_FRESH_SECONDS", default))


def retention() -> dt.timedelta:
    """How long the log keeps an event as proof."""
    return dt.timedelta(days=getattr(settings, "CONSENT_RETENTION_DAYS", 3 * 365))


def seal_file() -> Path:
    """The file outside the database that nightly seals are appended to."""
    configured = getattr(settings, "CONSENT_SEAL_FILE", None)
    if configured:
        return Path(configured)
    return Path(getattr(settings, "VAR_DIR", settings.BASE_DIR)) / "consent-seals.jsonl"


def grants_per_address() -> tuple[int, int]:
    """(how many, in how many seconds): recorded choices that one network address may make."""
    return getattr(settings, "CONSENT_GRANTS_PER_ADDRESS", (60, 600))


def anonymous_rows_per_hour() -> int:
    """How many rows of newcomers the log takes in an hour, over the whole site: what bounds it under attack."""
    return getattr(settings, "CONSENT_ANONYMOUS_ROWS_PER_HOUR", 3000)


def throttle_cache() -> str:
    """The cache that choices from one address are counted in: one that ordinary pages cannot push them out of."""
    return getattr(settings, "CONSENT_THROTTLE_CACHE", "default")


def trusted_proxies() -> int:
    """How many proxies of our own stand in front, each adding one entry to ``X-Forwarded-For``."""
    return getattr(settings, "TRUSTED_PROXY_COUNT", 0)


def languages() -> list[str]:
    """The codes of the site's languages."""
    return [code for code, _name in settings.LANGUAGES]


def own_origins() -> set[str]:
    """Origins besides the request's own that a choice may be posted from."""
    origins = set(settings.CSRF_TRUSTED_ORIGINS)
    site_url = getattr(settings, "SITE_URL", "")
    return origins | {site_url} if site_url else origins
