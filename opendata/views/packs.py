"""Report packs: choosing one, reading it as a page, and having it made as a PDF."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dashboard.caching import published_page
from dashboard.filters import PackFilters, read
from dashboard.public import public_page
from dashboard.views.errors import service_unavailable
from dashboard.views.listing import around
from opendata.models import PdfJob, PdfState
from opendata.packs import jobs, making
from opendata.packs.bounds import MOST_REPORTS, Size, size_of
from opendata.packs.contents import READ, context_of, pack_of, title_of

PATH, PDF, FILE = "/packs/", "/packs/pdf/", "/packs/pack.pdf"
FIRST = ("area", "period", "country", "from", "to", "as_of")
# What htmx takes for "stop asking": the answer is final.
SETTLED = 286

NOT_AVAILABLE = _(
    "This site does not create PDF files. Open the pack as a page and print it to a PDF from your browser."
)


@published_page
def chooser(request: HttpRequest) -> HttpResponse:
    """``/packs/``: what a pack under these filters would hold, and the ways to have it."""
    filters = read(request, PackFilters)
    return render(request, "opendata/packs.html", _offer(filters, size_of(filters)))


def _offer(filters: PackFilters, size: Size) -> dict[str, Any]:
    selection = filters.selection
    context = around(filters, PATH, first=FIRST)
    narrower = [
        (
            filters.filters[name].label,
            [(selection.address(PATH, **{name: str(key)}), label) for key, label in some],
        )
        for name in ("period", "area")
        if name not in selection.raw and (some := filters.filters[name].offered())
    ]
    return {
        **context,
        "size": size,
        "most": MOST_REPORTS,
        "title": title_of(filters),
        "narrower": narrower,
        "read_address": selection.address(READ),
        "pdf_address": selection.address(PDF) if making.can_make_pdf() else "",
        "not_available": NOT_AVAILABLE,
        "data_address": selection.without("period", "from", "to").address("/data/"),
    }


def _refusal(request: HttpRequest, filters: PackFilters) -> HttpResponse | None:
    """Where there is nothing or too much: the page that says so and offers narrower packs. None for a pack."""
    size = size_of(filters)
    if size.reports and size.fits:
        return None
    return render(request, "opendata/packs.html", _offer(filters, size), status=400 if size.reports else 200)


@published_page
def pack(request: HttpRequest) -> HttpResponse:
    """``/packs/read/``: the pack as a page."""
    filters = read(request, PackFilters)
    if (refusal := _refusal(request, filters)) is not None:
        return refusal
    context = {
        **context_of(pack_of(filters)),
        "chooser_address": filters.selection.address(PATH),
        "pdf_address": filters.selection.address(PDF) if making.can_make_pdf() else "",
    }
    return render(request, "opendata/pack.html", context)


@public_page
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def pack_pdf(request: HttpRequest) -> HttpResponse:
    """``/packs/pdf/``: how far the PDF is; posting asks for it.

    No form token: whoever asks acts for nobody, and the list of what waits is short and says so when it is full.
    """
    if not making.can_make_pdf():
        return service_unavailable(request, reason=str(NOT_AVAILABLE))
    filters = read(request, PackFilters)
    if (refusal := _refusal(request, filters)) is not None:
        return refusal
    if request.method == "POST":
        return _ask(request, filters)
    job = jobs.find(filters.selection)
    is_settled = job is None or job.is_settled
    status = SETTLED if is_settled and request.headers.get("HX-Request") else 200
    return _page(request, filters, job, status=status)


def _ask(request: HttpRequest, filters: PackFilters) -> HttpResponse:
    """Put the PDF on the list and show how far it is; 503 when the list is full."""
    try:
        jobs.ask(filters.selection)
    except jobs.Full:
        return _page(request, filters, None, is_full=True, status=503)
    making.wake()
    return HttpResponseRedirect(filters.selection.address(PDF), status=303)


def _page(
    request: HttpRequest, filters: PackFilters, job: PdfJob | None, *, is_full: bool = False, status: int
) -> HttpResponse:
    """How far ``job`` is; without one, the button that asks for it."""
    context = {
        "selection": filters.selection,
        "job": job,
        "is_full": is_full,
        "is_settled": job is None or job.is_settled,
        "ahead": jobs.ahead_of(job) if job and job.state == PdfState.WAITING else 0,
        "steps": jobs.STEPS,
        "title": title_of(filters),
        "here": filters.selection.address(PDF),
        "file": filters.selection.address(FILE),
        "read_address": filters.selection.address(READ),
        "chooser_address": filters.selection.address(PATH),
        "hours": jobs.KEEP_SECONDS // 3600,
    }
    response = render(request, "opendata/pack_pdf.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@published_page
def pack_file(request: HttpRequest) -> HttpResponseBase:
    """``/packs/pack.pdf``: the PDF, or the way to have it made when it is not there (any more)."""
    filters = read(request, PackFilters)
    job = jobs.find(filters.selection)
    if job is None or job.state != PdfState.READY:
        return HttpResponseRedirect(filters.selection.address(PDF))
    try:
        content = job.file.open("rb")
    except FileNotFoundError:  # swept between the two
        return HttpResponseRedirect(filters.selection.address(PDF))
    name = f"{slugify(title_of(filters)) or 'report-pack'}-{filters.selection.on.isoformat()}.pdf"
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/pdf")
