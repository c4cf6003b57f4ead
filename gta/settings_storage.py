"""Where uploads and made files lie: a folder (MEDIA_ROOT), or a bucket where STORAGE_URL is set (docs/settings.md)."""

import environ

STORAGE_URL = environ.Env().str("STORAGE_URL", default="")
