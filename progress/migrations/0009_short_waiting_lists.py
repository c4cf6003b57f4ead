"""What PostgreSQL's inverted indexes have yet to take in stays short, and one of them does another index's work."""

from django.db import migrations

from progress import open_index, waiting_lists

OURS = "standing\\_%"


def tune(apps, schema_editor):
    """PostgreSQL alone. Where the index over everything was not allowed, the one over status stays."""
    waiting_lists.shorten(schema_editor.connection, OURS)
    open_index.make(schema_editor.connection)


def as_before(apps, schema_editor):
    """As long as the server likes, and the index over status again."""
    waiting_lists.shorten(schema_editor.connection, OURS, None)
    open_index.unmake(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("progress", "0008_quicker_to_publish")]

    operations = [migrations.RunPython(tune, as_before)]
