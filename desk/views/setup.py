"""/setup/: the first run, behind a link that is printed on the machine, for as long as there is no administrator."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from desk.setting_up import has_administrator, set_up
from desk.setup_form import TABLE, SetupForm
from identity import setup_links
from identity.current import site_name
from identity.models import SetupLink

COMMAND = "manage.py setup"


@require_safe
@never_cache
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """How to get the link; 404 once there is an administrator."""
    if has_administrator():
        raise Http404
    return render(request, "desk/setup_start.html", {"command": COMMAND, "with_link": f"{COMMAND} --link"})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """The form; 404 for a link that is used, old or unknown, and once there is an administrator."""
    link = None if has_administrator() else setup_links.find(token, at=timezone.now())
    if link is None:
        raise Http404
    if request.method != "POST":
        languages = [code for code, _name in settings.LANGUAGES]
        return _page(request, SetupForm(initial={"languages": languages, "name": ""}))
    form = SetupForm(request.POST, request.FILES)
    is_whole = form.is_valid()
    if "test_mail" in request.POST:
        return _page(request, form, tested=_test_mail(request))
    return _save(request, form, link) if is_whole else _page(request, form, status=400)


def _save(request: HttpRequest, form: SetupForm, link: SetupLink) -> HttpResponse:
    try:
        done = set_up(first=form.first_run(), at=timezone.now(), link=link)
    except ValidationError as refusal:
        form.take(refusal)
        return _page(request, form, status=400)
    messages.success(request, _("The site is set up. Choose a password, then sign in."))
    if form.cleaned_data["catalogue"] == TABLE:
        messages.info(request, _("Your spreadsheet comes in under Manage, Imports."))
    return redirect(done.link)


def _test_mail(request: HttpRequest) -> dict[str, Any]:
    """Whether a mail to the administrator goes out; ``problem`` says why it does not. Side effect: it is sent."""
    address = request.POST.get("administrator_email", "").strip()
    try:
        validate_email(address)
    except ValidationError:
        return {"problem": _("Enter the email of the first administrator.")}
    subject = _("Test email from %(site)s") % {"site": request.POST.get("name", "").strip()[:120] or site_name()}
    message = EmailMessage(" ".join(subject.split()), _("Emails from this site reach you."), to=[address])
    try:
        message.send()
    except Exception as error:  # whatever a mail server, its name or its certificate may be wrong with
        return {"problem": _("The mail server did not take it: %(reason)s") % {"reason": str(error)[:300]}}
    return {"address": address}


def _page(request: HttpRequest, form: SetupForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "time_zone": settings.TIME_ZONE} | more
    return render(request, "desk/setup.html", context, status=status)
