"""The backups that the worker has made."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('working', 'Under way'), ('done', 'Made'), ('failed', 'Failed')], default='working', editable=False, max_length=7, verbose_name='stage')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='started at')),
                ('finished_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ended at')),
                ('name', models.CharField(blank=True, editable=False, max_length=200, verbose_name='file')),
                ('size', models.PositiveBigIntegerField(default=0, editable=False, verbose_name='size in bytes')),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256')),
                ('encrypted', models.BooleanField(default=False, editable=False, verbose_name='encrypted')),
                ('proved', models.BooleanField(default=False, editable=False, verbose_name='restored in a test')),
                ('history_end', models.CharField(blank=True, editable=False, max_length=90, verbose_name='end of the history')),
                ('problem', models.TextField(blank=True, editable=False, verbose_name='problem')),
            ],
            options={
                'verbose_name': 'backup',
                'verbose_name_plural': 'backups',
                'ordering': ['-started_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'working')), fields=('state',), name='one_backup_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('state', 'working')), models.Q(('finished_at__isnull', False), ('state__in', ('done', 'failed'))), _connector='OR'), name='backup_dates_fit_the_state'), models.CheckConstraint(condition=models.Q(models.Q(('size__gt', 0), ('state', 'done'), models.Q(('name', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), models.Q(models.Q(('state', 'done'), _negated=True), ('name', ''), ('proved', False), ('sha256', ''), ('size', 0)), _connector='OR'), name='backup_has_a_file_when_done'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('problem', ''), _negated=True), _connector='OR'), name='backup_failed_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('problem', ''), ('proved', True)), models.Q(('proved', False), models.Q(('problem', ''), _negated=True)), _connector='OR'), name='backup_is_proved_or_says_why_not')],
            },
        ),
    ]
