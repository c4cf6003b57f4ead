from django.db import migrations


def add_index(apps, schema_editor):
    """Find how commitments stand now by what they are counted in, without passing the past; PostgreSQL alone."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX IF NOT EXISTS standing_now_by_scope ON progress_standing USING gin (scopes) "
            "WHERE until IS NULL AND visibility = 'public'"
        )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS standing_now_by_scope")


class Migration(migrations.Migration):
    dependencies = [("progress", "0005_evidence_counts_of_reports")]

    operations = [migrations.RunPython(add_index, drop_index)]
