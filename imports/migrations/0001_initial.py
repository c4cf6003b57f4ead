"""The tables of imports."""

import django.db.models.deletion
import django.utils.timezone
import imports.models
import names.lines
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('stakeholders', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Mapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, validators=[names.lines.single_line], verbose_name='name')),
                ('kind', models.CharField(choices=imports.models.kind_choices, max_length=16, verbose_name='what the rows are')),
                ('columns_digest', models.CharField(editable=False, max_length=64)),
                ('settings', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='saved')),
                ('saved_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'mapping of columns',
                'verbose_name_plural': 'mappings of columns',
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'name'), name='mapping_name_once_a_kind'), models.CheckConstraint(condition=models.Q(('kind__in', ['recommendations', 'organisations', 'commitments', 'reports'])), name='mapping_kind_is_known')],
            },
        ),
        migrations.CreateModel(
            name='KnownKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, validators=[names.lines.single_line])),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stakeholders.commitment')),
                ('mapping', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='known_keys', to='imports.mapping')),
            ],
            options={
                'verbose_name': 'key of another list',
                'verbose_name_plural': 'keys of other lists',
                'constraints': [models.UniqueConstraint(fields=('mapping', 'key'), name='known_key_once_a_mapping')],
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=imports.models.kind_choices, max_length=16, verbose_name='what the rows are')),
                ('state', models.CharField(choices=[('preparing', 'In preparation'), ('waiting', 'Waiting for its turn'), ('working', 'Under way'), ('previewed', 'Waiting for a decision'), ('applied', 'Imported'), ('undone', 'Undone'), ('discarded', 'Discarded')], default='preparing', max_length=10, verbose_name='stage')),
                ('file', models.FileField(max_length=120, upload_to=imports.models.storage_name, verbose_name='file')),
                ('file_name', models.CharField(editable=False, max_length=150, verbose_name='file name')),
                ('size', models.PositiveBigIntegerField(editable=False, verbose_name='size in bytes')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256')),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='uploaded')),
                ('choices', models.JSONField(default=dict, editable=False)),
                ('found', models.JSONField(default=dict, editable=False)),
                ('settings', models.JSONField(default=dict, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('task', models.CharField(blank=True, choices=[('read', 'Read the file'), ('preview', 'Preview'), ('apply', 'Apply'), ('undo', 'Undo')], editable=False, max_length=8)),
                ('language', models.CharField(default='en', editable=False, max_length=8)),
                ('asked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('started_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('done', models.PositiveIntegerField(default=0, editable=False)),
                ('note', models.TextField(blank=True, editable=False)),
                ('counts', models.JSONField(default=dict, editable=False)),
                ('losses', models.PositiveIntegerField(default=0, editable=False)),
                ('loss_rows', models.PositiveIntegerField(default=0, editable=False)),
                ('fingerprint', models.CharField(blank=True, editable=False, max_length=64)),
                ('reason', models.TextField(blank=True, editable=False, verbose_name='reason')),
                ('applied_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='imported')),
                ('discarded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='discarded')),
                ('undo_reason', models.TextField(blank=True, editable=False, verbose_name='why it was undone')),
                ('undone_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='undone')),
                ('applied_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='imported by')),
                ('asked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('discarded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='discarded by')),
                ('prepared_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='prepared by')),
                ('undone_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
                ('uploaded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                ('mapping', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='imports', to='imports.mapping')),
            ],
            options={
                'verbose_name': 'import of a table',
                'verbose_name_plural': 'imports of tables',
                'ordering': ['-uploaded_at', '-pk'],
                'indexes': [models.Index(fields=['-uploaded_at', '-id'], name='import_newest_first')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['recommendations', 'organisations', 'commitments', 'reports'])), name='import_kind_is_known'), models.CheckConstraint(condition=models.Q(('state__in', ['preparing', 'waiting', 'working', 'previewed', 'applied', 'undone', 'discarded'])), name='import_state_is_known'), models.CheckConstraint(condition=models.Q(('task__in', ['', 'read', 'preview', 'apply', 'undo'])), name='import_task_is_known'), models.UniqueConstraint(condition=models.Q(('state', 'working')), fields=('state',), name='import_one_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['waiting', 'working']), models.Q(('task', ''), _negated=True)), models.Q(models.Q(('state__in', ['waiting', 'working']), _negated=True), ('task', '')), _connector='OR'), name='import_works_on_a_task'), models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', True), ('applied_by__isnull', True)), models.Q(('applied_at__isnull', False), ('applied_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='import_applied_at_with_by_and_reason'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undo_reason', ''), _negated=True)), _connector='OR'), name='import_undone_at_with_by_and_reason'), models.CheckConstraint(condition=models.Q(models.Q(('discarded_at__isnull', False), ('state', 'discarded')), models.Q(models.Q(('state', 'discarded'), _negated=True), ('discarded_at__isnull', True), ('discarded_by__isnull', True)), _connector='OR'), name='import_discarded_with_its_time'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['commitments', 'reports']), _negated=True), ('applied_by__isnull', True), models.Q(models.Q(('applied_by', models.F('uploaded_by')), _negated=True), models.Q(('prepared_by__isnull', True), models.Q(('applied_by', models.F('prepared_by')), _negated=True), _connector='OR')), _connector='OR'), name='import_published_by_other_eyes')],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='row')),
                ('outcome', models.CharField(choices=[('new', 'New'), ('changed', 'Changed'), ('same', 'The same'), ('rejected', 'Rejected'), ('duplicate', 'Duplicates')], max_length=9, verbose_name='outcome')),
                ('title', models.TextField(blank=True)),
                ('data', models.JSONField(default=dict)),
                ('differences', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list)),
                ('duplicate_of', models.PositiveIntegerField(blank=True, null=True)),
                ('written', models.JSONField(default=list)),
                ('left', models.TextField(blank=True)),
                ('upload', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.import')),
            ],
            options={
                'verbose_name': 'row of an import',
                'verbose_name_plural': 'rows of imports',
                'ordering': ['upload', 'number'],
                'indexes': [models.Index(fields=['upload', 'outcome', 'number'], name='import_row_by_outcome')],
                'constraints': [models.UniqueConstraint(fields=('upload', 'number'), name='import_row_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['new', 'changed', 'same', 'rejected', 'duplicate'])), name='import_row_outcome_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'duplicate'), _negated=True), ('duplicate_of__isnull', False), _connector='OR'), name='import_row_duplicate_of_another')],
            },
        ),
    ]
