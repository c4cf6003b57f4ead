"""The search index as each database has it: all hand-written SQL of this app.

Words are folded before they come here, so no dictionary and no parser of a database sees them: PostgreSQL takes them as
a ``tsvector`` that is ready (what its configuration ``simple`` would make of them, in every locale), SQLite as words
between spaces for an FTS5 table. Near spellings are compared by PostgreSQL's pg_trgm where it is installed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, ProgrammingError, connection, models, transaction
from django.db.models.lookups import Lookup

from .terms import Terms

TABLE = "search_searchdocument"
# SQLite looks words up in a table beside the one that holds them, which triggers keep.
FTS5 = (
    """CREATE VIRTUAL TABLE {table}_fts USING fts5(
        words, content='{table}', content_rowid='id', prefix='3',
        tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* Co'")""",
    """CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN
        INSERT INTO {table}_fts (rowid, words) VALUES (new.id, new.words); END""",
    """CREATE TRIGGER {table}_gone AFTER DELETE ON {table} BEGIN
        INSERT INTO {table}_fts ({table}_fts, rowid, words)
        VALUES ('delete', old.id, old.words); END""",
    """CREATE TRIGGER {table}_changed AFTER UPDATE OF words ON {table} BEGIN
        INSERT INTO {table}_fts ({table}_fts, rowid, words)
        VALUES ('delete', old.id, old.words);
        INSERT INTO {table}_fts (rowid, words) VALUES (new.id, new.words); END""",
)
# New words wait in an unsorted list until it is this long (4 MB by default), and each reader passes all of it.
SHORT = "WITH (gin_pending_list_limit = 64)"  # kB
# An index for each kind: a word that five million reports hold is no work for whoever looks for organisations.
GIN = f"CREATE INDEX IF NOT EXISTS search_%s ON {TABLE} USING gin (words) {SHORT} WHERE kind = '%s'"
WHOLE_GIN = f"CREATE INDEX IF NOT EXISTS {{table}}_{{column}} ON {{table}} USING gin ({{column}}) {SHORT}"
TRIGRAMS = (
    f"CREATE INDEX IF NOT EXISTS searchword_by_trigrams ON search_searchword USING gin (word gin_trgm_ops) {SHORT}"
)
# PostgreSQL numbers the words of a text up to here; what comes later is found, but in no phrase.
LAST_PLACE = 16_383


class WordsField(models.Field):
    """Folded words in their order: a ``tsvector`` on PostgreSQL, words between spaces elsewhere.

    It is written and asked, never read back: what it holds follows from other columns.
    """

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if not isinstance(value, (list, tuple)):
            return value
        return _stored(value, connection.vendor)


def _stored(words: Sequence[str], vendor: str) -> str:
    """The words as a database reads them; they hold letters, marks and digits alone, so nothing needs escaping."""
    if vendor != "postgresql":
        return " ".join(words)
    return " ".join(f"'{word}':{min(place, LAST_PLACE)}" for place, word in enumerate(words, start=1))


@WordsField.register_lookup
class Fits(Lookup):
    """``words__fits=Terms(…)``: the text holds everything that was asked for."""

    lookup_name = "fits"
    prepare_rhs = False
    rhs: Terms

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [value]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, self.rhs.tsquery]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        key = f"{connection.ops.quote_name(self.lhs.alias)}.id"
        # The FTS5 table finds the keys; its name stands for all of its columns.
        beside = connection.ops.quote_name(f"{self.lhs.target.model._meta.db_table}_fts")
        found = f"SELECT rowid FROM {beside} WHERE {beside} MATCH %s"  # noqa: S608  (a table of ours)
        return f"{key} IN ({found}) AND {column} IS NOT NULL", [self.rhs.fts5, *params]


def write(kind: str, documents: Mapping[int, Sequence[str]]) -> int:
    """Write the documents of a kind that are new or differ from what is there; return how many. One statement.

    Not ``bulk_create``: that neither leaves alone what is right nor says how many rows were wrong.
    """
    if not documents:
        return 0
    rows = ", ".join(["(%s, %s, %s)"] * len(documents))
    vendor = connection.vendor
    params = [value for key, words in documents.items() for value in (kind, key, _stored(words, vendor))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (kind, key, words) VALUES {rows} ON CONFLICT (kind, key)"  # noqa: S608  (placeholders)
            f" DO UPDATE SET words = excluded.words WHERE {TABLE}.words <> excluded.words",
            params,
        )
        return cursor.rowcount


def has_trigrams() -> bool:
    """Whether the database compares words itself."""
    if connection.vendor != "postgresql":
        return False
    return bool(_column("SELECT extname FROM pg_extension WHERE extname = 'pg_trgm'"))


def alike(word: str, most: int) -> list[str]:
    """The words of the index that are most like this one by pg_trgm, best first. Needs ``has_trigrams``."""
    return _column(
        "SELECT word FROM search_searchword WHERE word %% %s ORDER BY similarity(word, %s) DESC, word LIMIT %s",
        word, word, most,
    )  # fmt: skip


def _column(statement: str, *params: Any) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [value for (value,) in cursor.fetchall()]


def _run(using: Any, *statements: str) -> None:
    with using.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def add_indexes(kinds: Sequence[str], using: Any) -> None:
    """What each database searches the documents by; for the migration that makes the table."""
    if using.vendor == "sqlite":
        index_words(TABLE, using)
    else:
        _run(using, *[GIN % (kind, kind) for kind in kinds])
    add_trigrams(using)


def index_words(table: str, using: Any, *, parts: Sequence[str] = ()) -> None:
    """What each database searches the column ``words`` of a whole table by; for the migration that makes it.

    ``parts`` are columns with the words of some rows alone: PostgreSQL indexes each, SQLite looks into the whole.
    """
    if using.vendor == "sqlite":
        _run(using, *[statement.format(table=table) for statement in FTS5])
    else:
        _run(using, *[WHOLE_GIN.format(table=table, column=column) for column in ("words", *parts)])


def drop_indexes(using: Any, table: str = TABLE) -> None:
    """The table takes its indexes with it, but for SQLite's, which is a table of its own."""
    if using.vendor == "sqlite":
        _run(using, f"DROP TABLE {table}_fts")


def add_trigrams(using: Any = connection) -> bool:
    """Create the extension pg_trgm and its index; False, and nothing done, where that is not allowed or not known.

    pg_trgm is a trusted extension: the owner of the database may create it, with the right CREATE on the database.
    """
    if using.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(using=using.alias):
            _run(using, "CREATE EXTENSION IF NOT EXISTS pg_trgm", TRIGRAMS)
    except DatabaseError:
        return False
    return True


def _may_drop(kind: str) -> bool:
    """Drop the index of a kind; False, and nothing done, where another role owns the tables."""
    try:
        with transaction.atomic():
            _run(connection, f"DROP INDEX IF EXISTS search_{kind}")
    except ProgrammingError:
        return False
    return True


@contextmanager
def filled_first(kind: str) -> Iterator[None]:
    """On PostgreSQL, index the documents of a kind after they are written: for all of them at once, into an empty
    index, that takes a fraction of the time.
    """
    if connection.vendor != "postgresql" or not _may_drop(kind):
        yield
        return
    try:
        yield
    finally:
        _run(connection, GIN % (kind, kind), f"ANALYZE {TABLE}")
