"""The two single rows: the end of the (still empty) history, and the first public version."""

import hashlib

from django.db import migrations
from django.utils import timezone

GENESIS = hashlib.sha256(b"progress history").hexdigest()


def make(apps, schema_editor):
    apps.get_model("progress", "HistoryHead").objects.get_or_create(pk=1, defaults={"sequence": 0, "hash": GENESIS})
    apps.get_model("progress", "PublicVersion").objects.get_or_create(
        pk=1, defaults={"number": 0, "changed_at": timezone.now()}
    )


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
