"""Bringing a catalogue file in: upload, look at every difference, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from recommendations.forms import ApplyForm
from recommendations.imports import ImportResult, ImportStoppedError
from recommendations.models import CatalogueImport
from recommendations.positioned_json import FileError, FileRefusedError
from recommendations.step_forms import set_again
from recommendations.uploads import apply_upload, discard_upload, preview

from .access import for_curators
from .trails import to_imports


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview of a waiting file and the button that applies it; afterwards, what it did."""
    uploads = CatalogueImport.objects.select_related("uploaded_by", "applied_by")
    upload = get_object_or_404(uploads, pk=pk)
    if upload.applied_at or upload.discarded_at:
        context = {"upload": upload, "trail": to_imports()}
        return render(request, "recommendations/import_done.html", context)
    try:
        result = preview(upload=upload, by=request.user)
    except FileRefusedError as refused:
        # The catalogue has moved on since the upload, so that the two contradict one another by now.
        return _show_preview(request, upload, None, None, 409, errors=refused.errors)
    asked = {question.code for question in result.questions}
    if request.method != "POST":
        form = ApplyForm(asked=asked, initial={"fingerprint": result.fingerprint})
        return _show_preview(request, upload, result, form, 200)
    form = ApplyForm(request.POST, asked=asked)
    if not form.is_valid():
        return _show_preview(request, upload, result, form, 400)
    return _apply(request, upload, form, asked)


def _apply(request: HttpRequest, upload: CatalogueImport, form: ApplyForm, asked: set[str]) -> HttpResponse:
    answers = form.cleaned_data
    try:
        result = apply_upload(
            upload=upload,
            by=request.user,
            expected=answers["fingerprint"],
            reason=answers["reason"],
            allow_losses=answers.get("allow_losses", False),
        )
    except ImportStoppedError as stopped:
        # What was typed stays; the differences, and the fingerprint that stands for them, are the new ones.
        set_again(form, "fingerprint", stopped.result.fingerprint)
        for question in stopped.questions:
            if question.code not in asked:
                form.add_error(None, question.message)
        return _show_preview(request, upload, stopped.result, form, 409)
    except FileRefusedError as refused:
        return _show_preview(request, upload, None, None, 409, errors=refused.errors)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _done(result))
    return redirect("recommendations:curate-import", pk=upload.pk)


def _done(result: ImportResult) -> str:
    count = len(result.created) + len(result.changed)
    text = ngettext("Imported: %(count)d object is new or changed.", "Imported: %(count)d are new or changed.", count)
    return text % {"count": count}


def _show_preview(
    request: HttpRequest,
    upload: CatalogueImport,
    result: ImportResult | None,
    form: ApplyForm | None,
    status: int,
    errors: list[FileError] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"upload": upload, "result": result, "form": form, "errors": errors or []}
    return render(request, "recommendations/import_preview.html", context | {"trail": to_imports()}, status=status)


@for_curators
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a waiting file aside."""
    upload = get_object_or_404(CatalogueImport, pk=pk)
    try:
        discard_upload(upload=upload, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(file)s was discarded.") % {"file": upload.file_name})
    return redirect("imports:list")
