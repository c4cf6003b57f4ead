"""What the database itself refuses: changing a published notice, its words, or a row of the log.

Installed after every ``migrate``, because SQLite drops a table's triggers when a migration rebuilds it. Deleting is
not refused here (retention does it); verification names what is gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.apps import apps as current_apps
from django.db import connections

ERASABLE = {"subject", "salt", "idempotency_key", "erased_at"}
REFUSE = """
CREATE OR REPLACE FUNCTION consent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consent: % is final', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


class Rule(NamedTuple):
    """Refuse an UPDATE of these columns of a table where the condition holds."""

    name: str
    table: str
    columns: list[str]
    condition: str


def rules(apps: Any) -> list[Rule]:
    """What may no longer change, for the models of ``apps`` (Django's own registry, or a migration's)."""

    def rule(name: str, model_name: str, condition: str, *, but: Iterable[str] = (), only: Iterable[str] = ()) -> Rule:
        meta = apps.get_model("consent", model_name)._meta
        columns = [field.column for field in meta.concrete_fields if field.name not in but]
        return Rule(name, meta.db_table, list(only) or columns, condition)

    is_filled = "NEW.subject <> '' OR NEW.salt <> ''"
    return [
        rule("consent_notice_is_final", "NoticeVersion", "OLD.number IS NOT NULL", but={"created_at", "published_by"}),
        rule("consent_words_are_final", "NoticeText", "OLD.digest <> ''"),
        rule("consent_event_is_final", "ConsentEvent", "1 = 1", but=ERASABLE),
        rule("consent_event_only_unlinks", "ConsentEvent", is_filled, only=("subject", "salt")),
    ]


def install(using: str, apps: Any = current_apps) -> None:
    """Put every rule into the database; nothing happens to those that are there. Other databases get none."""
    vendor = connections[using].vendor
    if vendor == "postgresql":
        _execute(using, [REFUSE, *map(_postgresql, rules(apps))])
    elif vendor == "sqlite":
        _execute(using, map(_sqlite, rules(apps)))


def remove(using: str) -> None:
    """Take the rules out, for a migration that must rewrite these rows; the next ``migrate`` puts them back."""
    on_table = " ON {table}" if connections[using].vendor == "postgresql" else ""
    statement = "DROP TRIGGER IF EXISTS {name}" + on_table
    _execute(using, [statement.format(name=rule.name, table=rule.table) for rule in rules(current_apps)])


def _execute(using: str, statements: Iterable[str]) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _postgresql(rule: Rule) -> str:
    return (
        f"CREATE OR REPLACE TRIGGER {rule.name} BEFORE UPDATE OF {', '.join(rule.columns)} ON {rule.table} "
        f"FOR EACH ROW WHEN ({rule.condition}) EXECUTE FUNCTION consent_refuse()"
    )


def _sqlite(rule: Rule) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {rule.name} BEFORE UPDATE OF {', '.join(rule.columns)} ON {rule.table} "
        f"FOR EACH ROW WHEN {rule.condition} BEGIN SELECT RAISE(ABORT, 'consent: {rule.table} is final'); END"
    )
