"""The tables of the search index, and what each database searches them by."""

import search.fields
from django.db import migrations, models

from search import near_index
from progress import waiting_lists


TABLES = ("search_searchedcommitment", "search_searchedreport", "search_searchedorganisation")

# A full-text table beside each table, kept by triggers: SQLite's way. Words are folded before they come here, so that
# they are told apart by the spaces between them and by nothing else.
FTS5 = (
    """CREATE VIRTUAL TABLE {table}_fts USING fts5(
        words, content='{table}', content_rowid='key', prefix='3',
        tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* Co'")""",
    """CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN
        INSERT INTO {table}_fts (rowid, words) VALUES (new.key, new.words); END""",
    """CREATE TRIGGER {table}_gone AFTER DELETE ON {table} BEGIN
        INSERT INTO {table}_fts ({table}_fts, rowid, words) VALUES ('delete', old.key, old.words); END""",
    """CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} BEGIN
        INSERT INTO {table}_fts ({table}_fts, rowid, words) VALUES ('delete', old.key, old.words);
        INSERT INTO {table}_fts (rowid, words) VALUES (new.key, new.words); END""",
)
GIN = ("CREATE INDEX {table}_words ON {table} USING gin (words)",)


def add_indexes(apps, schema_editor) -> None:
    statements = {"postgresql": GIN, "sqlite": FTS5}[schema_editor.connection.vendor]
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            for statement in statements:
                cursor.execute(statement.format(table=table))
    near_index.make(schema_editor.connection)


def drop_indexes(apps, schema_editor) -> None:
    """What belongs to a table goes with it; SQLite's full-text tables stand on their own."""
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE {table}_fts")


def shorten(apps, schema_editor):
    """What PostgreSQL's indexes of words have yet to take in stays short."""
    for like in ("search%",):
        waiting_lists.shorten(schema_editor.connection, like)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SearchedCommitment',
            fields=[
                ('key', models.BigIntegerField(primary_key=True, serialize=False)),
                ('words', search.fields.WordsField()),
            ],
            options={
                'verbose_name': 'searched commitment',
                'verbose_name_plural': 'searched commitments',
            },
        ),
        migrations.CreateModel(
            name='SearchedOrganisation',
            fields=[
                ('key', models.BigIntegerField(primary_key=True, serialize=False)),
                ('words', search.fields.WordsField()),
            ],
            options={
                'verbose_name': 'searched organisation',
                'verbose_name_plural': 'searched organisations',
            },
        ),
        migrations.CreateModel(
            name='SearchedReport',
            fields=[
                ('key', models.BigIntegerField(primary_key=True, serialize=False)),
                ('words', search.fields.WordsField()),
            ],
            options={
                'verbose_name': 'searched report',
                'verbose_name_plural': 'searched reports',
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=60, primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'word of the index',
                'verbose_name_plural': 'words of the index',
            },
        ),
        migrations.RunPython(add_indexes, drop_indexes),
        migrations.RunPython(shorten, migrations.RunPython.noop),
    ]
