"""What PostgreSQL's indexes of words have yet to take in stays short."""

from django.db import migrations

from progress import waiting_lists

OURS = "search%", "dashboard\\_search%"


def shorten(apps, schema_editor):
    """PostgreSQL alone."""
    for like in OURS:
        waiting_lists.shorten(schema_editor.connection, like)


def as_before(apps, schema_editor):
    """As long as the server likes."""
    for like in OURS:
        waiting_lists.shorten(schema_editor.connection, like, None)


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0001_search_index")]

    operations = [migrations.RunPython(shorten, as_before)]
