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

# They make the tallies anew in another shape, before the first release: nothing can be running on the old ones.
BEFORE_RELEASE = ["0002_ready_counts_with_their_past", "0003_orders_and_catalogue"]
# Columns with a default of the database's own: SQLite makes the table anew for one, which reads like new constraints.
# The same for a column that is unique no more, and for a new check of the table.
REMADE = [
    "0005_evidence_counts_of_reports",
    "0007_list_standings_by_title_and_state",
    "0008_quicker_to_publish",
    "0002_names_on_one_line",
    "0002_names_on_one_line_and_withdrawals",
    "0014_names_on_one_line_and_versions",
]
APPS = ["accounts", "consent", "outbox", "progress", "publishing", "recommendations", "stakeholders"]


def main() -> None:
    """Lint every migration of ours; exit 1 when one cannot be rolled out."""
    django.setup()
    from django_migration_linter import MigrationLinter  # needs the applications

    linter = MigrationLinter(
        str(ROOT),
        include_apps=APPS,
        ignore_name_contains="0001_",
        ignore_name=[*BEFORE_RELEASE, *REMADE],
        no_cache=True,
    )
    linter.lint_all_migrations()
    linter.print_summary()
    sys.exit(1 if linter.has_errors else 0)


if __name__ == "__main__":
    main()
