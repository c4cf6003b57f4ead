"""The data page and what it offers: files of every dataset, and their description."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from charts.png import can_draw_png
from dashboard.caching import published_data, published_page
from dashboard.citations import citation_of
from dashboard.filters import PublicFilters, read
from dashboard.language_negotiation import PARAMETER
from dashboard.views.listing import around
from opendata.datasets import DATASETS
from opendata.embeds import embeds
from opendata.exports.cells import iso
from opendata.exports.copying import can_copy
from opendata.exports.datapackage import LICENCE, datapackage
from opendata.exports.writers import CONTENT_TYPES, copy_csv, write_csv, write_json, write_xlsx
from opendata.fair_use import fair_use
from opendata.linked.datasets import data_page
from opendata.models import Snapshot
from progress.models import CommitmentStatus, PublicVersion
from search.queries import is_near

SHOWN_SNAPSHOTS = 6
Writer = Callable[..., Iterable[str | bytes]]
KINDS: dict[str, Writer] = {"csv": write_csv, "json": write_json, "xlsx": write_xlsx}


@published_data
@fair_use("files")
def download(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    """``/data/<dataset>.<csv, json or xlsx>``: every row that the filters choose, streamed."""
    if name not in DATASETS or kind not in KINDS:
        raise Http404
    dataset, writer, content_type = DATASETS[name], KINDS[kind], CONTENT_TYPES[kind]
    filters = read(request, dataset.filters, also=(PARAMETER,), refused=("page",))
    copying = kind == "csv" and can_copy(dataset)
    pieces = copy_csv(dataset, filters) if copying else writer(dataset, dataset.stream(filters))
    response = StreamingHttpResponse(pieces, content_type=content_type)
    # What was not searched for as it was typed says so in its name, which stays with the file.
    near = "-near-matches" if is_near(filters.selection.chosen) else ""
    file_name = f"{name}{near}-{filters.selection.on.isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


@published_data
def package(request: HttpRequest) -> HttpResponse:
    """``/data/datapackage.json``"""
    version = PublicVersion.objects.get(pk=1)
    response = JsonResponse(datapackage(version.number, iso(version.changed_at)), json_dumps_params={"indent": 1})
    return response


@published_page
def data(request: HttpRequest) -> HttpResponse:
    """``/data/``: what can be taken away, under any filters, and what every column means."""
    filters = read(request, PublicFilters)
    changed_at = PublicVersion.objects.values_list("changed_at", flat=True).get(pk=1)
    context: dict[str, Any] = {
        "structured_data": data_page(changed_at, CommitmentStatus.objects.public().first_day()),
        "datasets": list(DATASETS.values()),
        "kinds": list(KINDS),
        "charts": embeds(filters.selection),
        "png": can_draw_png(),
        "snapshots": Snapshot.objects.newest_first()[:SHOWN_SNAPSHOTS],
        "licence": LICENCE,
        "citation": citation_of("/data/", "", filters.selection),
    }
    return render(request, "opendata/data.html", {**around(filters, "/data/"), **context})
