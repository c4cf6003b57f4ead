"""The first three steps: how the file is read, what its columns hold, and what its values are with us."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.kept_forms import typed_before
from accounts.permissions import curator_required, signed_in
from imports import preparing, uploads, working
from imports.forms import ColumnsForm, FileForm, PreferForm, ValuesForm
from imports.models import Import
from imports.views.frame import found, page
from stakeholders.errors import WrongState


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@curator_required
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found in the file, and how it may be read otherwise."""
    upload = found(pk)
    if not upload.can_be_prepared:
        return redirect("imports:import", pk=pk)
    form = FileForm(request.POST if request.method == "POST" else typed_before(request), upload=upload)
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            upload = uploads.choose(
                upload=upload, by=signed_in(request), choices=form.choices_given(), version=form.cleaned_data["version"]
            )
        except WrongState as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            working.soon(upload)
            return redirect("imports:file", pk=pk)
    return page(request, "imports/file.html", upload, "file", status, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@curator_required
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column holds what."""
    upload = found(pk)
    if not upload.can_be_prepared or not upload.found:
        return redirect("imports:file", pk=pk)
    known = preparing.known_mapping(upload)
    given = preparing.settings_of(upload)
    name = known.name if known else Path(upload.file_name).stem[:80]
    typed = request.POST if request.method == "POST" else typed_before(request)
    form = ColumnsForm(typed, upload=upload, given=given, mapping_name=name)
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            preparing.say_columns(
                upload=upload, by=signed_in(request), settings=form.settings_given(),
                name=form.cleaned_data["name"], version=form.cleaned_data["version"],
            )  # fmt: skip
        except WrongState as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return redirect("imports:values", pk=pk)
    is_known = known is not None and not upload.settings
    return page(
        request, "imports/columns.html", upload, "columns", status, form=form, pairs=form.pairs(), is_known=is_known
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@curator_required
def values(request: HttpRequest, pk: int) -> HttpResponse:
    """What each value of the file is with us; then every row is previewed."""
    upload = found(pk)
    if not upload.can_be_prepared or not upload.settings:
        return redirect("imports:columns", pk=pk)
    asked = preparing.values_to_say(upload, preparing.settings_of(upload))
    form = ValuesForm(request.POST if request.method == "POST" else typed_before(request), upload=upload, asked=asked)
    if request.method == "POST" and form.is_valid():
        return _preview(request, upload, form)
    return _values_page(request, upload, form, 400 if request.method == "POST" else 200)


def _preview(request: HttpRequest, upload: Import, form: ValuesForm) -> HttpResponse:
    try:
        upload = preparing.say_values(
            upload=upload, by=signed_in(request), values=form.values_given(), version=form.cleaned_data["version"]
        )
    except WrongState as refusal:
        form.add_error(None, str(refusal))
        return _values_page(request, upload, form, 409)
    working.soon(upload)
    if upload.is_under_way:
        messages.info(request, _("A worker previews the file. You can leave this page and come back."))
    return redirect("imports:import", pk=upload.pk)


@require_POST
@never_cache
@curator_required
def prefer(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a duplicate count instead of the row that counts now."""
    upload, form = found(pk), PreferForm(request.POST)
    try:
        if not form.is_valid():
            raise WrongState
        number, version = form.cleaned_data["row"], form.cleaned_data["version"]
        upload = preparing.prefer(upload=upload, by=signed_in(request), number=number, version=version)
    except WrongState as refusal:
        messages.error(request, str(refusal))
        return redirect("imports:import", pk=pk)
    working.soon(upload)
    messages.success(request, _("Row %(number)s counts now.") % {"number": number})
    return redirect("imports:import", pk=pk)


def _values_page(request: HttpRequest, upload: Import, form: ValuesForm, status: int) -> HttpResponse:
    return page(request, "imports/values.html", upload, "values", status, form=form, groups=form.groups())
