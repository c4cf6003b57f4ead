"""/curate/pages/: the body's own texts of the pages about the site, in every language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.kept_forms import typed_before
from dashboard.own_texts import OwnText, own_text_of
from desk.access import for_staff
from pages.forms import PageTextForm
from pages.models import PageName, PageText
from pages.publishing import ChangedMeanwhile, publish
from recommendations import three_way
from recommendations.history import history_of
from recommendations.translations import direction_of

LANGUAGES = dict(settings.LANGUAGES)


def _named(code: str) -> str:
    """A language's name in the reader's language."""
    return capfirst(get_language_info(code)["name_translated"])


@require_safe
@for_staff
def listing(request: HttpRequest) -> HttpResponse:
    """Every page in every language, with what is there."""
    known = {(one.page, one.language): one for one in PageText.objects.all()}
    pages = [(page, [(code, _named(code), known.get((page.value, code))) for code in LANGUAGES]) for page in PageName]
    return render(request, "desk/pages.html", {"pages": pages, "languages": [_named(code) for code in LANGUAGES]})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def edit(request: HttpRequest, page: str, language: str) -> HttpResponse:
    """Write a text, look at it, publish it. 409 when somebody else was quicker."""
    row = _row(page, language)
    posted = request.POST if request.method == "POST" else typed_before(request)
    form = PageTextForm(posted, page=page, row=row, text=_earlier(request, row))
    if request.method != "POST":
        return _form_page(request, page, language, form)
    if not form.is_valid():
        return _form_page(request, page, language, form, status=400)
    if "preview" in request.POST:
        shown = PageText(page=page, language=language, place=form.cleaned_data["place"], text=form.cleaned_data["text"])
        return _form_page(request, page, language, form, preview=own_text_of(shown))
    return _publish(request, page, language, form)


def _publish(request: HttpRequest, page: str, language: str, form: PageTextForm) -> HttpResponse:
    said = {name: form.cleaned_data[name] for name in ("place", "text", "reason")}
    try:
        row = publish(page=page, language=language, version=form.cleaned_data["version"] or 0, by=request.user, **said)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _form_page(request, page, language, form, status=400)
    except ChangedMeanwhile as late:
        return _conflict(request, page, language, late.current)
    messages.success(request, _("The text is published.") if row.text else _("The page shows its built-in text again."))
    return redirect("desk:page-history", page, language)


def _conflict(request: HttpRequest, page: str, language: str, current: PageText | None) -> HttpResponse:
    """409: what was typed, merged field by field with what is published now."""
    last = current.history.select_related("history_user").latest() if current else None
    who = {"by": last.history_user, "at": last.history_date} if last else {"by": None, "at": None}
    merged = three_way.merge(request.POST, PageTextForm(page=page, row=current), **who)
    merged.data["version"] = str(current.version if current else 0)
    form = PageTextForm(merged.data, page=page, row=current)
    return _form_page(request, page, language, form, conflict=merged, status=409)


def _form_page(
    request: HttpRequest, page: str, language: str, form: PageTextForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    preview: OwnText | None = more.get("preview")
    context = {
        "form": form,
        "page_name": PageName(page),
        "public_path": f"/{page}/",
        "language": language,
        "language_name": _named(language),
        "direction": direction_of(language),
        "preview": preview,
        "conflict": more.get("conflict"),
    }
    return render(request, "desk/page_form.html", context, status=status)


@require_safe
@for_staff
def history(request: HttpRequest, page: str, language: str) -> HttpResponse:
    """Every version with its differences; each can be begun from again."""
    row = _row(page, language)
    entries = history_of(row) if row else []
    versions = list(row.history.order_by("-history_date", "-history_id").values_list("pk", flat=True)) if row else []
    context = {
        "versions": list(zip(entries, versions, strict=True)),
        "page_name": PageName(page),
        "page": page,
        "language": language,
        "language_name": _named(language),
    }
    return render(request, "desk/page_history.html", context)


def _row(page: str, language: str) -> PageText | None:
    """The text there is; 404 for a page or language that there is not."""
    if page not in PageName.values or language not in LANGUAGES:
        raise Http404
    return PageText.objects.filter(page=page, language=language).first()


def _earlier(request: HttpRequest, row: PageText | None) -> PageText | None:
    """The version of the history that ``from`` names; 404 for one that there is not."""
    wanted = request.GET.get("from", "")
    if not wanted:
        return None
    if row is None or not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
        raise Http404
    return get_object_or_404(row.history, pk=wanted).instance
