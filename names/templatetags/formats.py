"""Built-ins of our templates (settings.TEMPLATES): dates, colons and left-to-right pieces as each language has them."""

import datetime
from typing import Any

from django import template
from django.template.defaultfilters import date as django_date

from names.dates import date_in_words
from names.phrases import comma, isolated, labelled

register = template.Library()


@register.filter(name="date", expects_localtime=True, is_safe=False)
def date_filter(value: Any, form: str | None = None) -> str:
    """Django's ``date``, with the first of a month as French writes it. What is no date is left to Django."""
    return date_in_words(value, form or "DATE_FORMAT") if isinstance(value, datetime.date) else django_date(value, form)


register.simple_tag(comma, name="between")
register.simple_tag(labelled, name="labelled")
register.filter("isolated", isolated)
