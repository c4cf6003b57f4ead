"""Organisations as data: one row an organisation, by name, with its commitments counted and never ranked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dashboard.filters import OrganisationFilters, Selection
from dashboard.navigation import page_address
from recommendations.models.vocabulary import actor_codes

from .base import Column, Dataset, Row
from .counts import COUNT_COLUMNS, count_commitments

COLUMNS = (
    Column("slug", "string", _("Key"), _("Part of its web address."), "slug"),
    Column(
        "url",
        "string",
        _("Page"),
        _("The organisation’s permanent address."),
        lambda row, selection: page_address(f"/organisations/{row['slug']}/"),
    ),
    Column("name", "string", _("Name"), _("As the organisation writes it."), "name"),
    Column(
        "actor_type", "string", _("Actor type"), _("The actor type of the organisation."), "actor_type", actor_codes
    ),
    Column(
        "country",
        "string",
        _("Country"),
        _("ISO 3166-1 alpha-2; empty for an organisation without a country."),
        lambda row, selection: row["country_id"] or "",
    ),
    Column("website", "string", _("Website"), _("May be empty."), "website"),
    Column("is_fictional", "boolean", _("Fictional"), _("True for demonstration data."), "is_fictional"),
    *COUNT_COLUMNS,
    Column("as_of", "date", _("Data as of"), _("The date of the counts."), lambda row, selection: selection.on),
)

FIELDS = ("pk", "slug", "name", "actor_type", "country_id", "website", "is_fictional")


def _join(rows: list[Row], selection: Selection) -> None:
    count_commitments(rows, selection.without("q", "actor_type", "country", "organisation"), "organisation")


ORGANISATIONS = Dataset(
    "organisations",
    _("Organisations"),
    _("Organisations, with the public commitments that each leads or joins."),
    OrganisationFilters,
    COLUMNS,
    FIELDS,
    join=_join,
    key="slug",
)
