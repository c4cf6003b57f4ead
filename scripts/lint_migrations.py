"""Whether each migration can be rolled out under the running release: no dropped or renamed column, no NOT NULL.

The initial ones make the tables, so nothing can be running on them yet.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gta.settings")

import django  # noqa: E402
from django.apps import apps  # noqa: E402

if TYPE_CHECKING:
    from django_migration_linter import MigrationLinter


def our_apps() -> list[str]:
    """Every application of ours that has migrations."""
    ours = (app for app in apps.get_app_configs() if (ROOT / app.name.replace(".", "/") / "migrations").is_dir())
    return [app.label for app in ours]


def linted() -> MigrationLinter:
    """The linter, once it has said what it thinks of every migration of ours."""
    from django_migration_linter import MigrationLinter  # needs the applications

    linter = MigrationLinter(str(ROOT), include_apps=our_apps(), ignore_name_contains="0001_", no_cache=True)
    linter.lint_all_migrations()
    return linter


def main() -> None:
    """Lint every migration of ours; exit 1 when one cannot be rolled out."""
    django.setup()
    linter = linted()
    linter.print_summary()
    sys.exit(1 if linter.has_errors else 0)


if __name__ == "__main__":
    main()
