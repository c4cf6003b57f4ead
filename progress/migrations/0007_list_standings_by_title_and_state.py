"""Standings bear the title that they are listed by, and PostgreSQL finds the open ones by all that lists filter by."""

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery

from progress import open_index


def fill(apps, schema_editor):
    """Every standing takes the title of its commitment."""
    Standing = apps.get_model("progress", "Standing")
    Commitment = apps.get_model("stakeholders", "Commitment")
    true = Commitment.objects.filter(pk=OuterRef("commitment")).values("title")
    Standing.objects.exclude(title=F("commitment__title")).update(title=Subquery(true))


def add_index(apps, schema_editor):
    """One index over scopes and states together, in the place of the one over scopes; PostgreSQL alone."""
    open_index.make(schema_editor.connection)


def drop_index(apps, schema_editor):
    """The index over scopes again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(open_index.BY_SCOPE)
        schema_editor.execute("DROP INDEX IF EXISTS standing_now_by_state")


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0006_find_open_standings_by_scope"),
        ("stakeholders", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="title",
            field=models.CharField(
                db_default="",
                default="",
                max_length=200,
                verbose_name="title",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("until__isnull", True)),
                fields=["title", "commitment"],
                name="standing_now_by_title",
            ),
        ),
        migrations.RunPython(add_index, drop_index),
        migrations.RemoveIndex(model_name="standing", name="standing_now_by_freshness"),
    ]
