"""Where SQL is written by hand: few places, each with its reason. Everything else asks through the ORM."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_THE_SITE = {"tests", "benchmarks", "scripts", "var"}
CALLS = {"execute", "executemany", "copy_expert", "raw", "RawSQL", "RunSQL"}
#: How many statements are sent from a file of the site itself, and why not by the ORM.
SITE = {
    "ledger/posting.py": (1, "the upsert that adds to what is there"),
    "opendata/exports/pipe.py": (1, "COPY"),
    "opendata/long_reads.py": (1, "how long a whole file may be read, and by how many processes"),
    "search/sql.py": (3, "the index: its documents, its words, and what each database searches by"),
    "progress/open_index.py": (1, "an index over two types of columns, in an extension"),
    "consent/triggers.py": (1, "triggers that refuse to change what was consented to"),
    "opendata/snapshots.py": (1, "one transaction in another isolation"),
    "gta/management/commands/grant_rights.py": (5, "roles and their rights"),
    "gta/deploy_checks.py": (1, "what a role may do"),
    "dashboard/replica.py": (2, "how far a replica is behind"),
    "outbox/claims.py": (1, "one transaction that must be on disk"),
    "outbox/database_identity.py": (1, "which server and timeline this is"),
}
#: Loaders of large samples, which no site runs.
SAMPLES = {
    "demo/sample/copying.py": (3, "COPY into tables, and the keys that come next"),
    "demo/sample/event_log.py": (3, "a temporary table for what does not fit into memory"),
    "demo/sample/loading.py": (2, "ANALYZE, and constraints checked batch by batch"),
}


def _sent_from(path: Path) -> int:
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return sum(
        (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) in CALLS
        for node in calls
        if not ast.unparse(node.func).startswith("super()")
    )


def test_sql_is_written_by_hand_in_the_places_named_alone() -> None:
    found: Counter[str] = Counter()
    for path in ROOT.glob("*/**/*.py"):
        name = path.relative_to(ROOT)
        if not NOT_THE_SITE & set(name.parts) and not name.parts[0].startswith("."):
            found[str(name)] = _sent_from(path)
    named = {name: number for name, (number, _reason) in (SITE | SAMPLES).items()}
    assert {name: number for name, number in found.items() if number} == named
