"""Curators' page on who has reported and who has not: counted by organisation, area, actor type or country, or one by
one; and the same as a table to take away.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.days import today_of
from accounts.permissions import curator_required
from names.phrases import listed
from names.spreadsheets import CONTENT_TYPES, table_file
from progress import coverage, nudges, rounds
from progress.coverage import Counts, Line, State
from progress.coverage_filters import BY, GROUPS, ROUNDS, CoverageForm, area_names, labels
from recommendations.models import Word
from recommendations.models.vocabulary import in_a_phrase, word

A_PAGE = 50


@dataclass(frozen=True)
class GroupRow:
    """One row of a counted table; ``address`` leads to what it counts."""

    label: str
    counts: Counts
    address: str


@require_safe
@curator_required
def page(request: HttpRequest) -> HttpResponse:
    """Who has reported and who has not, in a period or in the last rounds of regular commitments."""
    on = today_of(request.user)
    form = CoverageForm(request.GET)
    by = request.GET.get("by", "organisation")
    valid = form.is_valid() and by in BY
    lines = form.lines(on=on) if valid else []
    rows = _rows(request, lines, by, on=on) if valid else []
    shown = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "form": form,
        "by": by,
        "tabs": _tabs(request, by),
        "page": shown,
        "total": coverage.total(lines, on=on),
        "numbers": _numbers(request, coverage.total(lines, on=on)),
        "about": form.about if valid else "",
        "period": form.chosen_period if valid else None,
        "files": [(kind.upper(), _file(request, kind)) for kind in CONTENT_TYPES],
        "kept": [("by", by)] if by in BY else [],
        "on": on,
    }
    if by == "organisation":
        context["nudged"] = nudges.last_by_organisation(row.organisation.pk for row in shown)
    if by == "commitment":
        context["areas"] = area_names({area for line in shown for area in line.areas})
    if valid and form.about == ROUNDS:
        context["regular"] = rounds.coverage(form.organisations(), on=on)
    return render(request, "progress/coverage.html", context, status=200 if valid else 400)


def _file(request: HttpRequest, kind: str) -> str:
    return reverse("curate_progress:coverage_table", args=[kind]) + _query(request)


def _rows(request: HttpRequest, lines: list[Line], by: str, *, on: datetime.date) -> list:
    if by == "commitment":
        return lines
    if by == "organisation":
        return coverage.by_organisation(lines, on=on)
    found = coverage.counted(lines, GROUPS[by], on=on)
    names = labels(by, found)
    rows = [GroupRow(names[key], counts, _narrowed(request, by, key)) for key, counts in found.items()]
    return sorted(rows, key=lambda row: row.label)


def _narrowed(request: HttpRequest, by: str, key: Any) -> str:
    """The address of the reports that one group counts; empty for those without an area or a country."""
    value = getattr(key, "pk", key)
    return _query(request, by="commitment", **{by: value}) if value else ""


def _query(request: HttpRequest, **changes: Any) -> str:
    """The query of the page with these changes; what is empty is left out."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query[name] = str(value)
    kept = {name: values for name, values in query.lists() if any(values)}
    query.clear()
    for name, values in kept.items():
        query.setlist(name, values)
    return f"?{query.urlencode()}" if query else "?"


def _tabs(request: HttpRequest, by: str) -> list[tuple[str, str, bool]]:
    names = {
        "organisation": _("By organisation"),
        "commitment": _("One by one"),
        "area": _("By %(name)s") % {"name": in_a_phrase(Word.RESPONSE_AREA)},
        "actor_type": _("By actor type"),
        "country": _("By country"),
    }
    return [(_query(request, by=key), names[key], key == by) for key in BY]


def _numbers(request: HttpRequest, total: Counts) -> list[dict[str, Any]]:
    """What the page says first, each number with the list behind it."""
    each: list[tuple[int, str, dict[str, str]]] = [
        (total.asked, _("Expected"), {}),
        (total.reported, pgettext("reports", "Submitted"), {"state": State.REPORTED.value}),
        (total.under_way, _("In preparation"), {"state": State.UNDER_WAY.value}),
        (total.missing, _("Not yet submitted"), {"state": "open"}),
        (total.stale, _("No report for 12 months"), {"stale": "on"}),
        (total.nobody, _("Without an owner or focal point"), {"nobody": "on"}),
    ]
    return [
        {"number": number, "label": label, "address": _query(request, by="commitment", **changes)}
        for number, label, changes in each
    ]


@require_safe
@curator_required
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """The expected reports that the filters leave, a row each, as a file."""
    form = CoverageForm(request.GET)
    if kind not in CONTENT_TYPES or not form.is_valid():
        raise Http404
    on = today_of(request.user)
    lines = form.lines(on=on)
    names = area_names({area for line in lines for area in line.areas})
    headings = (
        _("Organisation"), _("Actor type"), _("Country"), _("Commitment"), _("Number"), word(Word.RESPONSE_AREAS),
        _("Period or round"), _("Report due"), _("Report"), _("Last report"), _("No report for 12 months"),
        _("Reports on it"), _("Focal point"),
    )  # fmt: skip
    content = table_file(headings, (_cells(line, names, on) for line in lines), kind=kind)
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="coverage-{form.about}.{kind}"'},
    )


def _cells(line: Line, areas: dict[int, str], on: datetime.date) -> list[Any]:
    organisation = line.organisation
    return [
        organisation.name,
        organisation.get_actor_type_display(),
        str(organisation.country or ""),
        line.commitment.title,
        line.commitment.pk,
        listed(areas[area] for area in line.areas),
        str(line.asked),
        line.asked.due_on,
        str(line.state.label),
        line.reported_on,
        _("Yes") if line.is_stale(on) else _("No"),
        str(line.owner or ""),
        _("Yes") if line.has_focal_point else _("No"),
    ]
