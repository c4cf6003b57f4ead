"""The tables of pages."""

import django.db.models.deletion
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
            name='HistoricalPageText',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('page', models.CharField(choices=[('about', 'About'), ('method', 'Method'), ('privacy', 'Privacy'), ('accessibility', 'Accessibility')], editable=False, max_length=13, verbose_name='page')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish'), ('ar', 'Arabic')], editable=False, max_length=8, verbose_name='language')),
                ('place', models.CharField(choices=[('instead', 'In place of the built-in text'), ('before', 'Before the built-in text'), ('after', 'After the built-in text')], default='before', max_length=7, verbose_name='where it stands')),
                ('text', models.TextField(blank=True, max_length=40000, verbose_name='text')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical text of a page',
                'verbose_name_plural': 'historical texts of pages',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PageText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(choices=[('about', 'About'), ('method', 'Method'), ('privacy', 'Privacy'), ('accessibility', 'Accessibility')], editable=False, max_length=13, verbose_name='page')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish'), ('ar', 'Arabic')], editable=False, max_length=8, verbose_name='language')),
                ('place', models.CharField(choices=[('instead', 'In place of the built-in text'), ('before', 'Before the built-in text'), ('after', 'After the built-in text')], default='before', max_length=7, verbose_name='where it stands')),
                ('text', models.TextField(blank=True, max_length=40000, verbose_name='text')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'text of a page',
                'verbose_name_plural': 'texts of pages',
                'ordering': ['page', 'language'],
                'constraints': [models.UniqueConstraint(fields=('page', 'language'), name='page_text_once_a_language'), models.CheckConstraint(condition=models.Q(('page__in', ['about', 'method', 'privacy', 'accessibility']), ('place__in', ['instead', 'before', 'after'])), name='page_text_page_and_place_known'), models.CheckConstraint(condition=models.Q(models.Q(('page', 'method'), _negated=True), models.Q(('place', 'instead'), _negated=True), _connector='OR'), name='page_text_method_keeps_its_definitions')],
            },
        ),
    ]
