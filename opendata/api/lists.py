"""Lists and single rows of the datasets, straight from the tables of columns."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dashboard.filters import CommitmentFilters, Selection, read, read_day
from dashboard.gone import why_gone
from dashboard.language_negotiation import PARAMETER
from dashboard.views.errors import gone
from dashboard.views.missing import follow_merge
from opendata.datasets import Dataset
from opendata.exports.cells import iso
from search.queries import is_near

from . import paging
from .problems import handle


class PublicView(APIView):
    """Read-only, open to all, the same for all."""

    http_method_names = ["get", "head", "options"]

    def get_exception_handler(self):
        return handle


def _plain(value: Any) -> Any:
    """Moments to the second in UTC, as in the downloads; the renderer knows everything else."""
    return iso(value) if hasattr(value, "hour") else value


class DatasetList(PublicView):
    """One page of a dataset."""

    dataset: Dataset

    def get(self, request: Request) -> Response:
        """Rows under the filters, in the order asked for."""
        filters = read(request._request, self.dataset.filters, also=paging.PARAMETERS, refused=("page",))
        limit = paging.read_limit(request.GET.get("limit", "").strip())
        order = filters.order()
        query = self.dataset.query(filters)
        if cursor := request.GET.get("cursor", "").strip():
            query = order.after(query, *paging.decode(cursor, filters.ordering))
        found = list(query[: limit + 1])
        last = found[limit - 1] if len(found) > limit else None
        key = "commitment_id" if isinstance(filters, CommitmentFilters) else "pk"
        after = paging.encode(filters.ordering, last["order_key"], last[key]) if last else None
        return Response(
            {
                "results": page_rows(self.dataset, found[:limit], filters.selection),
                "next": _next(request._request, after),
                "as_of": filters.selection.on,
                "near": is_near(filters.selection.chosen),
            }
        )


def page_rows(dataset: Dataset, found: list[dict[str, Any]], selection: Selection) -> list[dict[str, Any]]:
    """Rows of the query as the API gives them."""
    return [{name: _plain(value) for name, value in row.items()} for row in dataset.clean(found, selection)]


def _next(request: HttpRequest, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    pairs = [(name, value) for name, values in request.GET.lists() for value in values if name != "cursor"]
    return f"{settings.SITE_URL}{request.path}?{urlencode([*pairs, ('cursor', cursor)])}"


class DatasetDetail(PublicView):
    """One row of a dataset at its permanent address."""

    dataset: Dataset
    column = "pk"

    def get(self, request: Request, key: int | str) -> HttpResponseBase:
        """The row now, or as of a past day; 410 with the public reason for what was withdrawn."""
        day = read_day(request._request, also=(PARAMETER,))
        follow_merge(self.dataset.name, key)
        if (why := why_gone(self.dataset.name, key)) is not None:
            return gone(request._request, reason=why.reason, on=why.on)
        found = list(self.dataset.query(self.dataset.filters.of(day)).filter(**{self.column: key})[:1])
        if not found:
            raise Http404
        return Response(page_rows(self.dataset, found, day)[0])
