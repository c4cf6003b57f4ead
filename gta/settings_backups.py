"""Settings of backups by the worker, besides where they lie (``BACKUPS_FOLDER``). docs/settings.md explains them."""

import environ

_env = environ.Env()

# Counted from midnight UTC; 0 makes none.
BACKUP_EVERY_HOURS = _env.int("BACKUP_EVERY_HOURS", default=0)
# The public key to which they are encrypted, as age-keygen prints it; empty for none.
BACKUP_KEY = _env.str("BACKUP_KEY", default="")
# Of how many days, weeks and months the newest one stays.
BACKUPS_KEEP = _env.list("BACKUPS_KEEP", cast=int, default=[7, 5, 12])
