"""The posts: choosing, withdrawing, erasing, keeping a preference, counting a visit."""

from __future__ import annotations

import functools
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .. import answers, conf, cookie, guard, notices, origin, preferences, recording, throttle, visits
from ..categories import OPTIONAL, PREFERENCES
from ..choice import Choice
from ..gate import RequestConsent, consent_of
from .pages import page_context, render_page


def own_post(view: Any) -> Any:
    """A POST from this site's own pages, open to everyone, without a form token, never kept by a cache."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(_language_of(request)):
            if not origin.is_own(request):
                return problem(request, HTTPStatus.FORBIDDEN, _("A choice is taken only from this site's own pages."))
            return view(request, *args, **kwargs)

    return csrf_exempt(login_not_required(never_cache(require_POST(wrapper))))


def _language_of(request: HttpRequest) -> str:
    """The language of the page that a form stood on: these addresses have none of their own."""
    wanted = request.POST.get("language", "") if request.content_type != "application/json" else ""
    return wanted if wanted in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE


def wants_json(request: HttpRequest) -> bool:
    """True when the client asks for JSON rather than a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def problem(
    request: HttpRequest, status: HTTPStatus, message: str, errors: dict[str, str] | None = None, **context: Any
) -> HttpResponse:
    """An answer that nothing was recorded: the reason in words, the form again, or the same as JSON."""
    if wants_json(request):
        notice = notices.current()
        data = {"error": message, "errors": errors or {}, "current_notice": notice.number if notice else None}
        return JsonResponse(data, status=status)
    return render_page(
        request, "consent/page.html", page_context(request) | {"problem": message, "errors": errors, **context}, status
    )


def _no_notice(request: HttpRequest) -> HttpResponse:
    message = _("There is no notice to answer yet. Nothing is stored.")
    return problem(request, HTTPStatus.SERVICE_UNAVAILABLE, message)


def _signed_in(request: HttpRequest) -> Any:
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


@own_post
def choice(request: HttpRequest) -> HttpResponseBase:
    """Record what a person chose. 303 back to the page, or JSON; 400, 403, 409, 422, 429 when nothing is recorded."""
    try:
        sent = answers.read(request)
    except answers.BadAnswer as bad:
        return problem(
            request, HTTPStatus.BAD_REQUEST, _("Your choice could not be read."), bad.errors, **_typed(request)
        )
    notice = notices.current_exactly()
    if notice is None:
        return _no_notice(request)
    shown = notice if sent.notice in (None, notice.number) else notices.published(sent.notice)
    if shown is None:
        message = _("There is no notice with this number.")
        return problem(request, HTTPStatus.BAD_REQUEST, message, {"notice": message}, **_typed(request))
    if _is_outdated(sent.granted, shown.number, notice.asks_since):
        return problem(
            request,
            HTTPStatus.CONFLICT,
            _("What we ask has changed while this page was open. Please read the new notice and choose again."),
        )
    answer = recording.Answer(
        granted=sent.granted,
        notice=shown.version,
        language=shown.text(sent.language or translation.get_language()).language,
        way=sent.way,
        gpc=consent_of(request).gpc,
        idempotency_key=sent.idempotency_key,
    )
    return _record(request, answer, notice.asks_since, sent.next)


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {"ticked": [key for key in OPTIONAL if request.POST.get(key, "").lower() in answers.YES]}


def _is_outdated(granted: frozenset[str], shown: int, asks_since: dict[str, int]) -> bool:
    """True when a yes was given to words that mean something else by now. A no always counts."""
    return bool(granted) and any(shown < since for since in asks_since.values())


def _record(
    request: HttpRequest, answer: recording.Answer, asks_since: dict[str, int], target: str
) -> HttpResponseBase:
    consent, by = consent_of(request), _signed_in(request)
    held = recording.as_logged(consent.held)
    if answer.granted and not _is_same(held, answer) and _is_too_much(request, by, held, consent):
        return problem(
            request,
            HTTPStatus.TOO_MANY_REQUESTS,
            _("Too many choices came from your network just now. Nothing optional is stored. Try again later."),
        )
    try:
        chosen = recording.choose(by=by, answer=answer, held=held, asks_since=asks_since, at=consent.at)
    except recording.KeyReused:
        message = _("This idempotency key was used for another choice.")
        return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, message, {"idempotency_key": message})
    consent.replace_held(chosen)
    response = _done(request, consent, target)
    guard.remove_unconsented(request, response, chosen.effective)
    return response


def _is_same(held: Choice | None, answer: recording.Answer) -> bool:
    return held is not None and held.granted == answer.granted and held.notice == answer.notice.number


def _is_too_much(request: HttpRequest, by: Any, held: Choice | None, consent: RequestConsent) -> bool:
    if throttle.too_many_from(request, consent.at):
        return True
    is_known = by is not None or bool(held and held.receipt)
    return throttle.too_many_rows(consent.at, for_somebody_known=is_known)


def _done(request: HttpRequest, consent: RequestConsent, target: str) -> HttpResponseBase:
    if wants_json(request):
        return JsonResponse(consent.as_data())
    response = HttpResponseRedirect(origin.safe_next(request, target) or reverse("consent:mine"))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


@own_post
def withdraw(request: HttpRequest) -> HttpResponseBase:
    """Take every yes back, in one click; the same as refusing all. 303, or JSON."""
    notice = notices.current_exactly()
    if notice is None:
        return _no_notice(request)
    answer = recording.Answer(
        granted=recording.NOTHING,
        notice=notice.version,
        language=notice.text(translation.get_language()).language,
        way="page",
        gpc=consent_of(request).gpc,
    )
    return _record(request, answer, notice.asks_since, request.POST.get("next", ""))


@own_post
def erase(request: HttpRequest) -> HttpResponseBase:
    """Erase what ties the log to this browser and, signed in, this account. Afterwards nobody has chosen anything."""
    consent, by = consent_of(request), _signed_in(request)
    erased = recording.erase(by=by, held=consent.held, at=consent.at)
    consent.replace_held(None)
    if wants_json(request):
        response: HttpResponseBase = JsonResponse({"erased": erased})
    else:
        response = HttpResponseRedirect(reverse("consent:mine") + "?erased=1")
        response.status_code = HTTPStatus.SEE_OTHER
    guard.remove_unconsented(request, response, recording.NOTHING)
    cookie.remove(response)
    return response


@own_post
def keep_preferences(request: HttpRequest) -> HttpResponseBase:
    """Store the preferences sent, if this visitor agreed to that. 303 back, or JSON with ``stored`` true or false."""
    try:
        wanted = preferences.check({key: request.POST[key] for key in preferences.ALLOWED if key in request.POST})
    except preferences.UnknownValue as error:
        message = _("This is no value for %(field)s.") % {"field": error.field}
        return problem(request, HTTPStatus.BAD_REQUEST, message, {error.field: message})
    stored = consent_of(request).allows(PREFERENCES)
    kept = (preferences.read(request) if stored else {}) | wanted
    if wants_json(request):
        response: HttpResponseBase = JsonResponse({"stored": stored, "preferences": kept})
    else:
        response = HttpResponseRedirect(origin.safe_next(request, request.POST.get("next", "")) or "/")
        response.status_code = HTTPStatus.SEE_OTHER
    if stored:
        preferences.write(response, kept)
    return response


@own_post
def visit(request: HttpRequest) -> HttpResponseBase:
    """Count one opened page for a visitor who agreed; 204 either way, so that the answer tells nothing."""
    if conf.visits_counted_by() == "beacon":
        visits.count_beacon(request, request.POST.get("path", ""), request.POST.get("referrer", ""))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
