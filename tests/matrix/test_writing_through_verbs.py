"""What faces people (views, forms, API, admin) writes through the verbs of its app, and never by the ORM itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = (
    "accounts",
    "audit",
    "dashboard",
    "desk",
    "following",
    "imports",
    "ledger",
    "outbox",
    "opendata",
    "identity",
    "pages",
    "progress",
    "recommendations",
    "stakeholders",
    "submissions",
)
WRITES = {"save", "delete", "create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
#: Calls that look like writing and are none.
NO_WRITING = {("opendata/api/lists.py", "row.update")}


def facing_people() -> Iterator[Path]:
    for app in OURS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT / app).with_suffix("").parts
            if parts[0] in ("views", "admin", "api", "forms", "read_only_admin") and "migrations" not in parts:
                yield path


def written_directly(path: Path) -> set[tuple[str, str]]:
    """Calls of the ORM's writing methods on anything but an imported module (a verb) or ``super()``."""
    tree = ast.parse(path.read_text())
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            receiver = ast.unparse(node.func.value)
            is_verb = receiver in imported and receiver.islower()
            if not is_verb and receiver != "super()":
                found.add((str(path.relative_to(ROOT)), f"{receiver}.{node.func.attr}"))
    return found


def test_pages_forms_and_admin_write_through_verbs_alone() -> None:
    assert {call for path in facing_people() for call in written_directly(path)} - NO_WRITING == set()
