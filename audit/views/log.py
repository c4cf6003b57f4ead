"""``/curate/audit/``: who did what, when and why; and the same as CSV."""

from __future__ import annotations

import csv
import functools
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.days import iso
from accounts.permissions import second_factor_required, signed_in
from audit import permissions
from audit.filters import EntryFilter
from audit.models import Entry
from audit.showing import Shown, after, in_lots, shown
from names.erased import in_words
from opendata.api.paging import decode, encode
from opendata.exports.cells import csv_cell

A_PAGE = 50
ORDER = "log"


def for_readers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Curators and administrators with their second factor; 404 for everybody else."""
    inner = second_factor_required(view)

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not permissions.may_read(request.user):
            raise Http404
        return inner(request, *args, **kwargs)

    return guarded


def _filters(request: HttpRequest) -> EntryFilter:
    mine = Entry.objects.visible_to(signed_in(request)).defer("words", "curator_words").newest_first()
    return EntryFilter(request.GET, mine, request=request)


@require_safe
@never_cache
@for_readers
def log(request: HttpRequest) -> HttpResponse:
    """One page of the log, newest first; 400 where a filter has a wrong value."""
    filters = _filters(request)
    sound = filters.form.is_valid()
    entries = filters.qs if sound else filters.queryset.none()
    rows, following = _page(entries, request.GET.get("cursor", ""))
    kept = request.GET.copy()
    kept.pop("cursor", None)
    context = {
        "form": filters.form,
        "rows": shown(rows),
        "filtering": any(request.GET.get(name) for name in filters.filters),
        "first_address": f"?{kept.urlencode()}" if "cursor" in request.GET else "",
        "next_address": f"?{_with(kept, following)}" if following else "",
        "file_query": kept.urlencode(),
    }
    return render(request, "audit/log.html", context, status=200 if sound else 400)


def _page(entries: QuerySet, cursor: str) -> tuple[list[Entry], str]:
    """The entries of the page after ``cursor``, and the cursor of the next one; empty on the last."""
    rows = list(after(entries, decode(cursor, ORDER) if cursor else None)[: A_PAGE + 1])
    last = rows[A_PAGE - 1] if len(rows) > A_PAGE else None
    return rows[:A_PAGE], encode(ORDER, last.at, last.pk) if last else ""


def _with(kept: Any, cursor: str) -> str:
    kept = kept.copy()
    kept["cursor"] = cursor
    return kept.urlencode()


@require_safe
@never_cache
@for_readers
def log_file(request: HttpRequest) -> HttpResponseBase:
    """All entries that the filters leave, as CSV, sent as they are read."""
    filters = _filters(request)
    if not filters.form.is_valid():
        return log(request)
    name = f"audit-{timezone.localdate().isoformat()}.csv"
    return StreamingHttpResponse(
        _lines(filters.qs),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Echo:
    """Where the CSV writer writes to: what it is given is handed on."""

    def write(self, value: str) -> str:
        return value


def _lines(entries: QuerySet) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow([
        "at", "who", "who_id", "way", "action", "what", "kind", "object", "name", "about", "organisation", "reason",
        "changes",
    ]))  # fmt: skip
    for lot in in_lots(entries):
        yield "".join(str(writer.writerow([csv_cell(value) for value in _cells(row)])) for row in lot)


def _cells(row: Shown) -> list[Any]:
    entry = row.entry
    changes = "; ".join(f"{one.label}: {one.before} → {one.after}" for one in row.changes)
    return [
        iso(entry.at), row.who, entry.by_id, entry.way, entry.action, row.action, entry.kind, entry.key,
        in_words(entry.label), str(row.about) if row.about else "", row.organisation, in_words(entry.reason),
        in_words(changes),
    ]  # fmt: skip
