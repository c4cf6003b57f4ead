"""Countries that take part, and how many commitments their organisations carry. Never sorted by the number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F
from django.utils.translation import get_language

from dashboard.filters import Selection
from stakeholders.models import Country, JointOrganisation


@dataclass(frozen=True)
class CountryRow:
    """A country with an organisation on this site, and the number of chosen commitments led or joined from there."""

    country: Country
    commitments: int


def countries(selection: Selection) -> list[CountryRow]:
    """By region and then by name in the reader's language. Three queries."""
    standings = selection.standings()
    counts: Counter[str] = Counter()
    led = standings.order_by().values_list("commitment__lead_organisation__country").annotate(n=Count("pk"))
    counts.update({code: n for code, n in led if code})
    joined = JointOrganisation.objects.filter(commitment_id__in=standings.values("commitment_id"))
    # A commitment joined from the country that leads it is one commitment of that country.
    elsewhere = joined.exclude(organisation__country=F("commitment__lead_organisation__country"))
    by_country = elsewhere.order_by().values_list("organisation__country")
    for code, n in by_country.annotate(n=Count("commitment", distinct=True)):
        counts[code] += n if code else 0
    there = Country.objects.filter(organisations__isnull=False, organisations__archived_at=None).distinct()
    chosen = {country.code for country in selection.chosen.get("country", [])}
    named = there.by_name(get_language() or "en")
    rows = [CountryRow(c, counts[c.code]) for c in named if not chosen or c.code in chosen]
    order = list(dict.fromkeys(value for value, _label in Country._meta.get_field("region").choices or []))
    return sorted(rows, key=lambda row: order.index(row.country.region))
