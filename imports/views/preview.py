"""One import as it is: under way, previewed row by row, or done; and every row as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import curator_required, signed_in
from imports import how_far, permissions, undoing
from imports.applying import rows_of
from imports.forms import OutcomeForm
from imports.kinds import KINDS
from imports.kinds.base import InWords
from imports.models import Import, ImportRow, ImportState, Outcome, Task
from imports.views.frame import found, page
from names.phrases import labelled
from opendata.exports.cells import csv_cell

A_PAGE = 50
LONG = 300


@require_safe
@never_cache
@curator_required
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is."""
    upload = found(pk)
    if upload.state == ImportState.PREPARING:
        return redirect("imports:values" if upload.settings and not upload.note else "imports:file", pk=pk)
    if (
        request.headers.get("HX-Request")
        and request.headers.get("HX-Target") == "import-state"
        and not upload.is_under_way
    ):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    if upload.is_under_way:
        return page(request, "imports/under_way.html", upload, "import", **_how_far(upload))
    if upload.state == ImportState.DISCARDED:
        return page(request, "imports/done.html", upload, "import")
    form = OutcomeForm(request.GET)
    outcome = form.cleaned_data.get("outcome", "") if form.is_valid() else ""
    rows = upload.rows.filter(outcome=outcome) if outcome else upload.rows.all()
    shown = Paginator(rows.order_by("number"), A_PAGE).get_page(request.GET.get("page"))
    words = InWords()
    context = {
        "form": form,
        "page": shown,
        "rows": [(row, told(upload, row, words)) for row in shown],
        "numbers": numbers(upload),
        "losses": upload.losses,
        "can_apply": permissions.can_apply(signed_in(request), upload),
        "can_be_undone": undoing.can_be_undone(upload),
        "left": undoing.left_rows(upload) if upload.state == ImportState.UNDONE else [],
    }
    is_preview = upload.state == ImportState.PREVIEWED
    template = "imports/preview.html" if is_preview else "imports/done.html"
    return page(request, template, upload, "import", 200 if form.is_valid() else 400, **context)


def _how_far(upload: Import) -> dict[str, int]:
    """How many rows are done, of how many; nothing before anybody begins to count."""
    if upload.state != ImportState.WORKING or upload.task == Task.READ:
        return {}
    if upload.task == Task.PREVIEW:
        return {"done": upload.done, "all": upload.row_count}
    return {"done": how_far.told(upload), "all": upload.row_count if upload.task == Task.APPLY else upload.to_write}


def numbers(upload: Import) -> list[dict[str, Any]]:
    """How many rows there are, and how many of each outcome; each leads to its rows."""
    here = reverse("imports:import", args=[upload.pk])
    found_rows = [{"number": upload.counts.get("rows", 0), "label": _("rows in the file"), "address": here}]
    return found_rows + [
        {
            "number": upload.counts.get(outcome.value, 0),
            "label": outcome.label,
            "address": f"{here}?outcome={outcome.value}",
        }
        for outcome in Outcome
    ]


def told(upload: Import, row: ImportRow, words: InWords) -> dict[str, list[Any]]:
    """What will happen with a row: from what to what, and what is wrong; in the language of the page."""
    fields = KINDS[upload.kind].by_name
    changes = []
    for name, before, after in row.differences:
        if not before and after == row.title:
            continue  # it stands beside already
        field = fields.get(name)
        label, old, new = name, str(before), str(after)
        if field:
            label, old, new = field.label, words.show(field, before), words.show(field, after)
        changes.append((label, _cut(old), _cut(new)))
    problems = []
    for name, column, value, reason in row.problems:
        place = (
            _("Column “%(column)s”") % {"column": column} if column else (fields[name].label if name in fields else "")
        )
        said = f"{_cut(value)}" if value else ""
        problems.append((place, said, reason))
    return {"changes": changes, "problems": problems}


def _cut(text: str) -> str:
    return text if len(text) <= LONG else text[: LONG - 1] + "…"


@require_safe
@never_cache
@curator_required
def rows_file(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Every row of the file with its outcome and the reasons, as CSV that no spreadsheet takes for formulas."""
    upload = found(pk)
    answer = StreamingHttpResponse(_lines(upload), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="import-{upload.pk}-rows.csv"'
    return answer


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _lines(upload: Import) -> Iterator[str]:
    writer = csv.writer(_Echo())
    columns, words = list(KINDS[upload.kind].by_name), InWords()
    yield "\ufeff" + writer.writerow(["row", "outcome", "duplicate_of", "changes", "reasons", "left", *columns])
    for batch in rows_of(upload):
        for row in batch:
            said = told(upload, row, words)
            changes = "; ".join(f"{labelled(label, before)} → {after}" for label, before, after in said["changes"])
            reasons = "; ".join(" ".join(filter(None, map(str, parts))) for parts in said["problems"])
            cells = [_as_text(row.data.get(name, "")) for name in columns]
            line = [row.number, row.outcome, row.duplicate_of or "", changes, reasons, row.left, *cells]
            yield writer.writerow([csv_cell(str(cell)) for cell in line])


def _as_text(value: Any) -> str:
    return " | ".join(map(str, value)) if isinstance(value, list) else str(value)
