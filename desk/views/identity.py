"""/curate/identity/: whose site this is, for administrators."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.kept_forms import typed_before
from accounts.permissions import administrator_required
from desk.identity_form import IdentityForm
from desk.identity_saving import changes_controller, save
from identity.changing import ChangedMeanwhile
from identity.current import Site
from identity.models import Identity
from recommendations import three_way
from recommendations.history import history_of


def _row() -> Identity:
    """The identity there is, or an empty one."""
    return Identity.objects.select_related("logo", "icon").first() or Identity()


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@administrator_required
def edit(request: HttpRequest) -> HttpResponse:
    """Change it, look at it, save it. 409 when somebody else was quicker."""
    row = _row()
    posted = request.POST if request.method == "POST" else typed_before(request)
    form = IdentityForm(posted, request.FILES or None, row=row, text=_earlier(request, row))
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=400)
    if "preview" in request.POST:
        return _page(request, form, preview=Site(Identity(**form.values()), is_saved=True))
    return _save(request, form)


def _save(request: HttpRequest, form: IdentityForm) -> HttpResponse:
    said = {"reason": form.cleaned_data["reason"], "version": form.cleaned_data["version"] or 0}
    try:
        save(values=form.values(), by=request.user, **said)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _page(request, form, status=400)
    except ChangedMeanwhile as late:
        return _conflict(request, form, late.current)
    messages.success(request, _("The site’s identity is saved. Every page shows it within a minute."))
    return redirect("desk:identity-history")


def _conflict(request: HttpRequest, typed: IdentityForm, current: Identity) -> HttpResponse:
    """409: what was typed, merged field by field with what is saved now."""
    last = current.history.select_related("history_user").latest() if current.pk else None
    who = {"by": last.history_user, "at": last.history_date} if last else {"by": None, "at": None}
    merged = three_way.merge(cast(QueryDict, typed.data), IdentityForm(row=current), **who)
    merged.data["version"] = str(current.version if current.pk else 0)
    return _page(request, IdentityForm(merged.data, row=current), conflict=merged, status=409)


def _page(request: HttpRequest, form: IdentityForm, *, status: int = 200, **more: Any) -> HttpResponse:
    preview: Site | None = more.get("preview")
    context = {
        "form": form,
        "preview": preview,
        "colours": "-".join(one.removeprefix("#") for one in preview.accents) if preview else "",
        "asks_again": preview is not None and changes_controller(preview.controller),
        "conflict": more.get("conflict"),
    }
    return render(request, "desk/identity.html", context, status=status)


@require_safe
@never_cache
@administrator_required
def history(request: HttpRequest) -> HttpResponse:
    """Every version with its differences; each can be begun from again."""
    row = _row()
    entries = history_of(row) if row.pk else []
    return render(request, "desk/identity_history.html", {"entries": entries})


def _earlier(request: HttpRequest, row: Identity) -> Identity | None:
    """The version of the history that ``from`` names; 404 for one that there is not."""
    wanted = request.GET.get("from", "")
    if not wanted:
        return None
    if not row.pk or not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        raise Http404
    return get_object_or_404(row.history, pk=wanted).instance
