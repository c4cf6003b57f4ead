"""Asking to follow something: a public page like all others, whose form needs no token, session or cookie."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from consent import origin
from dashboard.caching import published_page
from dashboard.filters import read_nothing
from dashboard.navigation import localised
from following import throttle, verbs
from following.filters import Followed, followed
from following.forms import FollowForm


def _page(request: HttpRequest, one: Followed, form: FollowForm, **more: object) -> HttpResponse:
    context = {"followed": one, "filters": one.filters, "form": form, "ask": _ask_address(one), **more}
    return render(request, "following/page.html", context)


def _ask_address(one: Followed) -> str:
    return localised("/follow/ask/") + one.selection.query()


@published_page
def page(request: HttpRequest) -> HttpResponse:
    """``/follow/?…``: the filters of any page, or ``commitment=…``; none of them follows everything."""
    return _page(request, followed(request.GET), FollowForm())


@csrf_exempt  # the page is kept by caches, so it holds no token; where the post comes from is asked instead
@login_not_required
@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Note the wish and ask the address's owner by mail. The answer is the same whether or not it is known.

    400 with what was typed for an address that is none, 403 from another site's page, 429 after very many.
    """
    if not origin.is_own(request):
        raise PermissionDenied(_("This form can only be sent from this site’s own pages."))
    one, form = followed(request.GET), FollowForm(request.POST)
    if not form.is_valid():
        return _refused(request, one, form, HTTPStatus.BAD_REQUEST)
    if not throttle.may_ask(request):
        form.add_error(None, _("Too many requests came from your network in the last hour. Please try again later."))
        return _refused(request, one, form, HTTPStatus.TOO_MANY_REQUESTS)
    email = form.cleaned_data["email"]
    verbs.follow(
        email=email,
        query=one.query,
        scopes=one.scopes,
        language=form.cleaned_data["language"],
        at=timezone.now(),
        may_mail=throttle.may_mail(request, email),
    )
    response = HttpResponseRedirect(localised("/follow/asked/"))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _refused(request: HttpRequest, one: Followed, form: FollowForm, status: HTTPStatus) -> HttpResponse:
    response = _page(request, one, form)
    response.status_code = status
    return response


@published_page
def asked(request: HttpRequest) -> HttpResponse:
    """``/follow/asked/``: what happens next, the same for everybody."""
    read_nothing(request)
    return render(request, "following/asked.html")
