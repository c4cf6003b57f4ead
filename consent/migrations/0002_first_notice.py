"""The four categories, what the site stores, and the first notice in four languages."""

from django.db import migrations

from consent import seeding


def write(apps, schema_editor):
    seeding.seed(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
