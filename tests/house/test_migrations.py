"""A migration that the running release could not live with is refused, whichever of our apps it is of."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from scripts.install import ROOT
from scripts.lint_migrations import linted, our_apps

FIRST = """
from django.db import migrations, models
class Migration(migrations.Migration):
    initial = True
    operations = [migrations.CreateModel("Thing", [
        ("id", models.BigAutoField(primary_key=True)), ("name", models.TextField()),
    ])]
"""
SECOND = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("{app}", "0001_initial")]
    operations = [migrations.{operation}]
"""
# Whether the release that runs could not go on behind it.
REFUSED = {
    'RemoveField("thing", "name")': True,
    'RenameField("thing", "name", "title")': True,
    'RenameModel("Thing", "Piece")': True,
    'DeleteModel("Thing")': True,
    'AddField("thing", "note", models.TextField(default="none"))': True,
    'AddField("thing", "note", models.TextField(null=True))': False,
    'CreateModel("Other", [("id", models.BigAutoField(primary_key=True))])': False,
}


def test_every_app_of_ours_is_looked_at() -> None:
    """Apps lie in folders of their own: none is left out because nobody thought of naming it."""
    folders = {path.parent.relative_to(ROOT) for path in (*ROOT.glob("*/migrations"), *ROOT.glob("gta/*/migrations"))}
    assert {folder.name for folder in folders} == set(our_apps())


@pytest.mark.django_db(transaction=True)  # SQLite says nothing of its changes within a transaction
def test_what_the_running_release_needs_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    found = {}
    for number, operation in enumerate(REFUSED):
        app, package = ("following", "pages")[number % 2], f"rolled_out_{number}"
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
        (tmp_path / package / "0001_initial.py").write_text(FIRST)
        (tmp_path / package / "0002_next.py").write_text(SECOND.format(app=app, operation=operation))
        with override_settings(MIGRATION_MODULES={app: package}):
            found[operation] = linted().has_errors
    assert found == REFUSED
