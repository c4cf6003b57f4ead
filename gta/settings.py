"""All settings, read from the environment. docs/settings.md lists what an operator may set.

Production is the default: DEBUG is off, and without SECRET_KEY and ALLOWED_HOSTS the site refuses to
start. DEMO=1 (what ``make demo`` sets) fills in what a first look needs and shows it on every page.
"""

import os
import secrets
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from kombu import Exchange, Queue

from .addresses import with_password
from .environment import Env
from .error_reports import start_error_reports
from .logging import configuration as logging_configuration
from .schedule import CELERY_BEAT_SCHEDULE  # noqa: F401
from .settings_accounts import *  # noqa: F403
from .settings_backups import *  # noqa: F403
from .settings_database import databases
from .settings_evidence import *  # noqa: F403
from .settings_fixed import *  # noqa: F403
from .settings_quotas import *  # noqa: F403
from .settings_sign_in import *  # noqa: F403
from .settings_storage import *  # noqa: F403
from .start_checks import address_refusals, refusals
from .storage_address import storage_options

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))

env = Env()

#: Which version of the program this is; pyproject.toml is the one place that says it.
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
TESTING = env.bool("TESTING", default=False)
EMBEDDED_DEFAULTS = DEBUG or DEMO


def _kept_secret_key() -> str:
    """The secret key of a demo or development folder: made once, kept in var/, never in the repository."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        try:
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as handle:
                handle.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass  # another process of the same start made it a moment ago
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", default="") or (_kept_secret_key() if EMBEDDED_DEFAULTS else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. Set it to a long random text, or DEMO=1 to try the site.")

if refused := address_refusals(os.environ):
    raise ImproperlyConfigured(" ".join(refused))

PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_NAME = env.str("SITE_NAME", default="Recommendations tracker")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
SITE_IS_SECURE = SITE_URL.startswith("https://")
# Who answers for the site and its data, and where to write: public pages, emails and security.txt say it.
CONTROLLER = env.str("CONTROLLER", default=SITE_NAME)
CONTROLLER_IS_SET = bool(env.str("CONTROLLER", default=""))
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default=f"contact@{'demo.example' if DEMO else SITE_HOST or 'localhost'}")
CONTACT_EMAIL_IS_SET = bool(env.str("CONTACT_EMAIL", default=""))
SECURITY_CONTACTS = env.list("SECURITY_CONTACT", default=[f"mailto:{CONTACT_EMAIL}"])
CONSENT_CONTROLLER = CONTROLLER
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", SITE_HOST] if EMBEDDED_DEFAULTS else [])
if not EMBEDDED_DEFAULTS and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's own hosts, separated by commas; '*' is refused.")
# Whoever can change what is public needs a second factor; the demo's people sign in with the password alone.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not DEMO)
PRODUCTION = env.bool("PRODUCTION", default=False)
if refused := refusals({**globals(), "SITE_URL": env.str("SITE_URL", default="")}, production=PRODUCTION, demo=DEMO):
    raise ImproperlyConfigured(f"The site does not start{' in production' * PRODUCTION}: {' '.join(refused)}")

# --- Applications -----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "accounts",
    "recommendations",
    "stakeholders",
    "pages",
    "ledger",
    "progress",
    "search",
    "dashboard",
    "opendata",
    "following",
    "submissions",
    "audit",
    "desk",
    "imports",
    "consent",
    "identity",
    "outbox",
    "notifications",
    "demo",
    "gta.apps.ProjectConfig",
    "gta.backups.apps.BackupsConfig",
    "accounts.admin_app.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "gta.apps.StaticFilesConfig",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "accounts.mfa_app.MFAConfig",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "rest_framework",
    "simple_history",
]

MIDDLEWARE = [
    "gta.logging.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "consent.middleware.StorageGuardMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gta.languages.OfferedLanguagesMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "gta.json_bounds.JsonBoundsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gta.middleware.SignedInByDefaultMiddleware",
    "gta.middleware.PersonsTimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "consent.middleware.ConsentMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

# Numbers for a Prometheus server. The processes of a machine share their counts through the files of a folder, which
# the library looks up in the environment when it is loaded.
METRICS = env.bool("METRICS", default=False)
if METRICS:
    METRICS_FOLDER = Path(env.str("PROMETHEUS_MULTIPROC_DIR", default=str(VAR_DIR / "metrics")))
    METRICS_FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_FOLDER)
    MIDDLEWARE.insert(0, "gta.metrics.requests.MetricsMiddleware")

ROOT_URLCONF = "gta.urls"
WSGI_APPLICATION = "gta.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "names.templates.Templates",
        "NAME": "django",  # what libraries ask for
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gta.context_processors.site",
            ],
            # {% csrf_token %} also says whose form it is, so that what is typed outlives a session. Dates, colons and
            # left-to-right pieces are written as each language has them.
            "builtins": ["accounts.templatetags.owned_forms", "names.templatetags.formats"],
        },
    }
]

# Every form, ours and others', draws its fields with templates/components/form_field.html.
FORM_RENDERER = "dashboard.form_renderer.FormRenderer"

# --- Data -------------------------------------------------------------------------------------------

DATABASES = databases(env, VAR_DIR, is_embedded=EMBEDDED_DEFAULTS)
DATABASE_ROUTERS = ["dashboard.replica.PublicReads"] if "replica" in DATABASES else []
# A replica that is further behind than this is left to itself.
REPLICA_MAX_LAG_SECONDS = env.int("REPLICA_MAX_LAG_SECONDS", default=30)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = with_password(env.str("REDIS_URL", default=""), env.str("REDIS_PASSWORD", default=""))
CACHES: dict[str, dict[str, Any]]
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "gta.cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
        }
    }
else:
    # Throttles must count over all web workers, so the embedded cache is a table, not a process's memory.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# Sign-in throttles and used one-time codes stay in the database whatever Redis does, in a table of their own that
# nothing else can push them out of.
CACHES["throttles"] = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "throttles",
    "OPTIONS": {"MAX_ENTRIES": 200_000},
}

# How often one address answers about cookies. Redis counts fastest; the embedded cache keeps few entries, so not there.
CONSENT_THROTTLE_CACHE = "default" if REDIS_URL else "throttles"
# No public reading; links in mails hold keys, which statistics must not keep.
CONSENT_VISITS_UNCOUNTED = (
    "/admin/", "/accounts/", "/cookies/", "/api/", "/data/", "/u/", "/r/", "/follow/confirm/", "/follow/own/",
)  # fmt: skip

# How much of the public data a client may take: (answers, in how many seconds). Without Redis each process counts for
# itself.
FAIR_USE = {
    "api": (env.int("API_REQUESTS_PER_MINUTE", default=600), 60),
    "files": (env.int("DOWNLOADS_PER_HOUR", default=120), 60 * 60),
    "tokens": (env.int("TOKEN_REQUESTS_PER_MINUTE", default=120), 60),  # of each access token
}
CACHES["fair_use"] = (
    {"BACKEND": "gta.cache.ForgivingRedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "fair-use"}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fair-use",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
)

# Finished public pages (dashboard.page_cache). Each is true for as long as anybody can ask for it, so the time and the
# number only keep memory small: without Redis some 10 kB a page in each process.
CACHES["pages"] = (
    {"BACKEND": "gta.cache.ForgivingRedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "pages", "TIMEOUT": 60 * 60}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 500},
    }
)

MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
BACKUPS_FOLDER = env.str("BACKUPS_FOLDER", default=str(VAR_DIR / "backups"))
# Where the end of the history is written down once a day, outside of the database (docs/operations.md).
HISTORY_SEALS_FOLDER = env.str("HISTORY_SEALS_FOLDER", default=str(VAR_DIR / "history"))
MEDIA_URL = "/media/"  # nothing is served from here: evidence goes through a view that checks permission

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "gta.object_storage.ObjectStorage", "OPTIONS": storage_options(STORAGE_URL)}  # noqa: F405
    if STORAGE_URL  # noqa: F405
    else {"BACKEND": "gta.storage.MediaStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "gta.static_files.StaticFiles"
    },
}
# Files that programs look for at the root, such as /favicon.ico.
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
WHITENOISE_USE_FINDERS = DEBUG or TESTING
# Looked for when asked for: listing them all takes longer than most tests, and each test client would do it anew.
WHITENOISE_AUTOREFRESH = DEBUG or TESTING

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Languages and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["gta.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

# --- People: what no operator sets is in settings_accounts.py ----------------------------------------

MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_IS_SECURE

# --- Browser security: what no operator sets is in settings_fixed.py ----------------------------------

TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SITE_IS_SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31536000 if SITE_IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_IS_SECURE
SECURE_HSTS_PRELOAD = SITE_IS_SECURE
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_SECURE
SESSION_COOKIE_NAME = "__Host-session" if SITE_IS_SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SITE_IS_SECURE else "csrf"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_IS_SECURE else []

# --- Mail -------------------------------------------------------------------------------------------

if "EMAIL_URL" in os.environ:
    globals().update(env.email_url("EMAIL_URL"))
elif EMBEDDED_DEFAULTS:
    # Each mail becomes a file that the person trying the demo can open.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <noreply@{SITE_HOST or 'localhost'}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
DEFAULT_FROM_EMAIL_IS_SET = bool(env.str("DEFAULT_FROM_EMAIL", default=""))
OUTBOX_FRAME = "identity.current.mail_frame"
MAIL_HELD = env.bool("MAIL_HELD", default=False)
# What a restore that is under way or was not finished leaves; no mail goes out meanwhile. Web and workers share it.
OUTBOX_HELD_WHILE = str(Path(MEDIA_ROOT) / "restore-unfinished")

# The outbox (docs/reminders.md): how long a sender's claim lasts, when a hand-over without an answer counts as
# uncertain, and how much may go out. Times in seconds.
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=60)
OUTBOX_REPLY_SECONDS = env.int("OUTBOX_REPLY_SECONDS", default=300)
OUTBOX_UNCERTAIN_AFTER_SECONDS = env.int("OUTBOX_UNCERTAIN_AFTER_SECONDS", default=15 * 60)
OUTBOX_BATCH = env.int("OUTBOX_BATCH", default=20)
OUTBOX_RUN_SECONDS = env.int("OUTBOX_RUN_SECONDS", default=50)
OUTBOX_CEILING_PER_MINUTE = env.int("OUTBOX_CEILING_PER_MINUTE", default=300)
OUTBOX_DAILY_CAP = env.int("OUTBOX_DAILY_CAP", default=10)
OUTBOX_BACK_OFF_SECONDS = env.int("OUTBOX_BACK_OFF_SECONDS", default=60)
OUTBOX_BACK_OFF_LIMIT_SECONDS = env.int("OUTBOX_BACK_OFF_LIMIT_SECONDS", default=2 * 60 * 60)
OUTBOX_MAX_ATTEMPTS = env.int("OUTBOX_MAX_ATTEMPTS", default=50)  # with that back-off: between three and four days
OUTBOX_KEEP_DAYS = env.int("OUTBOX_KEEP_DAYS", default=400)
OUTBOX_MESSAGE_ID_DOMAIN = env.str("OUTBOX_MESSAGE_ID_DOMAIN", default=SITE_HOST or "localhost")
# Where the count of deliveries is kept outside the database, to notice that it was set back. A test's transaction
# is set back each time, so tests name a folder of their own where they want one.
OUTBOX_WITNESS_FOLDER = None if env.bool("TESTING", default=False) else str(VAR_DIR)

# --- Celery: it only says "wake up and look"; the database is the queue (docs/reminders.md) ------------

CELERY_TASK_IGNORE_RESULT = True
# A worker takes from both, unless it is told which: backups need the role that owns the tables (docs/operations.md).
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("celery", "backups")]
CELERY_TASK_ROUTES = {"gta.tasks.make_backup": {"queue": "backups"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_TIMEZONE = TIME_ZONE
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # A request that leaves a message must not wait for a Redis that is gone; the database is the queue anyway.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"socket_timeout": 1, "socket_connect_timeout": 0.5}
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker"),
        "data_folder_out": str(VAR_DIR / "broker"),
        "control_folder": str(VAR_DIR / "broker-control"),
    }
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- API --------------------------------------------------------------------------------------------

SPECTACULAR_SETTINGS = {
    "TITLE": SITE_NAME,
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {"ReviewStateEnum": "progress.models.ReviewState"},
}

# --- Logs and errors --------------------------------------------------------------------------------

SENTRY_DSN = env.str("SENTRY_DSN", default="")
LOGGING = logging_configuration(level=env.str("LOG_LEVEL", default="INFO" if DEBUG else "WARNING"))
if SENTRY_DSN:
    start_error_reports(SENTRY_DSN, version=VERSION)
