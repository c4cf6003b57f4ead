"""The visits: the address that a page's script reports a cached page to, and the public totals."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from .. import conf
from .. import totals as totals_
from .. import visits as visits_
from ..days import counted_day
from .choose import own_post
from .pages import render_page, shared_page


@own_post
def visit(request: HttpRequest) -> HttpResponseBase:
    """Count one opened page for a visitor who agreed; 204 either way, so that the answer tells nothing."""
    if conf.visits_counted_by() == "beacon":
        visits_.count_beacon(request, request.POST.get("path", ""), request.POST.get("referrer", ""))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@login_not_required
@shared_page
@require_safe
def totals(request: HttpRequest) -> HttpResponse:
    """``/cookies/statistics/``: what was counted of people who agreed, as totals; small figures are left out."""
    return render_page(request, "consent/statistics.html", totals_.public_totals(on=counted_day()))
