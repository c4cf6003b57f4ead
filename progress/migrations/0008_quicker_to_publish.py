"""Fewer indexes for a publication to write: those that another one begins with, and over what is never looked up.

On PostgreSQL, the counts of a scope are packed in a way that is quicker to unpack and pack again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from progress import compression

INDEXES = {
    "progress_progressreport_commitment_id_185ea98f": ("progress_progressreport", "commitment_id"),
    "progress_progressreport_organisation_id_12c621ec": ("progress_progressreport", "organisation_id"),
    "progress_progressreport_published_by_id_3ca91647": ("progress_progressreport", "published_by_id"),
    "progress_progressreport_retracted_by_id_89340157": ("progress_progressreport", "retracted_by_id"),
    "progress_progressreport_returned_by_id_9534ef8e": ("progress_progressreport", "returned_by_id"),
    "progress_progressreport_sign_off_requested_by_id_f8e827b0": ("progress_progressreport", "sign_off_requested_by_id"),
    "progress_progressreport_signed_off_by_id_01b3ef04": ("progress_progressreport", "signed_off_by_id"),
    "progress_progressreport_submitted_by_id_225119fb": ("progress_progressreport", "submitted_by_id"),
    "progress_reportevent_report_id_e32edaa9": ("progress_reportevent", "report_id"),
    "progress_standing_commitment_id_be957e1c": ("progress_standing", "commitment_id"),
}


def pack_by_lz4(apps, schema_editor):
    """Where the server knows how; what is packed already stays as it is until it changes."""
    compression.choose(schema_editor.connection)


def pack_as_usual(apps, schema_editor):
    """As the server packs everything else."""
    compression.choose(schema_editor.connection, "default")


def drop_indexes(apps, schema_editor):
    """By name: altering the field would take the partial constraint over the same column along."""
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


def restore_indexes(apps, schema_editor):
    """As they were."""
    for name, (table, column) in INDEXES.items():
        schema_editor.execute(f"CREATE INDEX {name} ON {table} ({column})")


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0007_list_standings_by_title_and_state"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="reportevent",
            name="hash",
            field=models.CharField(max_length=64),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_indexes, restore_indexes)],
            state_operations=[
                migrations.AlterField(
                    model_name="progressreport",
                    name="commitment",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="stakeholders.commitment",
                        verbose_name="commitment",
                    ),
                ),
                migrations.AlterField(
                    model_name="progressreport",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="stakeholders.organisation",
                        verbose_name="organisation",
                    ),
                ),
                *[
                    migrations.AlterField(
                        model_name="progressreport",
                        name=f"{step}_by",
                        field=models.ForeignKey(
                            blank=True,
                            db_index=False,
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    )
                    for step in ("sign_off_requested", "signed_off", "submitted", "returned", "published", "retracted")
                ],
                migrations.AlterField(
                    model_name="reportevent",
                    name="report",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="progress.progressreport",
                    ),
                ),
                migrations.AlterField(
                    model_name="standing",
                    name="commitment",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to="stakeholders.commitment",
                    ),
                ),
            ],
        ),
        migrations.RunPython(pack_by_lz4, pack_as_usual),
    ]
