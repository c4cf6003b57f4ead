"""The table of the log, and what each database searches its words by."""

import django.db.models.deletion
import search.sql
from django.conf import settings
from django.db import migrations, models


def add_index(apps, schema_editor) -> None:
    """GIN on PostgreSQL, FTS5 on SQLite."""
    search.sql.index_words("audit_entry", schema_editor.connection, parts=["curator_words"])


def drop_index(apps, schema_editor) -> None:
    """The other way round."""
    search.sql.drop_indexes(schema_editor.connection, "audit_entry")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('way', models.CharField(blank=True, choices=[('page', 'On a page'), ('admin', 'In the administration'), ('api', 'Through an access token'), ('mail_link', 'Through the link in the email'), ('sheet', 'Through the spreadsheet'), ('site', 'By the site itself')], max_length=9, verbose_name='how')),
                ('action', models.CharField(max_length=30, verbose_name='what')),
                ('kind', models.CharField(max_length=60)),
                ('key', models.CharField(blank=True, max_length=60)),
                ('label', models.CharField(blank=True, max_length=300)),
                ('organisation', models.PositiveBigIntegerField(null=True)),
                ('reason', models.TextField(blank=True, verbose_name='why')),
                ('changes', models.JSONField(default=dict)),
                ('restricted', models.BooleanField(default=False)),
                ('words', search.sql.WordsField()),
                ('curator_words', models.GeneratedField(db_persist=True, expression=models.Case(models.When(restricted=False, then=models.F('words'))), output_field=search.sql.WordsField())),
                ('source', models.CharField(max_length=120, unique=True)),
                ('about', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'log entry',
                'verbose_name_plural': 'log entries',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['-at', '-id'], name='audit_by_time'), models.Index(condition=models.Q(('restricted', False)), fields=['-at', '-id'], name='audit_for_curators'), models.Index(fields=['way', '-at', '-id'], name='audit_by_way'), models.Index(fields=['key', 'kind', '-at', '-id'], name='audit_by_object'), models.Index(fields=['kind', '-at', '-id'], name='audit_by_kind'), models.Index(fields=['action', '-at', '-id'], name='audit_by_action'), models.Index(condition=models.Q(('organisation__isnull', False)), fields=['organisation', '-at', '-id'], name='audit_by_organisation')],
                'constraints': [models.CheckConstraint(condition=models.Q(('way__in', ['', 'page', 'admin', 'api', 'mail_link', 'sheet', 'site'])), name='audit_way_is_known')],
            },
        ),
        migrations.RunPython(add_index, drop_index),
    ]
