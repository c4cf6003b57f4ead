"""All imports on one page: a catalogue as JSON, or a table; and bringing a new file."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Q, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import second_factor_required, signed_in
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
@second_factor_required
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
    tables = _columns(Import.objects.all(), is_table=1, what=F("kind"), stage=F("state"))
    stage = {
        ImportState.APPLIED: Q(applied_at__isnull=False),
        ImportState.DISCARDED: Q(discarded_at__isnull=False),
        ImportState.PREVIEWED: Q(applied_at__isnull=True, discarded_at__isnull=True),
    }
    catalogues = [
        _columns(CatalogueImport.objects.filter(which), is_table=0, what=F("edition_code"), stage=Value(state.value))
        for state, which in stage.items()
    ]
    return tables.union(*catalogues, all=True).order_by("-at", "-pk")


def _columns(rows, *, is_table: int, what, stage):
    given = {
        "is_table": Value(is_table),
        "what": what,
        "stage": stage,
        "at": F("uploaded_at"),
        "who": F("uploaded_by__name"),
    }
    return rows.order_by().annotate(**given).values_list("pk", "file_name", *given)
