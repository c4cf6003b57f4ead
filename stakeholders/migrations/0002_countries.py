from django.db import migrations

from stakeholders.countries import load


def load_countries(apps, schema_editor):
    load(apps.get_model("stakeholders", "Country"))


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0001_initial")]

    operations = [migrations.RunPython(load_countries, migrations.RunPython.noop, elidable=False)]
