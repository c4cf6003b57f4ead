"""The pages behind the links of a digest: one report, or one act on it, for one person without a password.

The secret in the address is the proof, so no form token is needed. Reading changes nothing, as mail programs and their
scanners open links by themselves: the first press of a button binds the link to the browser.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.days import today_of, zone_of
from accounts.forms import AuthenticateForm
from identity.current import spoken
from progress import drafts, history, link_acts, report_links
from progress.errors import Refused
from progress.link_forms import SnoozeForm
from progress.models import ReportLink, Through

COOKIE = "report_link"
PATH = "/r/"
LIMITS = {"unknown": "60/m/ip", "write": "60/m/key"}

View = Callable[[HttpRequest, ReportLink], HttpResponse]


def _opened(*, shows_at_once: bool = False) -> Callable[[View], Callable[..., HttpResponse]]:
    """A page for the person behind the link, in their language and time zone, in the one browser that it belongs to.

    ``shows_at_once``: the page has nothing but a button, so it stands in place of "Open" where no browser has it yet.
    """

    def decorator(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, token: str) -> HttpResponse:
            link = report_links.find(token, at=timezone.now())
            browser = request.COOKIES.get(COOKIE, "")
            if link is None or (link.browser and not report_links.is_of(link, browser)):
                return _unusable(request)
            if request.method == "POST" and not _counts(request, "write", str(link.pk)):
                return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
            language = translation.override(spoken(link.user.preferences.language))
            with language, timezone.override(zone_of(link.user)), history.through(Through.LINK):
                return _answer(request, link, browser, view, shows_at_once)

        methods = require_http_methods(["GET", "HEAD", "POST"])
        return csrf_exempt(login_not_required(never_cache(methods(wrapper))))

    return decorator


def _answer(request: HttpRequest, link: ReportLink, browser: str, view: View, shows_at_once: bool) -> HttpResponse:
    is_new = not link.browser
    if is_new and request.method != "POST":
        response = view(request, link) if shows_at_once else _page(request, link, "progress/link_open.html")
    else:
        browser = browser or secrets.token_urlsafe(32)
        if is_new and not report_links.bind(link, browser):
            return _unusable(request)
        response = _second_step(request, link) or view(request, link)
        if is_new:
            _keep(response, browser)
    response.headers["Content-Language"] = translation.get_language()
    # The address is a secret that no other page needs to hear of.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _keep(response: HttpResponse, browser: str) -> None:
    """The browser keeps by which it is known again, for these addresses alone."""
    response.set_cookie(
        COOKIE,
        browser,
        max_age=report_links.LONGEST,
        path=PATH,
        secure=settings.SITE_IS_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _counts(request: HttpRequest, action: str, key: str = "") -> bool:
    return ratelimit.consume(request, app="progress", action=action, config=LIMITS, key=key) is not None


def _unusable(request: HttpRequest) -> HttpResponse:
    """Says no more than that: not why, nor whether there is or was such a link."""
    if not _counts(request, "unknown"):
        return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    return render(request, "progress/link_unusable.html", status=HTTPStatus.NOT_FOUND)


def _second_step(request: HttpRequest, link: ReportLink) -> HttpResponse | None:
    """The page that asks for a code, or what its right answer leads to; None where none is asked for."""
    if not report_links.needs_second_step(link):
        return None
    form = AuthenticateForm(request.POST if request.POST.get("act") == "code" else None, user=link.user)
    if form.is_bound and form.is_valid():
        form.authenticator.record_usage()
        report_links.prove(link)
        return redirect(request.path)
    return _page(request, link, "progress/link_code.html", status=400 if form.is_bound else 200, form=form)


def _page(request: HttpRequest, link: ReportLink, template: str, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, template, {"link": link, "commitment": link.commitment, **more}, status=status)


def _done(request: HttpRequest, link: ReportLink, done: str, **more: Any) -> HttpResponse:
    return _page(request, link, "progress/link_done.html", done=done, **more)


@_opened()
def report(request: HttpRequest, link: ReportLink) -> HttpResponse:
    """Write the one report: save it or submit it."""
    current = drafts.open_report(link.commitment, link.organisation)
    if current is None:
        if request.method != "POST":
            return _page(request, link, "progress/link_open.html")
        try:
            drafts.open_draft(
                commitment=link.commitment,
                organisation=link.organisation,
                by=link.user,
                covers_until=today_of(link.user),
            )
        except Refused as refusal:
            return _page(request, link, "progress/link_open.html", status=409, refused=refusal)
        return redirect(request.path)
    if request.method == "POST" and request.POST.get("act") == "open":
        return redirect(request.path)
    if request.method != "POST":
        return _page(request, link, "progress/link_report.html", **link_acts.blank(current, link))
    outcome = link_acts.save(current, link, request.POST)
    if outcome.done:
        return _done(request, link, outcome.done)
    if outcome.status == HTTPStatus.OK:
        return redirect(f"{request.path}#saved")
    return _page(request, link, "progress/link_report.html", status=outcome.status, **outcome.context)


@_opened(shows_at_once=True)
def no_change(request: HttpRequest, link: ReportLink) -> HttpResponse:
    """Say that nothing of significance changed: one button."""
    if request.POST.get("act") != "no_change":
        return _page(request, link, "progress/link_no_change.html")
    try:
        made = drafts.no_change(commitment=link.commitment, organisation=link.organisation, by=link.user)
    except Refused as refusal:
        return _page(request, link, "progress/link_no_change.html", status=409, refused=refusal)
    return _done(request, link, made.review_state)


@_opened(shows_at_once=True)
def snooze(request: HttpRequest, link: ReportLink) -> HttpResponse:
    """Put reminders of this one off."""
    form = SnoozeForm(request.POST if "days" in request.POST else None)
    if not form.is_valid():
        return _page(request, link, "progress/link_snooze.html", status=400 if form.is_bound else 200, form=form)
    try:
        row = link_acts.snooze(link, until=form.until(today_of(link.user)))
    except Refused as refusal:
        return _page(request, link, "progress/link_snooze.html", status=409, form=form, refused=refusal)
    return _done(request, link, "snoozed", until=row.until)


@_opened()
def give(request: HttpRequest, link: ReportLink) -> HttpResponse:
    """Give it to a colleague."""
    posted = request.POST if "to" in request.POST else None
    form = link_acts.give_form(link, posted)
    if not form.is_valid():
        return _page(request, link, "progress/link_give.html", status=400 if form.is_bound else 200, form=form)
    try:
        person = link_acts.give(link, form)
    except Refused as refusal:
        form = link_acts.give_form(link, None)
        return _page(request, link, "progress/link_give.html", status=409, form=form, refused=refusal)
    return _done(request, link, "given", person=person)
