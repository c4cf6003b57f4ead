"""Rows of lists and what narrows them, drawn by hand: as templates they would cost as much as all else on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import template
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboard.charts.words import number
from dashboard.filters import Selection
from dashboard.rows import CommitmentRow, country_names
from dashboard.templatetags.public import thing_address
from dashboard.templatetags.ui import partial_date, standing_line
from dashboard.texts import marked

register = template.Library()

CURRENT = ' aria-current="true"'


@register.simple_tag
def commitment_items(rows: Iterable[CommitmentRow], selection: Selection) -> SafeString:
    """A list of commitments, each under its title as far as that may still be shown, and how it stood."""
    countries = country_names()
    items = (f"<li>\n{_told(row, selection, countries)}\n{standing_line(row, selection.on)}\n</li>" for row in rows)
    return SafeString(f'<ul class="item-list">{"".join(items)}</ul>')


def _told(row: CommitmentRow, selection: Selection, countries: Mapping[str, str]) -> SafeString:
    if row.hidden:
        return format_html("<h3>{}</h3>", _("A commitment that is no longer public"))
    beside: list[object] = [countries[row.country]] if row.country else []
    if row.due_on and row.day_due:
        beside.append(format_html("{} {}", _("due"), partial_date(row.due_on, row.due_precision)))
    if row.archived:
        beside.append(_("taken down since"))
    address, organisation = (
        escape(thing_address(selection, path, key))
        for path, key in (("/commitments/", row.number), ("/organisations/", row.organisation_slug))
    )
    return SafeString(
        f'<h3><a href="{address}">{marked(row.title, row.language)}</a></h3>\n'
        f'<p class="small soft"><a href="{organisation}">{escape(row.organisation)}</a>'
        f"{''.join(f' · {conditional_escape(one)}' for one in beside)}</p>"
    )


@register.simple_tag
def sorting(orderings: Iterable[tuple[str, str, bool]]) -> SafeString:
    """The orders of a list, as (address, label, is it the one in use), behind the one in use."""
    told = [(escape(address), conditional_escape(label), on) for address, label, on in orderings]
    links = (f'<li><a href="{address}"{CURRENT if on else ""}>{label}</a></li>' for address, label, on in told)
    return format_html(
        '<details class="small"><summary>{} {}</summary><ul class="inline-list cluster">{}</ul></details>',
        _("Sort:"),
        SafeString("".join(label for _address, label, on in told if on)),
        SafeString("".join(links)),
    )


@register.simple_tag
def facet(label: str, name: str, values: Iterable[tuple[str, str, int, bool]], more: bool = False) -> SafeString:
    """Values to narrow a list by, as (address, label, count, is it on); ``name`` is for the label's id.

    With ``more`` the counts are of the first rows alone.
    """
    counted = _("%(number)s or more") if more else "%(number)s"
    links = (
        f'<li><a href="{escape(address)}"{CURRENT if on else ""}><span>{conditional_escape(value)}</span> '
        f'<span class="num">{counted % {"number": number(count)}}</span></a></li>'
        for address, value, count, on in values
    )
    return format_html(
        '<nav class="facets" aria-labelledby="facet-{}"><p class="facet-label" id="facet-{}">{}</p><ul>{}</ul></nav>',
        name,
        name,
        label,
        SafeString("".join(links)),
    )
