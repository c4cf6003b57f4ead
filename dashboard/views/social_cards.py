"""The social cards of pages: ``/cards/dashboard.png`` and ``/cards/<kind>/<key>.png``, with ``?lang=``."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_bidi

from accounts.days import site_day
from charts import draw_card
from charts.png import can_draw_png, png
from dashboard.caching import published_data
from dashboard.filters import Selection, read_nothing
from dashboard.language_negotiation import PARAMETER
from dashboard.social_cards import CARDS, dashboard
from dashboard.views.errors import service_unavailable
from dashboard.views.missing import missing, sends_on


@published_data
@sends_on
def social_card(request: HttpRequest, kind: str = "", key: str = "") -> HttpResponse:
    """The social card of one page as it is today; 410 with the reason for what was withdrawn."""
    read_nothing(request, also=(PARAMETER,))
    day = Selection(on=site_day())
    if not can_draw_png():
        return service_unavailable(request)
    try:
        found = CARDS[kind](key, day) if kind else dashboard("", day)
    except (ObjectDoesNotExist, ValueError, OverflowError):
        return missing(request, kind, key)
    try:
        return HttpResponse(png(draw_card(found, rtl=get_language_bidi()), scale=1), content_type="image/png")
    except RuntimeError:
        return service_unavailable(request)
