"""What the site's own role may do where another role owns the tables (docs/decisions/database-roles.md).

A model whose rows are only ever added says so itself, with ``append_only_but``: the fields that may change later, as
erasing a person empties texts. ``removable`` says which rows may go again. The copies of simple_history are append-only
without saying so. Every other table of a model may be read and written, and none emptied or changed in form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.db.models import CheckConstraint, Model, Q
from simple_history.models import HistoricalChanges

from progress.erasing import texts

#: Of libraries, whose models cannot say it.
OF_OTHERS: dict[str, tuple[str, ...]] = {"admin.LogEntry": ("object_repr", "change_message")}
POLICIES = (("reads", "SELECT", "USING (true)"), ("adds", "INSERT", "WITH CHECK (true)"),
            ("changes", "UPDATE", "USING (true)"))  # fmt: skip
REFUSE = """
CREATE OR REPLACE FUNCTION refuse_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'A row of % is final', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


@dataclass(frozen=True)
class AppendOnly:
    """What may be done to the rows of a table once they are there."""

    model: type[Model]
    changes: tuple[str, ...]
    removable: Q | None = None


def append_only(model: type[Model]) -> AppendOnly | None:
    """The rule of a model; None where its rows may change and go."""
    if issubclass(model, HistoricalChanges):
        return AppendOnly(model, _texts_of(model))
    named = getattr(model, "append_only_but", OF_OTHERS.get(model._meta.label))
    return None if named is None else AppendOnly(model, tuple(named), getattr(model, "removable", None))


def models() -> list[type[Model]]:
    """Every model with a table."""
    return [one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]


def _texts_of(model: type[Model]) -> tuple[str, ...]:
    return tuple(column.field.name for column in texts.columns() if column.model is model)


def statements(role: str) -> Iterator[str]:
    """The SQL that gives ``role`` its rights, and takes from it what it had beyond them. Safe to repeat."""
    name = connection.ops.quote_name(role)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}"
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}"
    for model in models():
        table, rule = connection.ops.quote_name(model._meta.db_table), append_only(model)
        yield from _of_rule(rule, table, name) if rule else [_all_rows(table, name)]
        yield from _of_final(model, table)
    for table in _cache_tables():
        yield _all_rows(table, name)


def _all_rows(table: str, role: str) -> str:
    return f"GRANT INSERT, UPDATE, DELETE ON {table} TO {role}"


def _of_rule(rule: AppendOnly, table: str, role: str) -> Iterator[str]:
    yield f"GRANT INSERT ON {table} TO {role}"
    if rule.changes:
        yield f"GRANT UPDATE ({', '.join(_columns(rule))}) ON {table} TO {role}"
    if rule.removable is not None:
        yield f"GRANT DELETE ON {table} TO {role}"
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        removable = f"USING ({_as_sql(rule.removable, rule.model)})"
        for policy, act, rows in (*POLICIES, ("removes", "DELETE", removable)):
            yield f"DROP POLICY IF EXISTS {policy} ON {table}"
            yield f"CREATE POLICY {policy} ON {table} FOR {act} {rows}"


def _of_final(model: type[Model], table: str) -> Iterator[str]:
    """What ``final_in`` says of a model: in one state its rows keep these fields, whoever asks."""
    state, names = getattr(model, "final_in", ("", ()))
    if not names:
        return
    columns = [connection.ops.quote_name(field.column) for field in model._meta.concrete_fields if field.name in names]
    before, after = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    yield REFUSE
    yield (
        f"CREATE OR REPLACE TRIGGER is_final BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN (OLD.state = '{state}' AND ({before}) IS DISTINCT FROM ({after})) EXECUTE FUNCTION refuse_final()"
    )


def _columns(rule: AppendOnly) -> Iterable[str]:
    fields = rule.model._meta.concrete_fields
    return (connection.ops.quote_name(field.column) for field in fields if field.name in rule.changes)


def _as_sql(condition: Q, model: type[Model]) -> str:
    """As Django writes a constraint, with its values in place."""
    with connection.schema_editor(collect_sql=True) as editor:
        return CheckConstraint(condition=condition, name="none")._get_check_sql(model, editor)  # type: ignore[attr-defined]


def _cache_tables() -> list[str]:
    """The tables of caches are no models'."""
    found = []
    for alias in settings.CACHES:
        if isinstance(store := caches[alias], DatabaseCache):
            found.append(connection.ops.quote_name(store._table))  # type: ignore[attr-defined]  # not in the stubs
    return found
