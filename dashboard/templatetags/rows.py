"""Rows of lists, drawn by hand: a page has 25 of them, and as templates they would cost as much as all the rest."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboard.filters import Selection
from dashboard.rows import CommitmentRow
from dashboard.templatetags.public import thing_address
from dashboard.templatetags.ui import partial_date, standing_line
from dashboard.texts import marked

register = template.Library()


@register.simple_tag
def commitment_item(row: CommitmentRow, selection: Selection) -> SafeString:
    """One commitment in a list, under its title as far as that may still be shown, and how it stood."""
    state = standing_line(row.standing, selection.on)
    if row.hidden:
        return format_html("<li>\n<h3>{}</h3>\n{}\n</li>", _("A commitment that is no longer public"), state)
    return format_html("<li>\n{}\n{}\n</li>", _told(row, selection), state)


def _told(row: CommitmentRow, selection: Selection) -> SafeString:
    commitment, lead = row.commitment, row.commitment.lead_organisation
    beside = [lead.country.name] if lead.country else []
    if row.standing.due_on and commitment.due_on:
        beside.append(format_html("{} {}", _("due"), partial_date(row.standing.due_on, commitment.due_precision)))
    if row.archived:
        beside.append(_("taken down since"))
    return format_html(
        '<h3><a href="{}">{}</a></h3>\n<p class="small soft"><a href="{}">{}</a>{}</p>',
        thing_address(selection, "/commitments/", commitment.pk),
        marked(commitment.title, commitment.language),
        thing_address(selection, "/organisations/", lead.slug),
        lead.name,
        format_html_join("", " · {}", ((one,) for one in beside)),
    )
