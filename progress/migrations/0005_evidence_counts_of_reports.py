from django.db import migrations, models
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce


def count_evidence(apps, schema_editor):
    """What anybody can open behind each report that was ever published; the others are counted when they are."""
    evidence = apps.get_model("progress", "Evidence").objects.filter(report=OuterRef("pk"), audience="public").order_by()

    def counted(kind):
        rows = evidence.filter(kind=kind).values("report").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(rows, output_field=IntegerField()), 0)

    reports = apps.get_model("progress", "ProgressReport").objects
    reports.filter(Q(evidence__audience="public"), published_at__isnull=False).update(
        evidence_links=counted("link"), evidence_documents=counted("file")
    )


class Migration(migrations.Migration):
    dependencies = [("progress", "0004_reports_by_publication")]

    operations = [
        migrations.AddField(
            model_name="progressreport",
            name="evidence_documents",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="progressreport",
            name="evidence_links",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.RunPython(count_evidence, migrations.RunPython.noop),
    ]
