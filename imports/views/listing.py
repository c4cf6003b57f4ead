"""All imports on one page: a catalogue as JSON, or a table; and bringing a new file."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import signed_in
from imports import permissions, uploads, working
from imports.forms import CATALOGUE, BringForm
from imports.models import Import, ImportState
from recommendations.models import CatalogueImport
from recommendations.positioned_json import MAX_BYTES, FileError, FileRefusedError
from recommendations.uploads import keep_upload
from recommendations.views.access import for_curators, sent
from recommendations.views.trails import to_curate
from stakeholders.errors import NotPermitted

A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_curators
def imports(request: HttpRequest) -> HttpResponse:
    """Every import, the newest first. A file that cannot be used is explained by line and field."""
    form = BringForm(*sent(request))
    errors: list[FileError] = []
    if request.method == "POST" and form.is_valid():
        try:
            return _bring(request, form)
        except FileRefusedError as refused:
            errors = refused.errors
        except ValidationError as refused:
            form.add_error("file", refused)
        except NotPermitted:
            form.add_error("kind", _("Tables are brought in by curators."))
    context = {
        "form": form,
        "errors": errors,
        "page": Paginator(_all(), A_PAGE).get_page(request.GET.get("page")),
        "labels": dict(ImportState.choices),
        "trail": to_curate(),
    }
    return render(request, "imports/list.html", context, status=400 if request.method == "POST" else 200)


def _bring(request: HttpRequest, form: BringForm) -> HttpResponse:
    file, kind, person = form.cleaned_data["file"], form.cleaned_data["kind"], signed_in(request)
    if kind == CATALOGUE:
        catalogue = keep_upload(data=file.read(MAX_BYTES + 1), file_name=file.name, by=person)
        return redirect("recommendations:curate-import", pk=catalogue.pk)
    if not permissions.can_prepare(person):
        raise NotPermitted
    upload = uploads.keep(file=file, kind=kind, by=person)
    working.soon(upload)
    return redirect("imports:file", pk=upload.pk)


def _all():
    """Both kinds of import in one list: tables, and files of the catalogue."""
    tables = Import.objects.order_by().values_list(
        F("pk"), Value(1), F("file_name"), F("kind"), F("state"), F("uploaded_at"), F("uploaded_by__name")
    )
    catalogues = CatalogueImport.objects.order_by()
    stage = {
        ImportState.APPLIED: Q(applied_at__isnull=False),
        ImportState.DISCARDED: Q(discarded_at__isnull=False),
        ImportState.PREVIEWED: Q(applied_at__isnull=True, discarded_at__isnull=True),
    }
    parts = [
        catalogues.filter(which).values_list(
            F("pk"), Value(0), F("file_name"), Cast("edition_code", CharField()), Value(state.value),
            F("uploaded_at"), F("uploaded_by__name"),
        )
        for state, which in stage.items()
    ]  # fmt: skip
    return tables.union(*parts, all=True).order_by("-uploaded_at", "-pk")


