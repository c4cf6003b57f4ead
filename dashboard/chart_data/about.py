"""What is said with every chart of the site: of how many it is, whose word, of which day, and how it may be used."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts import About
from dashboard.editions import named
from dashboard.filters import Selection
from dashboard.structured_data.open_data import LICENCE
from dashboard.texts import cross_cutting
from names.dates import date_in_words
from names.numbers import in_figures
from recommendations.models import Edition, ResponseArea


def source(selection: Selection) -> str:
    """The line under every chart: whose word this is, of which day and, where there are several, of which edition."""
    words = _("reports of the organisations themselves, as of %(day)s") % {"day": date_in_words(selection.on)}
    return " · ".join(filter(None, (named(selection), words)))


def about(selection: Selection, subtitle: str, base: str, path: str = "/") -> About:
    """What is said with a chart of ``path``: of how many it is, whose word, of which day, and how it may be used."""
    address = settings.SITE_URL + selection.address(path)
    return About(subtitle, base, source(selection), address, LICENCE["title"])


def of_commitments(count: int, drawn: int | None = None) -> str:
    """The base of a chart that counts commitments. ``drawn``: how many marks it has, where areas share some of them."""
    text = ngettext("n = %(number)s public commitment", "n = %(number)s public commitments", count)
    base = text % {"number": in_figures(count)}
    if drawn is None or drawn <= count:
        return base
    return _("%(base)s; one that belongs to several areas is counted in each") % {"base": base}


def area_name(area: ResponseArea | None, edition: Edition | None = None) -> str:
    """An area's name, with that of its ``edition`` where a chart shows several."""
    name = str(area.texts["name"]) if area else cross_cutting()
    return f"{name} ({edition.texts['title']})" if edition else name
