"""The addresses for programs: one's state, one's records, the declaration, the Global Privacy Control statement."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseNotFound, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from .. import notices, recording, subjects
from ..categories import FUNCTIONAL, OPTIONAL
from ..gate import consent_of
from ..models import ConsentEvent
from .pages import declared_data


@login_not_required
@never_cache
@require_safe
def state(request: HttpRequest) -> HttpResponseBase:
    """``/cookies/state.json``: what holds for who asks. Looks at the account; no cache may keep it."""
    bool(request.user.is_authenticated)  # loads the session, so that the account counts too
    return JsonResponse(consent_of(request).as_data())


@login_not_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponseBase:
    """``/cookies/mine.json``: every record about this browser and, signed in, this account. Article 15 and 20."""
    consent = consent_of(request)
    user = request.user if request.user.is_authenticated else None
    held = consent.held
    events = [_event(request, event) for event in recording.own_events(by=user, held=held)]
    data: dict[str, Any] = {
        "state": consent.as_data(),
        "look_up_code": subjects.look_up_code(held.receipt) if held and held.receipt else None,
        "events": events,
    }
    response = JsonResponse(data)
    response.headers["Content-Disposition"] = 'inline; filename="consent.json"'
    return response


def _event(request: HttpRequest, event: ConsentEvent) -> dict[str, Any]:
    number = event.notice.number
    return {
        "kind": event.kind,
        "about": event.subject_kind,
        "granted": {FUNCTIONAL: True} | {key: getattr(event, key) for key in OPTIONAL},
        "notice": number,
        "language": event.language,
        "text": request.build_absolute_uri(reverse("consent_notice", args=[number, event.language])),
        "way": event.way,
        "gpc": event.gpc,
        "recorded_at": event.recorded_at.isoformat(),
    }


@login_not_required
@cache_control(public=True, max_age=60)
@require_safe
def declaration(request: HttpRequest) -> HttpResponseBase:
    """``/cookies/declaration.json``: everything that the site stores on a device, with its facts and purpose."""
    return JsonResponse(declared_data())


@login_not_required
@cache_control(public=True, max_age=86400)
@require_safe
def gpc(request: HttpRequest) -> HttpResponseBase:
    """``/.well-known/gpc.json``: this site honours Global Privacy Control, since the notice in force was published."""
    notice = notices.current()
    if notice is None or notice.version.published_at is None:
        return HttpResponseNotFound()
    return JsonResponse({"gpc": True, "lastUpdate": notice.version.published_at.date().isoformat()})
