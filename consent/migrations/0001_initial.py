"""The tables of consent, the four categories, what the site stores, and the first notice in four languages."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from consent import seeding


def write(apps, schema_editor):
    seeding.seed(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('key', models.CharField(choices=[('functional', 'Functional'), ('preferences', 'Preferences'), ('statistics', 'Statistics'), ('marketing', 'Marketing')], max_length=11, primary_key=True, serialize=False, verbose_name='key')),
                ('order', models.PositiveSmallIntegerField(unique=True, verbose_name='order')),
                ('required', models.BooleanField(default=False, verbose_name='always active')),
            ],
            options={
                'verbose_name': 'category',
                'verbose_name_plural': 'categories',
                'ordering': ['order'],
                'constraints': [models.CheckConstraint(condition=models.Q(('key__in', ('functional', 'preferences', 'statistics', 'marketing'))), name='consent_category_is_one_of_four'), models.CheckConstraint(condition=models.Q(models.Q(('key', 'functional'), ('required', True)), models.Q(models.Q(('key', 'functional'), _negated=True), ('required', False)), _connector='OR'), name='consent_only_functional_is_required')],
            },
        ),
        migrations.CreateModel(
            name='DeclaredItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(help_text='A short name that never changes.', unique=True, verbose_name='key')),
                ('kind', models.CharField(choices=[('cookie', 'Cookie'), ('local', 'Local storage'), ('session', 'Session storage'), ('idb', 'Database in the browser'), ('pixel', 'Count of a visit')], default='cookie', max_length=7, verbose_name='kind')),
                ('name', models.CharField(help_text='As the browser shows it; * stands for any text.', max_length=120, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]', code='one_line', inverse_match=True, message='Write this on one line, without tabs or hidden characters.')], verbose_name='name')),
                ('domain', models.CharField(blank=True, help_text="Empty: this site's own host.", max_length=253, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]', code='one_line', inverse_match=True, message='Write this on one line, without tabs or hidden characters.')], verbose_name='domain')),
                ('path', models.CharField(default='/', max_length=200, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]', code='one_line', inverse_match=True, message='Write this on one line, without tabs or hidden characters.')], verbose_name='path')),
                ('provider', models.CharField(blank=True, help_text='Empty: the controller.', max_length=200, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]', code='one_line', inverse_match=True, message='Write this on one line, without tabs or hidden characters.')], verbose_name='provider')),
                ('lifetime', models.CharField(blank=True, choices=[('none', 'Nothing stays on the device'), ('session', 'Until the browser is closed'), ('fixed', 'For a fixed time'), ('until_removed', 'Until you remove it')], max_length=13, verbose_name='lifetime')),
                ('lifetime_seconds', models.PositiveIntegerField(blank=True, null=True, verbose_name='lifetime in seconds')),
                ('data_types', models.JSONField(blank=True, null=True, verbose_name='kinds of data')),
                ('third_parties', models.JSONField(blank=True, null=True, verbose_name='recipients besides the controller')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='consent.category', verbose_name='category')),
            ],
            options={
                'verbose_name': 'declared item',
                'verbose_name_plural': 'declared items',
                'ordering': ['category__order', 'kind', 'name'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'name', 'domain', 'path'), name='consent_item_declared_once'), models.CheckConstraint(condition=models.Q(models.Q(('lifetime', 'fixed'), ('lifetime_seconds__isnull', False), ('lifetime_seconds__gt', 0)), models.Q(models.Q(('lifetime', 'fixed'), _negated=True), ('lifetime_seconds__isnull', True)), _connector='OR'), name='consent_item_fixed_lifetime_has_seconds')],
            },
        ),
        migrations.CreateModel(
            name='DeclaredItemText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('purpose', models.TextField(max_length=500, verbose_name='purpose')),
                ('data', models.TextField(max_length=500, verbose_name='data')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='consent.declareditem')),
            ],
            options={
                'verbose_name': 'words on a declared item',
                'verbose_name_plural': 'words on declared items',
                'ordering': ['item', 'language'],
                'constraints': [models.UniqueConstraint(fields=('item', 'language'), name='consent_item_text_per_language')],
            },
        ),
        migrations.CreateModel(
            name='LogHead',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(default=0)),
                ('digest', models.CharField(max_length=64)),
                ('purged_number', models.PositiveBigIntegerField(default=0)),
                ('purged_digest', models.CharField(max_length=64)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='consent_log_has_one_head'), models.CheckConstraint(condition=models.Q(('purged_number__lte', models.F('number'))), name='consent_log_purged_not_past_its_end')],
            },
        ),
        migrations.CreateModel(
            name='NoticeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(blank=True, editable=False, null=True, unique=True, verbose_name='number')),
                ('controller', models.CharField(max_length=200, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]', code='one_line', inverse_match=True, message='Write this on one line, without tabs or hidden characters.')], verbose_name='controller')),
                ('meaning_unchanged', models.BooleanField(default=False, help_text='Tick only when every purpose means exactly what it meant before. Otherwise whoever agreed is asked again.', verbose_name='only the wording differs')),
                ('reason', models.CharField(blank=True, max_length=300, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]', code='one_line', inverse_match=True, message='Write this on one line, without tabs or hidden characters.')], verbose_name='why this version')),
                ('material', models.JSONField(default=dict, editable=False)),
                ('material_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('asks_since', models.JSONField(default=dict, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published')),
                ('published_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'ordering': ['-number', '-pk'],
                'permissions': [('publish_notice', 'Can publish a consent notice')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('material_hash', ''), ('number__isnull', True), ('published_at__isnull', True)), models.Q(('number__isnull', False), ('number__gte', 1), ('published_at__isnull', False), models.Q(('material_hash', ''), _negated=True)), _connector='OR'), name='consent_notice_published_whole_or_not'), models.CheckConstraint(condition=models.Q(('published_by__isnull', True), ('published_at__isnull', False), _connector='OR'), name='consent_notice_published_by_only_if_published')],
            },
        ),
        migrations.CreateModel(
            name='NoticeText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('title', models.CharField(max_length=120, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]', code='one_line', inverse_match=True, message='Write this on one line, without tabs or hidden characters.')], verbose_name='title')),
                ('summary', models.TextField(max_length=500, verbose_name='short text (banner)')),
                ('introduction', models.TextField(max_length=2000, verbose_name='introduction (page)')),
                ('withdrawal', models.TextField(max_length=1000, verbose_name='how to withdraw')),
                ('rights', models.TextField(max_length=2000, verbose_name='your rights')),
                ('accept_label', models.CharField(max_length=60, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]', code='one_line', inverse_match=True, message='Write this on one line, without tabs or hidden characters.')], verbose_name='button: accept all')),
                ('refuse_label', models.CharField(max_length=60, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]', code='one_line', inverse_match=True, message='Write this on one line, without tabs or hidden characters.')], verbose_name='button: refuse all')),
                ('save_label', models.CharField(max_length=60, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]', code='one_line', inverse_match=True, message='Write this on one line, without tabs or hidden characters.')], verbose_name='button: save')),
                ('choose_label', models.CharField(max_length=60, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]', code='one_line', inverse_match=True, message='Write this on one line, without tabs or hidden characters.')], verbose_name='link: choose')),
                ('categories', models.JSONField(default=dict, verbose_name='categories')),
                ('items', models.JSONField(default=list, editable=False)),
                ('digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='consent.noticeversion')),
            ],
            options={
                'verbose_name': 'words of a notice',
                'verbose_name_plural': 'words of notices',
                'ordering': ['notice', 'language'],
                'constraints': [models.UniqueConstraint(fields=('notice', 'language'), name='consent_notice_text_per_language')],
            },
        ),
        migrations.CreateModel(
            name='DailyCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('answers', models.PositiveIntegerField(default=0, verbose_name='answers')),
                ('refused_all', models.PositiveIntegerField(default=0, verbose_name='refused all')),
                ('preferences', models.PositiveIntegerField(default=0, verbose_name='accepted preferences')),
                ('statistics', models.PositiveIntegerField(default=0, verbose_name='accepted statistics')),
                ('marketing', models.PositiveIntegerField(default=0, verbose_name='accepted marketing')),
                ('withdrawals', models.PositiveIntegerField(default=0, verbose_name='withdrawals')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='consent.noticeversion', verbose_name='notice')),
            ],
            options={
                'verbose_name': 'answers of a day',
                'verbose_name_plural': 'answers by day',
                'ordering': ['-day', 'notice', 'language'],
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(fields=('day', 'notice', 'language'), name='consent_count_once_a_day'), models.CheckConstraint(condition=models.Q(('refused_all__lte', models.F('answers'))), name='consent_count_refusals_within_answers')],
            },
        ),
        migrations.CreateModel(
            name='ConsentState',
            fields=[
                ('preferences', models.BooleanField(default=False, verbose_name='preferences')),
                ('statistics', models.BooleanField(default=False, verbose_name='statistics')),
                ('marketing', models.BooleanField(default=False, verbose_name='marketing')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='consent_state', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('gpc', models.BooleanField(default=False, verbose_name='made under Global Privacy Control')),
                ('decided_at', models.DateTimeField(verbose_name='decided')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.noticeversion')),
            ],
            options={
                'verbose_name': 'consent of an account',
                'verbose_name_plural': 'consents of accounts',
                'default_permissions': (),
                'indexes': [models.Index(fields=['expires_at'], name='consent_state_expires')],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('decided_at'))), name='consent_state_expires_after_decision')],
            },
        ),
        migrations.CreateModel(
            name='ConsentEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('preferences', models.BooleanField(default=False, verbose_name='preferences')),
                ('statistics', models.BooleanField(default=False, verbose_name='statistics')),
                ('marketing', models.BooleanField(default=False, verbose_name='marketing')),
                ('number', models.PositiveBigIntegerField(unique=True, verbose_name='number')),
                ('kind', models.CharField(choices=[('grant', 'Given'), ('refuse', 'Refused'), ('change', 'Changed'), ('withdraw', 'Withdrawn'), ('expire', 'Expired'), ('merge', 'Taken over at sign-in')], max_length=8, verbose_name='kind')),
                ('subject_kind', models.CharField(choices=[('account', 'Account'), ('receipt', 'Anonymous receipt')], max_length=7, verbose_name='whose')),
                ('subject', models.CharField(blank=True, db_index=True, max_length=64)),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('commitment', models.CharField(max_length=64)),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('way', models.CharField(help_text='Where it was chosen: banner, page, sign-in, timer.', max_length=10, verbose_name='way')),
                ('gpc', models.BooleanField(default=False, verbose_name='under Global Privacy Control')),
                ('recorded_at', models.DateTimeField(db_index=True, verbose_name='recorded')),
                ('idempotency_key', models.CharField(blank=True, max_length=64, null=True)),
                ('previous', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='link to the person erased')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.noticeversion', verbose_name='notice')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'log of consent',
                'ordering': ['-number'],
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('idempotency_key__isnull', False)), fields=('subject', 'idempotency_key'), name='consent_event_idempotency_key_once'), models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), models.Q(('subject', ''), _negated=True), models.Q(('salt', ''), _negated=True)), models.Q(('erased_at__isnull', False), ('idempotency_key__isnull', True), ('salt', ''), ('subject', '')), _connector='OR'), name='consent_event_erased_whole_or_not'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('withdraw', 'refuse')), ('marketing', False), ('preferences', False), ('statistics', False)), models.Q(('kind', 'grant'), models.Q(('marketing', False), ('preferences', False), ('statistics', False), _negated=True)), ('kind__in', ('change', 'expire', 'merge')), _connector='OR'), name='consent_event_kind_fits_choice'), models.CheckConstraint(condition=models.Q(models.Q(('subject_kind', 'receipt'), _negated=True), ('kind__in', ('grant', 'change', 'withdraw')), _connector='OR'), name='consent_event_no_row_for_anonymous_refusal'), models.CheckConstraint(condition=models.Q(('subject_kind__in', ('account', 'receipt'))), name='consent_event_subject_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='PageView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('path', models.CharField(max_length=200, verbose_name='page')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('referrer', models.CharField(blank=True, max_length=100, verbose_name='came from')),
                ('views', models.PositiveIntegerField(default=0, verbose_name='views')),
            ],
            options={
                'verbose_name': 'page views of a day',
                'verbose_name_plural': 'page views by day',
                'ordering': ['-day', 'path'],
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(fields=('day', 'path', 'language', 'referrer'), name='consent_page_view_once_a_day')],
            },
        ),
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
