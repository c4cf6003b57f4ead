"""Settings of backups by the worker, besides where they lie (``BACKUPS_FOLDER``). docs/settings.md explains them."""

from .environment import Env

_env = Env()

# Counted from midnight UTC; 0 makes none.
BACKUP_EVERY_HOURS = _env.int("BACKUP_EVERY_HOURS", default=0)
# The public key to which they are encrypted, as age-keygen prints it; empty for none.
BACKUP_KEY = _env.str("BACKUP_KEY", default="")
# Of how many days, weeks and months the newest one stays.
BACKUPS_KEEP = [
    int(number) if number.isdigit() else -1 for number in _env.list("BACKUPS_KEEP", default=["7", "5", "12"])
]
