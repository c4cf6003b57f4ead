"""An organisation's access tokens: made, shown once, taken over, revoked."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.days import today_of
from accounts.kept_forms import typed_before
from accounts.permissions import signed_in
from stakeholders.errors import Refused
from stakeholders.forms.refusals import shown_on
from stakeholders.models import Organisation
from stakeholders.views.guards import writing
from submissions import tokens
from submissions.forms import TokenForm
from submissions.models import AccessToken
from submissions.permissions import can_manage_tokens, is_awake


def _organisation(request: HttpRequest, slug: str) -> Organisation:
    """The organisation, for whoever speaks for it; 404 for others."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not can_manage_tokens(request.user, organisation):
        raise Http404
    return organisation


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """All tokens that are in use or ended lately, and the form for a new one, whose secret the answer shows once."""
    organisation, person = _organisation(request, slug), signed_in(request)
    posted = request.POST if request.method == "POST" else typed_before(request)
    form = TokenForm(posted, today=today_of(person))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            given = form.cleaned_data
            token, secret = tokens.issue(
                organisation=organisation,
                name=given["name"],
                scope=given["scope"],
                expires_at=tokens.end_of(given["until"], person),
                by=person,
            )
            context = {"organisation": organisation, "token": token, "secret": secret, "api": _address()}
            return render(request, "submissions/token_made.html", context)
    return _page(request, organisation, form, status=400 if request.method == "POST" else 200)


def _page(request: HttpRequest, organisation: Organisation, form: TokenForm, *, status: int) -> HttpResponse:
    now = timezone.now()
    found = list(organisation.access_tokens.select_related("acts_for__preferences", "revoked_by", "organisation"))
    live = [one for one in found if one.state(at=now) == "live"]
    awake = {key for key in {one.acts_for_id for one in live} if _speaks(key, live)}
    context = {
        "organisation": organisation,
        "form": form,
        "live": [(one, one.acts_for_id in awake) for one in live],
        "ended": [(one, one.state(at=now)) for one in found if one.state(at=now) != "live"][:20],
        "api": _address(),
    }
    return render(request, "submissions/tokens.html", context, status=status)


def _speaks(key: int, live: list[AccessToken]) -> bool:
    return is_awake(next(one for one in live if one.acts_for_id == key))


def _address() -> str:
    return reverse("reporting_api:token")


def _token(request: HttpRequest, slug: str, pk: int) -> AccessToken:
    return get_object_or_404(AccessToken.objects.filter(organisation=_organisation(request, slug)), pk=pk)


def _do(request: HttpRequest, slug: str, pk: int, verb: Callable[..., AccessToken], done: str) -> HttpResponse:
    token = _token(request, slug, pk)
    try:
        verb(token=token, by=signed_in(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done % {"name": token.name})
    return redirect("submissions:tokens", slug)


@require_POST
@never_cache
@writing
def take_over(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let a token act for the person who presses the button."""
    return _do(request, slug, pk, tokens.take_over, _("“%(name)s” now acts for you."))


@require_POST
@never_cache
@writing
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End a token at once."""
    return _do(request, slug, pk, tokens.revoke, _("“%(name)s” was revoked. It opens nothing any more."))
