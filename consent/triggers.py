"""What the database itself refuses: changing a published notice, its words, or a row of the log.

Installed after every ``migrate``, because SQLite drops a table's triggers when a migration rebuilds it. Deleting is
not refused here (retention does it); verification names what is gone.
"""

from __future__ import annotations

from django.db import connections

SEALED_NOTICE = (
    "number",
    "controller",
    "meaning_unchanged",
    "reason",
    "material",
    "material_hash",
    "asks_since",
    "published_at",
)
LOGGED = (
    "number",
    "kind",
    "subject_kind",
    "commitment",
    "notice_id",
    "language",
    "way",
    "gpc",
    "preferences",
    "statistics",
    "marketing",
    "recorded_at",
    "previous",
    "digest",
)
# (name, table, columns; none: all, condition)
RULES = (
    ("consent_notice_is_final", "consent_noticeversion", SEALED_NOTICE, "OLD.number IS NOT NULL"),
    ("consent_words_are_final", "consent_noticetext", (), "OLD.digest <> ''"),
    ("consent_event_is_final", "consent_consentevent", LOGGED, "1 = 1"),
    ("consent_event_only_unlinks", "consent_consentevent", ("subject", "salt"), "NEW.subject <> '' OR NEW.salt <> ''"),
)
REFUSE = """
CREATE OR REPLACE FUNCTION consent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consent: % is final', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _postgresql(name: str, table: str, event: str, condition: str) -> str:
    return (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN ({condition}) "
        "EXECUTE FUNCTION consent_refuse()"
    )


def _sqlite(name: str, table: str, event: str, condition: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, 'consent: {table} is final'); END"
    )


def install(using: str) -> None:
    """Put every rule into the database; nothing happens to those that are there. Other databases get none."""
    connection = connections[using]
    write = {"postgresql": _postgresql, "sqlite": _sqlite}.get(connection.vendor)
    if write is None:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REFUSE)
        for name, table, columns, condition in RULES:
            event = f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"
            cursor.execute(write(name, table, event, condition))


def remove(using: str) -> None:
    """Take the rules out, for a migration that must rewrite these rows; the next ``migrate`` puts them back."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table, _columns, _condition in RULES:
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
