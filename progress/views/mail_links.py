"""The links in mails that work without signing in, and a person's own mail once more."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts import preferences
from accounts.models import Preferences
from accounts.permissions import signed_in
from identity.current import spoken
from outbox import decisions
from outbox.models import Message


@csrf_exempt  # RFC 8058: a mail program posts here without having seen a page or a cookie of ours
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End the digests of the person behind the token. Only a POST does it: mail programs fetch links by themselves."""
    person = Preferences.objects.filter(unsubscribe_token=token).first()
    if person is None:
        raise Http404
    done = request.method == "POST" and preferences.unsubscribe(token=token, on=timezone.now())
    # The address has no language of its own: whoever comes from a mail reads on in the language of the mail.
    with translation.override(spoken(person.language)):
        response = render(request, "progress/unsubscribe.html", {"done": done})
    response.headers["Content-Language"] = person.language
    return response


@require_POST
def mail_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the person a mail again of which nobody knows whether it arrived; 404 for other people's."""
    message = get_object_or_404(Message, pk=pk, user=signed_in(request))
    try:
        decisions.send_again_to_oneself(message, by=signed_in(request))
        messages.success(request, _("The email will be sent again."))
    except decisions.NotPossible:
        messages.info(request, _("This email is no longer in doubt. Nothing was sent."))
    return redirect("reporting:work")
