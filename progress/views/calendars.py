"""My due dates in my calendar program: the page where the secret address is made, and the calendar behind it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import signed_in
from progress import calendars
from progress.models import CalendarAddress


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Whether there is an address. A POST makes a new one, which is shown on this answer alone, or ends it."""
    user, address = signed_in(request), ""
    if request.method == "POST" and request.POST.get("act") == "end":
        calendars.end_address(user=user)
        messages.success(request, _("The calendar address no longer works."))
        return redirect("reporting:calendar")
    if request.method == "POST":
        address = calendars.make_address(user=user)
    context = {"address": address, "row": CalendarAddress.objects.filter(user=user).first()}
    return render(request, "progress/calendar.html", context)


@never_cache
@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever the address belongs to; 404 alike for one that ended and one that never was."""
    user = calendars.owner_of(token)
    if user is None:
        raise Http404
    response = HttpResponse(calendars.of_today(user), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="my-due-dates.ics"'
    return response
