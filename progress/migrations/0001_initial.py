"""The tables of progress, and how PostgreSQL finds some of them."""

import datetime
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import names.lines
import progress.models.choices
import progress.models.evidence
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from progress import open_index


def make_open_index(apps, schema_editor):
    open_index.make(schema_editor.connection)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('outbox', '0001_initial'),
        ('stakeholders', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarAddress',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='calendar_address', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField(editable=False, verbose_name='made')),
            ],
            options={
                'verbose_name': 'calendar address',
                'verbose_name_plural': 'calendar addresses',
            },
        ),
        migrations.CreateModel(
            name='ProgressReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round_ends_on', models.DateField(blank=True, null=True, verbose_name='round')),
                ('kind', models.CharField(choices=[('update', 'Report'), ('no_change', 'No significant change')], default='update', editable=False, max_length=10, verbose_name='kind')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('covers_until', models.DateField(verbose_name='situation on')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish'), ('ar', 'Arabic')], default='en', max_length=8, verbose_name='language of the report')),
                ('implementation_status', models.CharField(choices=[('not_started', 'Not started'), ('in_progress', 'In progress'), ('completed', 'Completed'), ('withdrawn', 'Withdrawn'), ('superseded', 'Superseded')], max_length=12, verbose_name='implementation status')),
                ('health', models.CharField(choices=[('on_track', 'On track'), ('at_risk', 'At risk'), ('off_track', 'Off track'), ('blocked', 'Blocked, needs help')], max_length=10, verbose_name='outlook')),
                ('help_kind', models.CharField(blank=True, choices=progress.models.choices.help_choices, max_length=12, verbose_name='what kind of help')),
                ('help_needed', models.TextField(blank=True, verbose_name='what would help')),
                ('percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='percentage complete')),
                ('narrative', models.TextField(blank=True, verbose_name='what was done')),
                ('barrier_kinds', models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, verbose_name='kinds of barrier')),
                ('barriers', models.TextField(blank=True, verbose_name='barriers')),
                ('next_steps', models.TextField(blank=True, verbose_name='next steps')),
                ('evidence_links', models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
                ('evidence_documents', models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
                ('review_state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned for changes'), ('published', 'Published'), ('retracted', 'Retracted')], default='draft', editable=False, max_length=10, verbose_name='review stage')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('sign_off_requested_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('signed_off_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('sent_back_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('sent_back_reason', models.TextField(blank=True, editable=False)),
                ('submitted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('returned_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('returned_reason', models.TextField(blank=True, editable=False)),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('retracted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('retracted_reason', models.TextField(blank=True, editable=False, verbose_name='public reason for retraction')),
                ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='reports_written', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'progress report',
                'verbose_name_plural': 'progress reports',
                'ordering': ['-covers_until', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assessed_completion', models.CharField(choices=[('no_evidence', 'No evidence'), ('not_started', 'Not started'), ('limited', 'Limited'), ('substantial', 'Substantial'), ('complete', 'Complete')], max_length=12, verbose_name='completion')),
                ('rationale', models.TextField(verbose_name='rationale')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish'), ('ar', 'Arabic')], default='en', max_length=8, verbose_name='language')),
                ('assessed_on', models.DateField(verbose_name='assessed on')),
                ('signed_name', models.CharField(help_text='Everyone can read this.', max_length=120, validators=[names.lines.single_line], verbose_name='your name')),
                ('signed_function', models.CharField(help_text='For example: curator, secretariat. Everyone can read this.', max_length=200, validators=[names.lines.single_line], verbose_name='your function')),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('answer', models.TextField(blank=True, verbose_name='answer of the organisation')),
                ('answer_language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish'), ('ar', 'Arabic')], default='en', max_length=8, verbose_name='language of the answer')),
                ('answered_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('withdrawn_reason', models.TextField(blank=True, editable=False, verbose_name='public reason')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('answered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to=settings.AUTH_USER_MODEL, verbose_name='assessor')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='stakeholders.commitment', verbose_name='commitment')),
                ('corrects', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='progress.assessment')),
                ('withdrawn_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'assessment',
                'verbose_name_plural': 'assessments',
                'ordering': ['-assessed_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AssessorGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateField(verbose_name='last day')),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('commitments', models.ManyToManyField(related_name='assessor_grants', to='stakeholders.commitment', verbose_name='commitments')),
                ('ended_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='assessor_grant', to='accounts.invitation')),
                ('user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='assessor_grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'invited assessor',
                'verbose_name_plural': 'invited assessors',
                'ordering': ['-given_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('link', 'Link'), ('file', 'File')], editable=False, max_length=4, verbose_name='kind')),
                ('title', models.CharField(max_length=200, validators=[names.lines.single_line], verbose_name='title')),
                ('url', models.URLField(blank=True, max_length=2000, verbose_name='address')),
                ('file', models.FileField(blank=True, max_length=120, upload_to=progress.models.evidence.storage_name, verbose_name='file')),
                ('file_name', models.CharField(blank=True, editable=False, max_length=150, verbose_name='file name')),
                ('content_type', models.CharField(blank=True, editable=False, max_length=100)),
                ('size', models.PositiveBigIntegerField(blank=True, editable=False, null=True, verbose_name='size in bytes')),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256')),
                ('received_sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256 as received')),
                ('cleaning_problem', models.CharField(blank=True, choices=[('locked', 'It is protected with a password.'), ('signed', 'It is signed, and a change would break the signature.'), ('holds_files', 'It contains other files.'), ('damaged', 'It is damaged, or made in an unusual way.'), ('unknown_part', 'It contains moving pictures, or pictures of an unusual kind.')], editable=False, max_length=12, verbose_name='why hidden details are still in it')),
                ('dated_on', models.DateField(blank=True, null=True, verbose_name='date of the evidence')),
                ('dated_precision', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('year', 'year')], default='day', max_length=5, verbose_name='precision of that date')),
                ('language', models.CharField(blank=True, max_length=8, verbose_name='language')),
                ('audience', models.CharField(choices=[('public', 'Everyone'), ('reviewers', 'Only curators and the organisation')], default='public', max_length=10, verbose_name='who can see it')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('added_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='evidence_added', to=settings.AUTH_USER_MODEL)),
                ('revises', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='revised_by', to='progress.evidence')),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
                'ordering': ['report', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FileScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(blank=True, db_index=True, default=django.utils.timezone.now, editable=False, null=True)),
                ('attempts', models.PositiveIntegerField(default=0, editable=False)),
                ('state', models.CharField(choices=[('waiting', 'Not scanned for viruses yet'), ('clean', 'No virus found'), ('infected', 'A virus was found'), ('failed', 'The virus scanner could not scan it yet; it tries again')], default='waiting', editable=False, max_length=8)),
                ('said', models.CharField(blank=True, editable=False, max_length=200)),
                ('scanned_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('signatures', models.CharField(blank=True, editable=False, max_length=80)),
                ('evidence', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='scan', to='progress.evidence')),
            ],
            options={
                'verbose_name': 'virus scan',
                'verbose_name_plural': 'virus scans',
            },
        ),
        migrations.CreateModel(
            name='HistoricalReportingPeriod',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(db_index=True, max_length=80, validators=[names.lines.single_line], verbose_name='name')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('due_on', models.DateField(verbose_name='reports due')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('open', 'Open'), ('closed', 'Closed')], default='planned', max_length=8, verbose_name='stage')),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical reporting period',
                'verbose_name_plural': 'historical reporting periods',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoryHead',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'end of the history',
                'verbose_name_plural': 'end of the history',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='history_has_one_head')],
            },
        ),
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(blank=True, db_index=True, default=django.utils.timezone.now, editable=False, null=True)),
                ('attempts', models.PositiveIntegerField(default=0, editable=False)),
                ('state', models.CharField(choices=[('waiting', 'Not checked yet'), ('reachable', 'Reachable'), ('failing', 'Not reachable at the last check'), ('dead', 'No longer reachable')], default='waiting', editable=False, max_length=9)),
                ('host', models.CharField(db_index=True, editable=False, max_length=255)),
                ('asking', models.CharField(editable=False, max_length=255, null=True, unique=True)),
                ('checked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('status', models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                ('problem', models.CharField(blank=True, choices=[('status', 'The server reports that the page does not exist, or that it has a fault.'), ('unresolved', "Nobody knows this server's name."), ('private', 'The address leads into a private network.'), ('port', 'The address asks for a port that is not for web pages.'), ('redirects', 'The server sends its visitors in circles.'), ('certificate', "The server's certificate is not valid for this address."), ('slow', 'The server did not answer in time.'), ('broken', 'The server could not be reached, or broke off.')], editable=False, max_length=11)),
                ('failing_since', models.DateTimeField(blank=True, editable=False, null=True)),
                ('seen_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('seen_address', models.CharField(blank=True, editable=False, max_length=2000)),
                ('seen_title', models.CharField(blank=True, editable=False, max_length=200)),
                ('seen_type', models.CharField(blank=True, editable=False, max_length=100)),
                ('seen_size', models.PositiveBigIntegerField(blank=True, editable=False, null=True)),
                ('evidence', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='link_check', to='progress.evidence')),
            ],
            options={
                'verbose_name': 'link check',
                'verbose_name_plural': 'link checks',
            },
        ),
        migrations.CreateModel(
            name='Nudge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='when')),
                ('reason', models.TextField(verbose_name='why')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'reminder by a curator',
                'verbose_name_plural': 'reminders by curators',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='NudgedPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='day')),
                ('message', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='outbox.message')),
                ('nudge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='progress.nudge')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nudges', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'person reminded by a curator',
                'verbose_name_plural': 'people reminded by curators',
                'ordering': ['user__name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='NudgedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stakeholders.commitment')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stakeholders.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='progress.nudgedperson')),
            ],
            options={
                'verbose_name': 'report asked for by a curator',
                'verbose_name_plural': 'reports asked for by curators',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PlannedDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='day')),
                ('planned_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('message', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='outbox.message')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'planned digest',
                'verbose_name_plural': 'planned digests',
                'ordering': ['-on'],
            },
        ),
        migrations.CreateModel(
            name='Preview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(blank=True, db_index=True, default=django.utils.timezone.now, editable=False, null=True)),
                ('attempts', models.PositiveIntegerField(default=0, editable=False)),
                ('state', models.CharField(choices=[('waiting', 'The preview is being made'), ('ready', 'There is a preview'), ('failed', 'No preview could be made')], default='waiting', editable=False, max_length=7)),
                ('reason', models.CharField(blank=True, editable=False, max_length=200)),
                ('file', models.FileField(blank=True, editable=False, max_length=120, upload_to='')),
                ('width', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('height', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('evidence', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='preview', to='progress.evidence')),
            ],
            options={
                'verbose_name': 'preview',
                'verbose_name_plural': 'previews',
            },
        ),
        migrations.CreateModel(
            name='ReviewClaim',
            fields=[
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='review_claim', serialize=False, to='progress.progressreport')),
                ('opened_at', models.DateTimeField(verbose_name='opened')),
                ('until', models.DateTimeField(verbose_name='until')),
            ],
            options={
                'verbose_name': 'report opened for review',
                'verbose_name_plural': 'reports opened for review',
            },
        ),
        migrations.AddField(
            model_name='progressreport',
            name='carried_evidence',
            field=models.ManyToManyField(blank=True, editable=False, related_name='carried_by', to='progress.evidence'),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='commitment',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='stakeholders.commitment', verbose_name='commitment'),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='stakeholders.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='published_by',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='retracted_by',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='returned_by',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='sent_back_by',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='sign_off_requested_by',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='signed_off_by',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='submitted_by',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='supersedes',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='progress.progressreport'),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='updated_by',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='IndicatorValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='value')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='stakeholders.indicator')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicator_values', to='progress.progressreport')),
            ],
            options={
                'verbose_name': 'indicator value',
                'verbose_name_plural': 'indicator values',
            },
        ),
        migrations.AddField(
            model_name='evidence',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='progress.progressreport', verbose_name='report'),
        ),
        migrations.CreateModel(
            name='CommitmentStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(db_default='', default='', max_length=200, verbose_name='title')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='until')),
                ('visibility', models.CharField(choices=[('public', 'Public'), ('aggregate', 'Counted in the total only'), ('private', 'Private')], max_length=10)),
                ('implementation_status', models.CharField(blank=True, choices=[('not_started', 'Not started'), ('in_progress', 'In progress'), ('completed', 'Completed'), ('withdrawn', 'Withdrawn'), ('superseded', 'Superseded')], max_length=12)),
                ('health', models.CharField(blank=True, choices=[('on_track', 'On track'), ('at_risk', 'At risk'), ('off_track', 'Off track'), ('blocked', 'Blocked, needs help')], max_length=10)),
                ('percent', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('reported_on', models.DateField(blank=True, null=True, verbose_name='last reported on')),
                ('reports', models.PositiveIntegerField(default=0, verbose_name='progress reports')),
                ('evidence_strength', models.CharField(choices=[('none', 'No evidence'), ('link', 'One link'), ('document', 'One document'), ('several', 'Several pieces of evidence')], default='none', max_length=10)),
                ('evidence_count', models.PositiveIntegerField(default=0)),
                ('assessed_completion', models.CharField(blank=True, choices=[('no_evidence', 'No evidence'), ('not_started', 'Not started'), ('limited', 'Limited'), ('substantial', 'Substantial'), ('complete', 'Complete')], max_length=12)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('scopes', models.JSONField(default=list, help_text='What this row is counted in: keys such as edition:1 and area:3.')),
                ('report_counts', models.JSONField(default=dict)),
                ('commitment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='statuses', to='stakeholders.commitment')),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='progress.progressreport')),
            ],
            options={
                'verbose_name': 'commitment status',
                'verbose_name_plural': 'commitment statuses',
                'ordering': ['commitment', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='PublicVersion',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(default=0)),
                ('catalogue', models.PositiveBigIntegerField(db_default=0, default=0)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'public version',
                'verbose_name_plural': 'public version',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='public_version_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='ReadyReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, validators=[names.lines.single_line], verbose_name='short name')),
                ('text', models.TextField(max_length=4000, verbose_name='reason')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('curator', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ready_reasons', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'ready-made reason',
                'verbose_name_plural': 'ready-made reasons',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ReasonDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=4000, verbose_name='reason')),
                ('curator', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='progress.progressreport')),
            ],
            options={
                'verbose_name': 'reason in preparation',
                'verbose_name_plural': 'reasons in preparation',
            },
        ),
        migrations.CreateModel(
            name='ReportEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveBigIntegerField(unique=True)),
                ('action', models.CharField(choices=[('create', 'Draft created'), ('ask_sign_off', 'Sign-off asked for'), ('sign_off', 'Signed off'), ('send_back', 'Returned by the focal point'), ('submit', 'Submitted'), ('return', 'Returned for changes'), ('publish', 'Published'), ('retract', 'Retracted'), ('show_file', 'File made visible to everyone'), ('discard', 'Draft deleted'), ('take_back', 'Taken back'), ('assess', 'Assessed'), ('answer', 'Assessment answered'), ('withdraw', 'Assessment withdrawn'), ('correct', 'Assessment corrected'), ('change', 'Commitment changed in public'), ('merge', 'Organisations merged'), ('erase', 'Name erased'), ('unmerge', 'Merge of organisations undone')], max_length=12, verbose_name='what')),
                ('from_state', models.CharField(blank=True, choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned for changes'), ('published', 'Published'), ('retracted', 'Retracted')], max_length=10)),
                ('to_state', models.CharField(blank=True, choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned for changes'), ('published', 'Published'), ('retracted', 'Retracted')], max_length=10)),
                ('at', models.DateTimeField(verbose_name='when')),
                ('reason', models.TextField(blank=True, verbose_name='why')),
                ('through', models.CharField(blank=True, choices=[('link', 'Through the link in the email'), ('token', 'Through an access token'), ('sheet', 'Through the spreadsheet'), ('file', 'Recorded by a curator from a file')], max_length=5, verbose_name='by which way')),
                ('through_name', models.CharField(blank=True, max_length=80)),
                ('reason_digest', models.CharField(blank=True, db_default='', default='', max_length=64)),
                ('content_digest', models.CharField(max_length=64)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('assessment', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='progress.assessment')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_events', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('commitment', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='stakeholders.commitment')),
                ('report', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='progress.progressreport')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'history',
                'ordering': ['sequence'],
            },
        ),
        migrations.CreateModel(
            name='ReportingPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, validators=[names.lines.single_line], verbose_name='name')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('due_on', models.DateField(verbose_name='reports due')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('open', 'Open'), ('closed', 'Closed')], default='planned', max_length=8, verbose_name='stage')),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False)),
            ],
            options={
                'verbose_name': 'reporting period',
                'verbose_name_plural': 'reporting periods',
                'ordering': ['-starts_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='period_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('ends_on'))), name='period_due_after_it_ends'), models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'open', 'closed'])), name='period_state_is_known')],
            },
        ),
        migrations.AddField(
            model_name='progressreport',
            name='period',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='progress.reportingperiod', verbose_name='reporting period'),
        ),
        migrations.CreateModel(
            name='ReportLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='until')),
                ('browser', models.CharField(blank=True, editable=False, max_length=64)),
                ('proven_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='second step taken')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stakeholders.commitment')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stakeholders.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_links', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'report link',
                'verbose_name_plural': 'report links',
                'ordering': ['-expires_at'],
            },
        ),
        migrations.CreateModel(
            name='Snooze',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateField(verbose_name='until')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stakeholders.commitment')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stakeholders.organisation')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='snoozes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'snoozed item',
                'verbose_name_plural': 'snoozed items',
                'ordering': ['until'],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('help_kind', models.CharField(blank=True, choices=progress.models.choices.help_choices, max_length=12, verbose_name='what kind of help')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='opened')),
                ('last_message_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='latest message')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='stakeholders.commitment')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='stakeholders.organisation')),
                ('report', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='thread', to='progress.progressreport')),
            ],
            options={
                'verbose_name': 'conversation',
                'verbose_name_plural': 'conversations',
                'ordering': ['opened_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ThreadMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_curators', models.BooleanField(default=False)),
                ('text', models.TextField(verbose_name='message')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='progress.thread')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['written_at', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['-published_at', '-id'], name='assessment_latest_published'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('assessed_completion__in', ['no_evidence', 'not_started', 'limited', 'substantial', 'complete'])), name='assessment_completion_is_known'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('rationale', ''), _negated=True), name='assessment_has_a_rationale'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_name', ''), _negated=True), models.Q(('signed_function', ''), _negated=True)), name='assessment_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='assessment_answered_at_with_by'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_reason', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='assessment_withdrawn_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='assessorgrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='assessor_grant_ended_at_with_by'),
        ),
        migrations.AddIndex(
            model_name='filescan',
            index=models.Index(condition=models.Q(('state__in', ('infected', 'failed'))), fields=['scanned_at'], name='scan_withholds'),
        ),
        migrations.AddIndex(
            model_name='filescan',
            index=models.Index(condition=models.Q(('state', 'clean')), fields=['scanned_at'], name='scan_clean_since'),
        ),
        migrations.AddConstraint(
            model_name='filescan',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'clean', 'infected', 'failed'])), name='scan_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='filescan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'infected'), _negated=True), models.Q(('said', ''), _negated=True), _connector='OR'), name='scan_infected_says_by_what'),
        ),
        migrations.AddIndex(
            model_name='linkcheck',
            index=models.Index(condition=models.Q(('state', 'dead')), fields=['failing_since'], name='link_is_dead'),
        ),
        migrations.AddConstraint(
            model_name='linkcheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failing_since__isnull', False), ('state__in', ('failing', 'dead'))), models.Q(('failing_since__isnull', True), ('state__in', ('waiting', 'reachable'))), _connector='OR'), name='link_fails_since_a_day'),
        ),
        migrations.AddConstraint(
            model_name='nudgedperson',
            constraint=models.UniqueConstraint(fields=('user', 'on'), name='nudge_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='planneddigest',
            constraint=models.UniqueConstraint(fields=('user', 'on'), name='digest_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='preview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('height__gt', 0), ('state', 'ready'), ('width__gt', 0), models.Q(('file', ''), _negated=True)), models.Q(models.Q(('state', 'ready'), _negated=True), ('file', ''), ('height', 0), ('width', 0)), _connector='OR'), name='preview_has_a_file_when_ready'),
        ),
        migrations.AddField(
            model_name='reviewclaim',
            name='curator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='review_claims', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='indicatorvalue',
            constraint=models.UniqueConstraint(fields=('report', 'indicator'), name='indicator_value_once_a_report'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('kind', 'link'), ('sha256', ''), ('size__isnull', True), models.Q(('url', ''), _negated=True)), models.Q(('kind', 'file'), ('size__isnull', False), ('url', ''), models.Q(('file', ''), _negated=True), models.Q(('sha256', ''), _negated=True), models.Q(('file_name', ''), _negated=True)), _connector='OR'), name='evidence_is_a_link_or_a_file'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'link'), ('received_sha256', '')), models.Q(('kind', 'file'), models.Q(('received_sha256', ''), _negated=True)), _connector='OR'), name='evidence_file_has_both_digests'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('cleaning_problem__in', ['', 'locked', 'signed', 'holds_files', 'damaged', 'unknown_part'])), name='evidence_problem_is_known'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['public', 'reviewers'])), name='evidence_audience_is_known'),
        ),
        migrations.AddIndex(
            model_name='commitmentstatus',
            index=models.Index(fields=['valid_from', 'valid_to'], name='status_by_days'),
        ),
        migrations.AddIndex(
            model_name='commitmentstatus',
            index=models.Index(condition=models.Q(('assessed_completion', 'complete')), fields=['valid_from', 'valid_to'], name='status_assessed_complete'),
        ),
        migrations.AddIndex(
            model_name='commitmentstatus',
            index=models.Index(condition=models.Q(('valid_to__isnull', True)), fields=['title', 'commitment'], name='status_now_by_title'),
        ),
        migrations.AddIndex(
            model_name='commitmentstatus',
            index=models.Index(django.db.models.functions.comparison.Coalesce('due_on', models.Value(datetime.date(9999, 12, 31))), models.F('commitment'), condition=models.Q(('valid_to__isnull', True)), name='status_now_by_due_date'),
        ),
        migrations.AddIndex(
            model_name='commitmentstatus',
            index=models.Index(django.db.models.functions.comparison.Coalesce('due_on', models.Value(datetime.date(1, 1, 1))), models.F('commitment'), condition=models.Q(('valid_to__isnull', True)), name='status_now_due_backwards'),
        ),
        migrations.AddIndex(
            model_name='commitmentstatus',
            index=models.Index(django.db.models.functions.comparison.Coalesce('reported_on', models.Value(datetime.date(9999, 12, 31))), models.F('commitment'), condition=models.Q(('valid_to__isnull', True)), name='status_now_by_report'),
        ),
        migrations.AddIndex(
            model_name='commitmentstatus',
            index=models.Index(django.db.models.functions.comparison.Coalesce('reported_on', models.Value(datetime.date(1, 1, 1))), models.F('commitment'), condition=models.Q(('valid_to__isnull', True)), name='status_now_report_backwards'),
        ),
        migrations.AddConstraint(
            model_name='commitmentstatus',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('commitment',), name='status_one_open_row'),
        ),
        migrations.AddConstraint(
            model_name='commitmentstatus',
            constraint=models.UniqueConstraint(fields=('commitment', 'valid_from'), name='status_one_row_a_day'),
        ),
        migrations.AddConstraint(
            model_name='commitmentstatus',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='status_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='commitmentstatus',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('health', ''), ('implementation_status', ''), ('report__isnull', True), ('reported_on__isnull', True)), models.Q(('report__isnull', False), ('reported_on__isnull', False), models.Q(('implementation_status', ''), _negated=True)), _connector='OR'), name='status_comes_from_a_report'),
        ),
        migrations.AddConstraint(
            model_name='commitmentstatus',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('health', ''), ('implementation_status__in', ['', 'completed', 'withdrawn', 'superseded'])), models.Q(models.Q(('health', ''), _negated=True), models.Q(('implementation_status__in', ['', 'completed', 'withdrawn', 'superseded']), _negated=True)), _connector='OR'), name='status_health_of_open_work'),
        ),
        migrations.AddConstraint(
            model_name='readyreason',
            constraint=models.UniqueConstraint(fields=('curator', 'name'), name='ready_reason_name_once'),
        ),
        migrations.AddConstraint(
            model_name='readyreason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='ready_reason_says_something'),
        ),
        migrations.AddConstraint(
            model_name='reasondraft',
            constraint=models.UniqueConstraint(fields=('curator', 'report'), name='reason_draft_once_a_report'),
        ),
        migrations.AddConstraint(
            model_name='reasondraft',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='reason_draft_is_not_empty'),
        ),
        migrations.AddIndex(
            model_name='reportevent',
            index=models.Index(fields=['report', 'sequence'], name='event_of_report'),
        ),
        migrations.AddIndex(
            model_name='reportevent',
            index=models.Index(condition=models.Q(('assessment__isnull', False)), fields=['assessment'], name='event_of_assessment'),
        ),
        migrations.AddIndex(
            model_name='reportevent',
            index=models.Index(condition=models.Q(('commitment__isnull', False)), fields=['commitment', 'sequence'], name='event_of_commitment'),
        ),
        migrations.AddConstraint(
            model_name='reportevent',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['create', 'ask_sign_off', 'sign_off', 'send_back', 'submit', 'return', 'publish', 'retract', 'show_file', 'discard', 'take_back', 'assess', 'answer', 'withdraw', 'correct', 'change', 'merge', 'erase', 'unmerge'])), name='event_action_is_known'),
        ),
        migrations.AddConstraint(
            model_name='reportevent',
            constraint=models.CheckConstraint(condition=models.Q(('through__in', ['', 'link', 'token', 'sheet', 'file'])), name='event_through_is_known'),
        ),
        migrations.AddConstraint(
            model_name='reportevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assessment__isnull', True), ('commitment__isnull', True), ('report__isnull', False)), models.Q(('assessment__isnull', False), ('commitment__isnull', True), ('report__isnull', True)), models.Q(('assessment__isnull', True), ('commitment__isnull', False), ('report__isnull', True)), _connector='OR'), name='event_is_about_one_thing'),
        ),
        migrations.AddIndex(
            model_name='progressreport',
            index=models.Index(fields=['commitment', '-covers_until', '-published_at'], name='report_latest_of_commitment'),
        ),
        migrations.AddIndex(
            model_name='progressreport',
            index=models.Index(condition=models.Q(('review_state', 'published')), fields=['-published_at', '-id'], name='report_latest_published'),
        ),
        migrations.AddIndex(
            model_name='progressreport',
            index=models.Index(condition=models.Q(('review_state', 'published')), fields=['-covers_until', '-id'], name='report_latest_covered'),
        ),
        migrations.AddIndex(
            model_name='progressreport',
            index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['-published_at', '-id'], name='report_by_publication'),
        ),
        migrations.AddIndex(
            model_name='progressreport',
            index=models.Index(condition=models.Q(('review_state', 'retracted')), fields=['-retracted_at'], name='report_retracted'),
        ),
        migrations.AddIndex(
            model_name='progressreport',
            index=models.Index(condition=models.Q(('review_state', 'submitted')), fields=['submitted_at'], name='report_review_queue'),
        ),
        migrations.AddIndex(
            model_name='progressreport',
            index=models.Index(fields=['organisation', 'review_state'], name='report_of_organisation'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['update', 'no_change'])), name='report_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('implementation_status__in', ['not_started', 'in_progress', 'completed', 'withdrawn', 'superseded'])), name='report_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('health__in', ['on_track', 'at_risk', 'off_track', 'blocked'])), name='report_health_is_known'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('review_state__in', ['draft', 'submitted', 'returned', 'published', 'retracted'])), name='report_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('percent__isnull', True), ('percent__lte', 100), _connector='OR'), name='report_percent_up_to_100'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('review_state__in', ['draft', 'returned']), models.Q(('health', 'blocked'), _negated=True), models.Q(('help_kind', ''), _negated=True), _connector='OR'), name='report_blocked_says_what_help'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('review_state__in', ['draft', 'returned']), ('kind', 'no_change'), models.Q(('narrative', ''), _negated=True), _connector='OR'), name='report_says_what_was_done'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('review_state', 'draft'), ('submitted_at__isnull', False), _connector='OR'), name='report_left_draft_by_submission'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('returned_at__isnull', False), ('review_state', 'returned'), models.Q(('returned_reason', ''), _negated=True)), models.Q(('review_state', 'returned'), _negated=True), _connector='OR'), name='report_returned_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('review_state__in', ['published', 'retracted'])), models.Q(('published_at__isnull', True), ('review_state__in', ['draft', 'submitted', 'returned'])), _connector='OR'), name='report_published_with_its_time'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('published_at__isnull', False), _connector='OR'), name='report_superseded_once_published'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retracted_at__isnull', False), ('review_state', 'retracted'), models.Q(('retracted_reason', ''), _negated=True)), models.Q(models.Q(('review_state', 'retracted'), _negated=True), ('retracted_at__isnull', True), ('retracted_reason', '')), _connector='OR'), name='report_retracted_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('published_by__isnull', True), models.Q(models.Q(('published_by', models.F('author')), _negated=True), models.Q(('published_by', models.F('submitted_by')), _negated=True)), _connector='OR'), name='report_published_by_other_eyes'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sign_off_requested_at__isnull', True), ('sign_off_requested_by__isnull', True)), models.Q(('sign_off_requested_at__isnull', False), ('sign_off_requested_by__isnull', False)), _connector='OR'), name='report_sign_off_requested_at_with_by'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_off_at__isnull', True), ('signed_off_by__isnull', True)), models.Q(('signed_off_at__isnull', False), ('signed_off_by__isnull', False)), _connector='OR'), name='report_signed_off_at_with_by'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_back_at__isnull', True), ('sent_back_by__isnull', True)), models.Q(('sent_back_at__isnull', False), ('sent_back_by__isnull', False)), _connector='OR'), name='report_sent_back_at_with_by'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('submitted_at__isnull', True), ('submitted_by__isnull', True)), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='report_submitted_at_with_by'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('returned_at__isnull', True), ('returned_by__isnull', True)), models.Q(('returned_at__isnull', False), ('returned_by__isnull', False)), _connector='OR'), name='report_returned_at_with_by'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('published_by__isnull', True)), models.Q(('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='report_published_at_with_by'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retracted_at__isnull', True), ('retracted_by__isnull', True)), models.Q(('retracted_at__isnull', False), ('retracted_by__isnull', False)), _connector='OR'), name='report_retracted_at_with_by'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('sent_back_at__isnull', True), models.Q(('sent_back_reason', ''), _negated=True), _connector='OR'), name='report_sent_back_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.UniqueConstraint(condition=models.Q(('review_state__in', ['draft', 'returned'])), fields=('commitment', 'organisation'), name='report_one_open_draft'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.UniqueConstraint(condition=models.Q(('review_state', 'published'), ('superseded_at__isnull', True)), fields=('commitment', 'organisation', 'round_ends_on'), name='report_one_current_a_round'),
        ),
        migrations.AddConstraint(
            model_name='snooze',
            constraint=models.UniqueConstraint(fields=('user', 'commitment', 'organisation'), name='snooze_once_an_item'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), ('report__isnull', True)), fields=('commitment', 'organisation'), name='thread_one_open_call_for_help'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='thread_closed_at_with_by'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(('report__isnull', True), ('help_kind', ''), _connector='OR'), name='thread_about_a_report_asks_for_no_help'),
        ),
        migrations.AddIndex(
            model_name='threadmessage',
            index=models.Index(fields=['thread', 'written_at'], name='message_of_thread'),
        ),
        migrations.AddConstraint(
            model_name='threadmessage',
            constraint=models.UniqueConstraint(fields=('thread', 'token'), name='message_once_a_form'),
        ),
        migrations.AddConstraint(
            model_name='threadmessage',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='message_has_a_text'),
        ),
        migrations.AddConstraint(
            model_name='reviewclaim',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('opened_at'))), name='claim_ends_later'),
        ),
        migrations.RunPython(make_open_index, migrations.RunPython.noop),
    ]
