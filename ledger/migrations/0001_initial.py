"""The tables of the ledger."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Cell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(blank=True, max_length=20)),
                ('health', models.CharField(blank=True, max_length=20)),
                ('evidence', models.CharField(blank=True, max_length=20)),
                ('freshness', models.CharField(blank=True, max_length=20)),
                ('overdue', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('status', 'health', 'evidence', 'freshness', 'overdue'), name='ledger_cell_once')],
            },
        ),
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('pk', models.CompositePrimaryKey('scope', 'month', 'cell_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('scope', models.CharField(max_length=80)),
                ('month', models.DateField(db_index=True)),
                ('n', models.IntegerField()),
                ('cell', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.cell')),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('pk', models.CompositePrimaryKey('scope', 'day', 'cell_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('scope', models.CharField(max_length=80)),
                ('day', models.DateField()),
                ('n', models.IntegerField()),
                ('cell', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.cell')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('n', 0)), fields=['day'], name='ledger_entry_of_nothing')],
            },
        ),
    ]
