"""Countries that take part, and how many commitments their organisations carry. Never sorted by the number."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from dashboard.filters import Selection
from stakeholders.models import Country

from .breakdown import breakdowns


@dataclass(frozen=True)
class CountryRow:
    """A country with an organisation on this site, and the number of chosen commitments led or joined from there."""

    country: Country
    commitments: int


def countries(selection: Selection) -> list[CountryRow]:
    """By region and then by name in the reader's language. Two queries."""
    there = Country.objects.filter(organisations__isnull=False, organisations__archived_at=None).distinct()
    chosen = {country.code for country in selection.chosen.get("country", [])}
    named = there.by_name(get_language() or "en")
    shown = [country for country in named if not chosen or country.code in chosen]
    counts = breakdowns(selection, [f"country:{country.code}" for country in shown]) if shown else {}
    rows = [CountryRow(country, counts[f"country:{country.code}"].total) for country in shown]
    order = list(dict.fromkeys(value for value, _label in Country._meta.get_field("region").choices or []))
    return sorted(rows, key=lambda row: order.index(row.country.region))
