"""Rows of lists and what narrows them, drawn by hand: as templates they would cost as much as all else on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape  # of what is no HTML: Django's own, which asks that first, takes five times as long
from typing import NamedTuple

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from charts.words import number
from dashboard.catalogue import catalogue
from dashboard.filters import Selection
from dashboard.rows import CommitmentRow, ReportRow
from dashboard.templatetags.public import date_of, thing_address
from dashboard.templatetags.ui import partial_date, report_line, standing_line
from dashboard.texts import marked, reader_language
from progress.models import ReportKind

register = template.Library()

CURRENT = ' aria-current="true"'
KEY = "\0"  # in no address: where the key of each thing goes


@register.simple_tag
def commitment_items(rows: Iterable[CommitmentRow], selection: Selection) -> SafeString:
    """A list of commitments, each under its title as far as that may still be shown, and how it stood."""
    shared = _Shared(
        countries={code: country.name for code, country in catalogue().countries.items()},
        language=reader_language(),
        commitment=_around_the_key(selection, "/commitments/"),
        organisation=_around_the_key(selection, "/organisations/"),
        due=escape(_("due")),
        taken_down=escape(_("taken down since")),
    )
    items = (f"<li>\n{_told(row, shared)}\n{standing_line(row, selection.on)}\n</li>" for row in rows)
    return SafeString(f'<ul class="item-list">{"".join(items)}</ul>')


class _Shared(NamedTuple):
    """What the rows of a list have in common: worked out once. Escaped, but for the names of countries."""

    countries: Mapping[str, str]
    language: str
    commitment: tuple[str, str]
    organisation: tuple[str, str]
    due: str
    taken_down: str


def _around_the_key(selection: Selection, path: str) -> tuple[str, str]:
    """What stands before and behind the key in the address of one thing, on the day that the page is of."""
    before, behind = thing_address(selection, path, KEY).split(KEY)
    return escape(before), escape(behind)


def _told(row: CommitmentRow, shared: _Shared) -> str:
    if row.hidden:
        return f"<h3>{escape(_('A commitment that is no longer public'))}</h3>"
    beside = [escape(shared.countries[row.country])] if row.country else []
    if row.due_on and row.day_due:
        beside.append(f"{shared.due} {partial_date(row.due_on, row.due_precision)}")
    if row.archived:
        beside.append(shared.taken_down)
    address = str(row.number).join(shared.commitment)
    title = escape(row.title) if row.language == shared.language else marked(row.title, row.language)
    organisation = escape(row.organisation_slug).join(shared.organisation)
    return (
        f'<h3><a href="{address}">{title}</a></h3>\n'
        f'<p class="small soft"><a href="{organisation}">{escape(row.organisation)}</a>'
        f"{''.join(f' · {one}' for one in beside)}</p>"
    )


@register.simple_tag
def report_items(rows: Iterable[ReportRow], selection: Selection) -> SafeString:
    """A list of reports, each under the title of its commitment as far as that may still be shown, and what it said."""
    words = _ReportWords(
        report=_around_the_key(selection, "/reports/"),
        organisation=_around_the_key(selection, "/organisations/"),
        as_things_stood=escape(_("as things stood on")),
        published=escape(_("published")),
        no_change=f" · {escape(_('No significant change'))}",
    )
    items = (
        f"<li>\n{_reported(row, words)}\n{_retracted(row)}\n{report_line(row.report, selection.on)}\n</li>"
        for row in rows
    )
    return SafeString(f'<ul class="item-list">{"".join(items)}</ul>')


class _ReportWords(NamedTuple):
    """What the rows of a list of reports have in common, escaped: worked out once."""

    report: tuple[str, str]
    organisation: tuple[str, str]
    as_things_stood: str
    published: str
    no_change: str


def _reported(row: ReportRow, words: _ReportWords) -> str:
    if row.hidden:
        return f"<h3>{escape(_('A report on a commitment that is no longer public'))}</h3>"
    report = row.report
    address = str(report.pk).join(words.report)
    organisation = escape(report.organisation.slug).join(words.organisation)
    return (
        f'<h3><a href="{address}">{marked(report.commitment.title, report.commitment.language)}</a></h3>\n'
        f'<p class="small soft"><a href="{organisation}">{escape(report.organisation.name)}</a>'
        f" · {words.as_things_stood} {partial_date(report.covers_until)}"
        f" · {words.published} {partial_date(date_of(report.published_at))}"
        f"{words.no_change if report.kind == ReportKind.NO_CHANGE else ''}</p>"
    )


def _retracted(row: ReportRow) -> str:
    if row.corrected and not row.retracted:
        return f'<p class="small">{escape(_("Corrected since."))}</p>'
    if not row.retracted:
        return ""
    why = "" if row.hidden else f" {escape(_('Reason:'))} <bdi>{escape(row.report.retracted_reason)}</bdi>"
    return f'<p class="small">{escape(_("Retracted since."))}{why}</p>'


@register.simple_tag
def sorting(orderings: Iterable[tuple[str, str, bool]]) -> SafeString:
    """The orders of a list, as (address, label, is it the one in use), behind the one in use."""
    told = [(escape(address), escape(str(label)), on) for address, label, on in orderings]
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
        f'<li><a href="{escape(address)}"{CURRENT if on else ""}><span>{escape(value)}</span> '
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
