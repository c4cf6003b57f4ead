"""The tables of identity."""

import django.core.validators
import django.db.models.deletion
import names.lines
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('digest', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('content', models.BinaryField()),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
            },
        ),
        migrations.CreateModel(
            name='SetupLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'link for the first run',
                'verbose_name_plural': 'links for the first run',
            },
        ),
        migrations.CreateModel(
            name='HistoricalIdentity',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=120, validators=[names.lines.single_line], verbose_name='name of the site')),
                ('name_fr', models.CharField(blank=True, max_length=120, validators=[names.lines.single_line], verbose_name='name of the site in French')),
                ('name_es', models.CharField(blank=True, max_length=120, validators=[names.lines.single_line], verbose_name='name of the site in Spanish')),
                ('name_ar', models.CharField(blank=True, max_length=120, validators=[names.lines.single_line], verbose_name='name of the site in Arabic')),
                ('short_name', models.CharField(blank=True, max_length=16, validators=[names.lines.single_line], verbose_name='short name')),
                ('accent_light', models.CharField(blank=True, max_length=7, validators=[names.lines.single_line, django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'Enter a colour as # and six characters of 0 to 9 and a to f: #0b5a6f.')], verbose_name='colour on light pages')),
                ('accent_dark', models.CharField(blank=True, max_length=7, validators=[names.lines.single_line, django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'Enter a colour as # and six characters of 0 to 9 and a to f: #0b5a6f.')], verbose_name='colour on dark pages')),
                ('lead_en', models.TextField(blank=True, max_length=400, verbose_name='text of the front page in English')),
                ('lead_fr', models.TextField(blank=True, max_length=400, verbose_name='text of the front page in French')),
                ('lead_es', models.TextField(blank=True, max_length=400, verbose_name='text of the front page in Spanish')),
                ('lead_ar', models.TextField(blank=True, max_length=400, verbose_name='text of the front page in Arabic')),
                ('mail_header', models.CharField(blank=True, max_length=200, validators=[names.lines.single_line], verbose_name='first line of emails')),
                ('mail_footer', models.TextField(blank=True, max_length=600, verbose_name='last lines of emails')),
                ('languages', models.CharField(blank=True, max_length=40, verbose_name='languages')),
                ('controller', models.CharField(blank=True, max_length=200, validators=[names.lines.single_line], verbose_name='data controller')),
                ('contact', models.EmailField(blank=True, max_length=254, verbose_name='contact address')),
                ('processors', models.TextField(blank=True, max_length=4000, verbose_name='data processors')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('icon', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='identity.picture', verbose_name='icon')),
                ('logo', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='identity.picture', verbose_name='logo')),
            ],
            options={
                'verbose_name': 'historical identity of the site',
                'verbose_name_plural': 'historical identity of the site',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=120, validators=[names.lines.single_line], verbose_name='name of the site')),
                ('name_fr', models.CharField(blank=True, max_length=120, validators=[names.lines.single_line], verbose_name='name of the site in French')),
                ('name_es', models.CharField(blank=True, max_length=120, validators=[names.lines.single_line], verbose_name='name of the site in Spanish')),
                ('name_ar', models.CharField(blank=True, max_length=120, validators=[names.lines.single_line], verbose_name='name of the site in Arabic')),
                ('short_name', models.CharField(blank=True, max_length=16, validators=[names.lines.single_line], verbose_name='short name')),
                ('accent_light', models.CharField(blank=True, max_length=7, validators=[names.lines.single_line, django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'Enter a colour as # and six characters of 0 to 9 and a to f: #0b5a6f.')], verbose_name='colour on light pages')),
                ('accent_dark', models.CharField(blank=True, max_length=7, validators=[names.lines.single_line, django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'Enter a colour as # and six characters of 0 to 9 and a to f: #0b5a6f.')], verbose_name='colour on dark pages')),
                ('lead_en', models.TextField(blank=True, max_length=400, verbose_name='text of the front page in English')),
                ('lead_fr', models.TextField(blank=True, max_length=400, verbose_name='text of the front page in French')),
                ('lead_es', models.TextField(blank=True, max_length=400, verbose_name='text of the front page in Spanish')),
                ('lead_ar', models.TextField(blank=True, max_length=400, verbose_name='text of the front page in Arabic')),
                ('mail_header', models.CharField(blank=True, max_length=200, validators=[names.lines.single_line], verbose_name='first line of emails')),
                ('mail_footer', models.TextField(blank=True, max_length=600, verbose_name='last lines of emails')),
                ('languages', models.CharField(blank=True, max_length=40, verbose_name='languages')),
                ('controller', models.CharField(blank=True, max_length=200, validators=[names.lines.single_line], verbose_name='data controller')),
                ('contact', models.EmailField(blank=True, max_length=254, verbose_name='contact address')),
                ('processors', models.TextField(blank=True, max_length=4000, verbose_name='data processors')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('icon', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='icon_of', to='identity.picture', verbose_name='icon')),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='logo_of', to='identity.picture', verbose_name='logo')),
            ],
            options={
                'verbose_name': 'identity of the site',
                'verbose_name_plural': 'identity of the site',
                'permissions': [('change_identity', 'Can change the identity of the site')],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='identity_is_one_row'), models.CheckConstraint(condition=models.Q(('languages', ''), ('languages__startswith', 'en'), _connector='OR'), name='identity_english_is_always_there')],
            },
        ),
    ]
