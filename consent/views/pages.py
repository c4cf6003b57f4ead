"""The pages: the notice with its form, one's own choice, and any version of the notice as it was shown."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from .. import conf, declaration, notices, recording, subjects, totals
from ..categories import ALL, FUNCTIONAL
from ..counting import counted_day
from ..gate import consent_of
from ..models import Kind, NoticeText, NoticeVersion

shared_page = cache_control(public=True, max_age=60)
ISOLATE = {"ar", "fa", "he", "ur"}


def categories_of(text: NoticeText) -> list[dict[str, Any]]:
    """The four categories with their words and declared items, ready for a template."""
    by_category: dict[str, list[dict[str, Any]]] = {key: [] for key in ALL}
    for item in text.items:
        by_category[item["category"]].append(shown_item(item))
    return [
        {
            "key": key,
            "name": text.categories[key]["name"],
            "purpose": text.categories[key]["purpose"],
            "required": key == FUNCTIONAL,
            "items": by_category[key],
        }
        for key in ALL
    ]


def shown_item(item: dict[str, Any]) -> dict[str, Any]:
    """A declared item with its name as this site's browsers show it, and its kind and recipients in words."""
    parties = item["third_parties"] or []
    return item | {
        "shown_name": declaration.shown_name(item),
        "kind_name": str(Kind(item["kind"]).label),
        "recipients": pgettext("between the words of a list", ", ").join(parties) if parties else _("Nobody else"),
    }


def text_direction(language: str) -> str:
    """``rtl`` or ``ltr``, for the ``dir`` of words that fell back to another language."""
    return "rtl" if language.split("-")[0] in ISOLATE else "ltr"


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What the notice's page shows; the same for everyone who asks in one language."""
    notice = notices.current()
    context: dict[str, Any] = {"base_template": conf.base_template(), "notice": notice, "consent_form_on_page": True}
    if notice is None:
        return context
    text = notice.text(translation.get_language())
    return context | {
        "text": text,
        "text_direction": text_direction(text.language),
        "controller": notice.version.controller,
        "categories": categories_of(text),
        "lasts_days": conf.CHOICE_LASTS.days,
        "keeps_years": round(conf.retention().days / 365, 1),
    }


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Render one of the app's pages. Pages that answer a POST keep their own cache rules."""
    return render(request, template, {"base_template": conf.base_template()} | context, status=status)


@login_not_required
@shared_page
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """``/cookies/``: the notice, the declaration and the form. Nothing on it depends on who asks."""
    return render_page(request, "consent/page.html", page_context(request))


@login_not_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """``/cookies/mine/``: one's own choice as it stands, the look-up code, withdrawal and erasure."""
    consent = consent_of(request)
    user = request.user if request.user.is_authenticated else None
    held = consent.held
    context = page_context(request) | {
        "consent": consent,
        "ticked": sorted(consent.granted),
        "code": subjects.look_up_code(held.receipt) if held and held.receipt else "",
        "events": recording.own_events(by=user, held=held),
        "erased": request.GET.get("erased") == "1",
    }
    return render_page(request, "consent/mine.html", context)


@login_not_required
@require_safe
def notice_text(request: HttpRequest, number: int, language: str) -> HttpResponseBase:
    """``/cookies/notice/<number>/<language>/``: one version in one language, word for word, for ever."""
    text = _published_text(number, language)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response: HttpResponseBase = JsonResponse(notice_data(text))
    else:
        with translation.override(text.language):
            context = {
                "text": text,
                "version": text.notice,
                "categories": categories_of(text),
                "text_direction": text_direction(text.language),
            }
            response = render_page(request, "consent/notice.html", context)
            response.headers["Content-Language"] = text.language
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Vary"] = "Accept"
    return response


def _published_text(number: int, language: str) -> NoticeText:
    text = NoticeText.objects.select_related("notice").filter(notice__number=number, language=language).first()
    if text is None:
        raise Http404(_("There is no such notice."))
    return text


def notice_data(text: NoticeText) -> dict[str, Any]:
    """A notice's words with what proves them: the digest over them and the material's."""
    version: NoticeVersion = text.notice
    return {
        "number": version.number,
        "language": text.language,
        "controller": version.controller,
        "published_at": version.published_at.isoformat() if version.published_at else None,
        "material_hash": version.material_hash,
        "digest": text.digest,
        "words": notices.words_of(text),
    }


def declared_data() -> dict[str, Any]:
    """The declaration in force as plain data."""
    notice = notices.current()
    if notice is None:
        return {"notice": None, "items": []}
    words = notice.text(translation.get_language())
    items = [item | {"name": declaration.shown_name(item)} for item in words.items]
    return {"notice": notice.number, "controller": notice.version.controller, "items": items}


@login_not_required
@shared_page
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """``/cookies/statistics/``: what was counted of people who agreed, as totals; small figures are left out."""
    return render_page(request, "consent/statistics.html", totals.public_totals(on=counted_day()))
