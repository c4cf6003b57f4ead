"""Time zones as people look for them: by region and country, in the language of the page, with the offset of now.

Which country has which zones is read from the IANA database's own table (``zone.tab``); names of countries are those
of the site. Zones of one country that show the same time all year stand once.
"""

from __future__ import annotations

import datetime
import unicodedata
import zoneinfo
from collections.abc import Iterable
from functools import cache
from importlib import resources

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.zone_places import PLACES

# The table orders a country's zones from east to west, or by number of people where that is no matter. These stand
# before the others of their country: where the capital or most people are.
FIRST = (
    "America/Manaus",
    "America/Rio_Branco",
    "America/Sao_Paulo",
    "America/Toronto",
    "Asia/Yakutsk",
    "Australia/Adelaide",
    "Australia/Sydney",
    "Europe/Kyiv",
    "Europe/Moscow",
    "Europe/Samara",
)
Choice = tuple[str, str]


@cache
def zones_by_country() -> dict[str, list[str]]:
    """The zones of each country by its ISO 3166-1 code, the first one its usual. Read from disk once a process.

    What the table lists under two countries is left out: the site does not say whose it is.
    """
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    names = [row[2] for row in rows]
    found: dict[str, list[str]] = {}
    for code, _coordinates, name, *_comment in rows:
        if names.count(name) == 1:
            found.setdefault(code, []).append(name)
    return {code: sorted(zones, key=lambda name: name not in FIRST) for code, zones in found.items()}


def zone_of_country(code: str) -> str | None:
    """The usual zone of a country; None for one that the table does not know."""
    zones = zones_by_country().get(code)
    return _by_clock(zones)[0] if zones else None


def _by_clock(zones: Iterable[str]) -> list[str]:
    """One zone, the first, of all that show the same time all year."""
    this_year = timezone.now().year
    months = [datetime.datetime(this_year, month, 15) for month in range(1, 13)]
    by_clock: dict[tuple, str] = {}
    for name in zones:
        zone = zoneinfo.ZoneInfo(name)
        by_clock.setdefault(tuple(zone.utcoffset(month) for month in months), name)
    return list(by_clock.values())


def offset(name: str, at: datetime.datetime) -> str:
    """How far the zone is from UTC at the moment ``at``: "UTC+05:45"."""
    text = at.astimezone(zoneinfo.ZoneInfo(name)).strftime("%z")
    return f"UTC{text[0].replace('-', '−')}{text[1:3]}:{text[3:5]}"


def choices() -> list[Choice | tuple[str, list[Choice]]]:
    """What a list of time zones offers, by region and country. One query."""
    now = timezone.now()
    regions: dict[str, list[Choice]] = {}
    for country in apps.get_model(settings.ACCOUNTS_COUNTRY_MODEL).objects.filter(code__in=zones_by_country()):
        zones = _by_clock(zones_by_country()[country.code])
        regions.setdefault(str(country.get_region_display()), []).extend(
            (name, _label(country.name, name if len(zones) > 1 else "", offset(name, now))) for name in zones
        )
    ordered = [(region, sorted(regions[region], key=lambda one: _folded(one[1]))) for region in regions]
    return [("UTC", "UTC"), *sorted(ordered, key=lambda one: _folded(one[0]))]


def choices_with(chosen: str) -> list[Choice | tuple[str, list[Choice]]]:
    """The same with the zone ``chosen``, if it is none of those."""
    offered = choices()
    names = {name for group, zones in offered if not isinstance(zones, str) for name, _label in zones}
    return offered if chosen in {"UTC", *names} else [(chosen, chosen.replace("_", " ")), *offered]


def _label(country: str, zone: str, time: str) -> str:
    """Latin letters and figures of the offset read from left to right in any text."""
    facts = {"country": country, "offset": f"\u2066{time}\u2069"}
    if not zone:
        return _("%(country)s (%(offset)s)") % facts
    place = PLACES.get(zone) or zone.rpartition("/")[2].replace("_", " ")
    return _("%(country)s, %(place)s (%(offset)s)") % (facts | {"place": place})


def _folded(text: str) -> str:
    """By what to sort: without accents and case."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    ).casefold()
