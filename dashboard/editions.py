"""Which edition a page's numbers are of.

With more than one public edition every number is of those that the reader chose (``?edition=``, ``?edition=all`` for
all of them together), else of one: the newest published edition that has public commitments. Lists and files hold all
editions unless they are filtered. Pages say which.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.days import site_day
from dashboard.catalogue import catalogue
from identity.current import site_name
from ledger.counting import totals
from names.phrases import listed
from recommendations.models import Edition, EditionState, ResponseArea

if TYPE_CHECKING:
    from dashboard.filters import Selection

ALL = "all"


def public_editions() -> list[Edition]:
    """Published and archived editions, newest first, with their texts."""
    return list(catalogue().editions)


def are_several() -> bool:
    """Whether pages have to say which edition they are of."""
    return len(public_editions()) > 1


def _with_commitments(as_of: datetime.date | None) -> set[str]:
    return {*totals([f"edition:{one.pk}" for one in public_editions()], on=as_of or site_day())}


def in_order_of_choice(as_of: datetime.date | None) -> list[Edition]:
    """Public editions, the one to show first: published before archived, with commitments before without, newest first.
    One query where there are several.
    """
    if not are_several():
        return public_editions()
    answered = _with_commitments(as_of)

    def rank(one: Edition) -> tuple[bool, bool]:
        return one.state != EditionState.PUBLISHED, f"edition:{one.pk}" not in answered

    return sorted(public_editions(), key=rank)


def _with_areas(areas: Iterable[ResponseArea | str]) -> set[int]:
    """The keys of the editions that these areas belong to; a text stands for what lies in no area."""
    areas = list(areas)
    having = {area.edition_id for area in areas if isinstance(area, ResponseArea)}
    if any(isinstance(area, str) for area in areas):
        having |= {row.edition_id for row in catalogue().recommendations.values() if row.area_id is None}
    return having


def _to_state(selection: Selection) -> list[Edition]:
    editions = in_order_of_choice(selection.as_of)
    if rows := selection.chosen.get("recommendation"):
        among = {row.edition_id for row in rows}
        return [one for one in editions if one.pk in among]
    if areas := selection.chosen.get("area"):
        among = _with_areas(areas)
        editions = [one for one in editions if one.pk in among] or editions
    return editions[:1]


def stated(selection: Selection) -> Selection:
    """The selection of the edition that its numbers are of, where the reader chose none; its addresses name it.

    Unchanged where there is only one edition, or where all were asked for.
    """
    if "edition" in selection.raw or not are_several():
        return selection
    found = _to_state(selection)
    return replace(
        selection,
        chosen={**selection.chosen, "edition": found},
        raw={**selection.raw, "edition": tuple(one.slug for one in found)},
    )


def editions_of(selection: Selection) -> list[Edition]:
    """The editions that a selection's numbers are of, newest first."""
    chosen = {one.pk for one in selection.chosen.get("edition", ())}
    return [one for one in public_editions() if not chosen or one.pk in chosen]


def in_words(selection: Selection) -> str:
    """The editions that a selection's numbers are of, by their titles."""
    found = editions_of(selection)
    if len(found) > 1 and len(found) == len(public_editions()):
        return _("All editions")
    return listed(str(one.texts["title"]) for one in found)


def named(selection: Selection) -> str:
    """The same in words; empty where there is only one edition."""
    return in_words(selection) if are_several() else ""


def dashboard_title(selection: Selection) -> str:
    """The heading of the dashboard: of the editions that it shows, else the site's name."""
    if not public_editions():
        return site_name()
    return _("%(edition)s: progress so far") % {"edition": in_words(selection)}
