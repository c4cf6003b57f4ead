"""The tables of the search index, and what each database searches them by."""

from django.db import migrations, models

import search.sql

KINDS = ("commitments", "reports", "organisations", "recommendations")


def add_indexes(apps, schema_editor) -> None:
    """GIN on PostgreSQL, with pg_trgm where it may be had; FTS5 on SQLite."""
    search.sql.add_indexes(KINDS, schema_editor.connection)


def drop_indexes(apps, schema_editor) -> None:
    """The other way round."""
    search.sql.drop_indexes(schema_editor.connection)


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "word of the index",
                "verbose_name_plural": "words of the index",
            },
        ),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("commitments", "Commitments"), ("reports", "Reports"), ("organisations", "Organisations"), ("recommendations", "Recommendations")], max_length=20)),
                ("key", models.BigIntegerField()),
                ("words", search.sql.WordsField()),
            ],
            options={
                "verbose_name": "search document",
                "verbose_name_plural": "search documents",
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="search_document_once")],
            },
        ),
        migrations.RunPython(add_indexes, drop_indexes),
    ]
