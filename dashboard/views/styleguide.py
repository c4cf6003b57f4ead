"""``/styleguide/``: every part of the pages in every state, for those who build and those who judge the look."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard.styleguide import samples


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """The style page: administrators see it, and in demo mode everybody."""
    if not settings.DEMO:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_administrator:
            raise Http404
    return render(request, "dashboard/styleguide.html", samples())
