"""Whether each migration can be rolled out under the running release: no dropped or renamed column, no NOT NULL.

The initial ones make the tables, so nothing can be running on them yet.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gta.settings")

import django  # noqa: E402

APPS = [
    "accounts", "backups", "consent", "identity", "ledger", "opendata", "outbox", "progress", "recommendations",
    "stakeholders",
]  # fmt: skip


def main() -> None:
    """Lint every migration of ours; exit 1 when one cannot be rolled out."""
    django.setup()
    from django_migration_linter import MigrationLinter  # needs the applications

    linter = MigrationLinter(
        str(ROOT),
        include_apps=APPS,
        ignore_name_contains="0001_",
        no_cache=True,
    )
    linter.lint_all_migrations()
    linter.print_summary()
    sys.exit(1 if linter.has_errors else 0)


if __name__ == "__main__":
    main()
