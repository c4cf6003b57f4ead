"""Where uploads and made files lie: a folder (MEDIA_ROOT), or a bucket where STORAGE_URL is set (docs/settings.md)."""

import environ

_env = environ.Env()

STORAGE_URL = _env.str("STORAGE_URL", default="")
