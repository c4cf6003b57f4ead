"""Snapshots of the open data: the list, a page each, and their files, all at addresses that stay."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from accounts.days import site_day
from dashboard.caching import published_data, published_page
from dashboard.cors import cross_origin
from dashboard.filters import read_nothing
from dashboard.public import public_page
from dashboard.structured_data.pages import StructuredData
from dashboard.views.errors import gone
from opendata.exports.writers import CONTENT_TYPES
from opendata.models import Snapshot
from opendata.snapshot_archive import PIECE, member
from opendata.snapshot_pages import SUMS, citation_of, path_of, structured_data_of, sums_of, title_of
from opendata.views.citing import CONTENT_TYPES as CITATION_TYPES


def _find(day: str) -> Snapshot:
    try:
        row = Snapshot.objects.filter(day=datetime.date.fromisoformat(day)).first()
    except ValueError:
        row = None
    if row is None:
        raise Http404
    return row


def _gone(request: HttpRequest, row: Snapshot) -> HttpResponse:
    on = site_day(row.taken_down_at)
    return gone(request, reason=row.taken_down_reason, on=on)


@published_page
def snapshot_list(request: HttpRequest) -> HttpResponse:
    """``/data/snapshots/``: every snapshot, those that were taken down with the reason."""
    read_nothing(request)
    page = StructuredData(
        "/data/snapshots/",
        _("Snapshots of the open data"),
        _("Dated copies of all public data that never change, to cite and to check."),
        "CollectionPage",
        trail=(("/data/", _("Open data")),),
    )
    context = {"structured_data": page, "snapshots": Snapshot.objects.newest_first()}
    return render(request, "opendata/snapshot_list.html", context)


@published_page
def snapshot(request: HttpRequest, day: str) -> HttpResponse:
    """``/data/snapshots/<day>/``"""
    read_nothing(request)
    row = _find(day)
    if row.taken_down_at:
        return _gone(request, row)
    path, citation = path_of(row), citation_of(row)
    context = {
        "structured_data": structured_data_of(row),
        "title": title_of(row),
        "snapshot": row,
        "path": path,
        "sums": SUMS,
        "citation": citation,
        "citations": [(f"{path}cite.bib", "BibTeX"), (f"{path}cite.ris", "RIS")],
    }
    return render(request, "opendata/snapshot.html", context)


@published_data
def sums(request: HttpRequest) -> HttpResponse:
    """``/data/snapshots/SHA256SUMS``: of every archive that can be had."""
    read_nothing(request)
    return _text(sums_of(list(Snapshot.objects.kept().newest_first()), members=False))


def _text(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@public_page
@cross_origin
def file(request: HttpRequest, day: str, name: str) -> HttpResponseBase:
    """``/data/snapshots/<day>/<name>``: the archive, a file in it, its digests or its citation.

    Each has its own digest as ``ETag``, so that a copy that somebody has stays good whatever else is published.
    """
    read_nothing(request)
    row = _find(day)
    if row.taken_down_at:
        return _gone(request, row)
    if name == SUMS:
        return _text(sums_of([row], members=True))
    if name in ("cite.bib", "cite.ris"):
        return _citation(row, name.rpartition(".")[2])
    digests = {row.name: (row.sha256, row.size)} | {one["name"]: (one["sha256"], one["size"]) for one in row.files}
    if name not in digests:
        raise Http404
    sha256, size = digests[name]
    answer = get_conditional_response(request, etag=quote_etag(sha256)) or _download(row, name, size)
    answer.headers["ETag"] = quote_etag(sha256)
    return answer


def _download(row: Snapshot, name: str, size: int) -> HttpResponseBase:
    try:
        handle = default_storage.open(row.file)
    except FileNotFoundError:
        raise Http404 from None
    pieces: Iterable[bytes] = handle.chunks(PIECE) if name == row.name else member(handle, name)
    answer = StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[name.rpartition(".")[2]])
    answer._resource_closers.append(handle.close)  # type: ignore[attr-defined]  # not in the stubs
    answer.headers["Content-Length"] = str(size)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _citation(row: Snapshot, kind: str) -> HttpResponse:
    found = citation_of(row)
    answer = HttpResponse(found.bibtex if kind == "bib" else found.ris, content_type=CITATION_TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.key}.{kind}"'
    return answer
