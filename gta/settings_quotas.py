"""How much one organisation may use before it asks for more. docs/settings.md explains them; 0 sets no limit."""

import environ

_env = environ.Env()

ORGANISATION_QUOTAS = {
    "drafts": _env.int("QUOTA_DRAFTS", default=200),
    "files": _env.int("QUOTA_FILES", default=5000),
    "bytes": _env.int("QUOTA_MEGABYTES", default=2048) * 1024 * 1024,
    "invitations": _env.int("QUOTA_INVITATIONS_PER_WEEK", default=50),
    "sheets": _env.int("QUOTA_SHEETS", default=20),
    "api_calls": _env.int("QUOTA_API_CALLS_PER_DAY", default=20_000),
}
