"""Tallies that keep their past. What is in a site already is brought along; the tallies are counted anew afterwards."""

import datetime
from collections import Counter, defaultdict

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

STATUS = ("", "not_started", "in_progress", "completed", "withdrawn", "superseded")
HEALTH = ("", "on_track", "at_risk", "off_track", "blocked")
BATCH = 500


def _after(day):
    """The first moment after ``day`` in the site's time zone; the end of time for the open row."""
    if day is None:
        return datetime.datetime.max.replace(tzinfo=datetime.UTC)
    return datetime.datetime.combine(day, datetime.time.min, timezone.get_default_timezone())


def _stated(reports, standing):
    """Which status and health the reports stated that were public on the standing's last day."""
    end = _after(standing.until)
    there = [one for one in reports if one[2] < end and (one[3] is None or one[3] >= end)]
    return dict(Counter(f"{STATUS.index(status)}{HEALTH.index(health)}" for status, health, *_ in there))


def bring_along(apps, schema_editor):
    """Give every standing the actor types, countries and regions of who carries it, and what its reports stated."""
    Standing, ProgressReport = apps.get_model("progress", "Standing"), apps.get_model("progress", "ProgressReport")
    Organisation = apps.get_model("stakeholders", "Organisation")
    carriers = {}
    for pk, actor_type, country, region in Organisation.objects.values_list(
        "pk", "actor_type", "country", "country__region"
    ):
        more = {f"country:{country}", f"region:{region}"} if country else set()
        carriers[f"organisation:{pk}"] = {f"actor:{actor_type}", *more}
    last = 0
    while rows := list(Standing.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        reports = defaultdict(list)
        published = ProgressReport.objects.filter(commitment__in={row.commitment_id for row in rows}, published_at__isnull=False)
        for commitment, *told in published.values_list(
            "commitment", "implementation_status", "health", "published_at", "retracted_at"
        ):
            reports[commitment].append(told)
        for row in rows:
            row.scopes = sorted({*row.scopes, *(key for one in row.scopes for key in carriers.get(one, ()))})
            row.report_cells = _stated(reports[row.commitment_id], row)
        Standing.objects.bulk_update(rows, ["scopes", "report_cells"], batch_size=BATCH)


def index_scopes(apps, schema_editor):
    """Find standings by what they are counted in; SQLite has no such index and reads them one by one."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX standing_by_scope ON progress_standing USING gin (scopes)")


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX standing_by_scope")


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0001_initial"),
        ("stakeholders", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name="Tally"),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(max_length=80)),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("cells", models.JSONField(default=dict)),
                ("reports", models.JSONField(default=dict)),
                (
                    "by_status",
                    models.JSONField(
                        default=dict, help_text="The cells added up by status: enough for a line over time."
                    ),
                ),
            ],
            options={
                "verbose_name": "tally",
                "verbose_name_plural": "tallies",
                "indexes": [
                    models.Index(condition=models.Q(("until__isnull", True)), fields=["scope"], name="tally_now")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "since"), name="tally_one_row_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="tally_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.AddField("publicversion", "counted_on", models.DateField(null=True)),
        migrations.AddField(
            "standing",
            "report_cells",
            models.JSONField(
                default=dict, help_text="How many published reports state which status and health, by cell."
            ),
        ),
        migrations.AlterField(
            "standing",
            "scopes",
            models.JSONField(default=list, help_text="What this row is counted in: keys such as edition:1 and area:3."),
        ),
        migrations.RunPython(bring_along, migrations.RunPython.noop),
        migrations.RunPython(index_scopes, drop_index),
    ]
