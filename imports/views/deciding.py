"""Applying an import, undoing it, and stopping or discarding what is not applied."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.kept_forms import typed_before
from accounts.permissions import curator_required, signed_in
from imports import applying, jobs, permissions, undoing, uploads
from imports.forms import ApplyForm, ReasonForm
from imports.models import Import, ImportState
from imports.views.frame import found, page
from imports.views.preview import numbers
from stakeholders.errors import Refused, WrongState


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@curator_required
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the preview showed, with a reason."""
    upload = found(pk)
    if upload.state != ImportState.PREVIEWED:
        return redirect("imports:import", pk=pk)
    typed = request.POST if request.method == "POST" else typed_before(request)
    form = ApplyForm(typed, question=_question(upload), initial={"fingerprint": upload.fingerprint})
    if request.method != "POST" or not form.is_valid():
        return _apply_page(request, upload, form, 400 if request.method == "POST" else 200)
    try:
        applying.ask(
            upload=upload, by=signed_in(request), fingerprint=form.cleaned_data["fingerprint"],
            reason=form.cleaned_data["reason"], allow_losses=form.cleaned_data.get("allow_losses", False),
        )  # fmt: skip
    except (Refused, ValidationError) as refusal:
        form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal))
        return _apply_page(request, upload, form, 409 if isinstance(refusal, WrongState) else 400)
    jobs.wake()
    return redirect("imports:import", pk=pk)


def _apply_page(request: HttpRequest, upload: Import, form: ApplyForm, status: int) -> HttpResponse:
    can_apply = permissions.can_apply(signed_in(request), upload)
    return page(
        request, "imports/apply.html", upload, "apply", status, form=form, can_apply=can_apply, numbers=numbers(upload)
    )


def _question(upload: Import) -> str:
    """What is asked before values are emptied, in numbers."""
    if not upload.losses:
        return ""
    text = ngettext(
        "Yes, empty %(count)d value that is there now, in %(rows)d of %(all)d rows.",
        "Yes, empty %(count)d values that are there now, in %(rows)d of %(all)d rows.",
        upload.losses,
    )
    return text % {"count": upload.losses, "rows": upload.loss_rows, "all": upload.counts.get("rows", 0)}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@curator_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole import back, with a reason."""
    upload = found(pk)
    if not undoing.can_be_undone(upload):
        return redirect("imports:import", pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else typed_before(request))
    if request.method == "POST" and form.is_valid():
        try:
            undoing.ask(upload=upload, by=signed_in(request), reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            jobs.wake()
            return redirect("imports:import", pk=pk)
    return page(request, "imports/undo.html", upload, "undo", 400 if request.method == "POST" else 200, form=form)


@require_POST
@never_cache
@curator_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop what waits or is under way, until the writing begins."""
    upload = found(pk)
    if upload.is_under_way and jobs.cancel(upload):
        messages.success(request, _("Stopped. Nothing was written."))
    else:
        messages.error(request, _("It is too late to stop this."))
    return redirect("imports:import", pk=pk)


@require_POST
@never_cache
@curator_required
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Set an import aside that was not applied."""
    upload = found(pk)
    try:
        uploads.discard(upload=upload, by=signed_in(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("imports:import", pk=pk)
    messages.success(request, _("%(file)s was discarded.") % {"file": upload.file_name})
    return redirect("imports:list")
