"""Editions, areas and the dashboard's numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dashboard.catalogue import catalogue
from dashboard.editions import editions_of, stated
from dashboard.filters import AreaFilters, DashboardFilters, PublicFilters, Selection, read, read_nothing
from dashboard.language_negotiation import PARAMETER
from dashboard.navigation import page_address
from dashboard.statistics import AreaRow, Breakdown, breakdowns, summary, trend, unanswered
from dashboard.statistics.summary import area_rows
from dashboard.texts import cross_cutting
from recommendations.models import Edition, KeyFinding, ResponseArea

from .lists import PublicView


def counts(breakdown: Breakdown) -> dict[str, Any]:
    """A breakdown as JSON."""
    return {
        "total": breakdown.total,
        "status": breakdown.status,
        "health": breakdown.health,
        "freshness": breakdown.freshness,
        "evidence": breakdown.evidence,
    }


def _area(row: AreaRow) -> dict[str, Any]:
    name = str(row.area.texts["name"]) if row.area else cross_cutting()
    return {
        "slug": row.slug,
        "edition": row.edition.slug,
        "name": name,
        "url": page_address(f"/areas/{row.slug}/?edition={row.edition.slug}"),
        "recommendations": row.recommendations,
        "commitments": counts(row.commitments),
    }


def _edition(edition: Edition, findings: list[KeyFinding]) -> dict[str, Any]:
    texts = edition.texts
    return {
        "slug": edition.slug,
        "code": edition.code,
        "title": str(texts["title"]),
        "summary": str(texts["summary"]),
        "publisher": edition.publisher,
        "published": edition.published_on.isoformat()[: {"year": 4, "month": 7}.get(edition.published_precision, 10)],
        "language": texts["title"].language,
        "source": edition.source,
        "state": edition.state,
        "key_findings": [_finding(one) for one in findings],
    }


def _finding(row: KeyFinding) -> dict[str, Any]:
    texts = row.texts
    return {
        "key": row.key,
        "statement": str(texts["statement"]),
        "value": format(row.value.normalize(), "f"),
        "unit": row.unit,
        "population": str(texts["population"]),
        "year_from": row.year_from,
        "year": row.year,
        "source": str(texts["source"]),
    }


def editions(slug: str | None = None) -> list[dict[str, Any]]:
    """Public editions with their findings, newest first; one of them by its slug."""
    known = catalogue()
    return [
        _edition(row, [one for one in known.findings if one.edition_id == row.pk])
        for row in known.editions
        if slug in (None, row.slug)
    ]


class Editions(PublicView):
    """Every public edition, with its key findings."""

    def get(self, request: Request) -> Response:
        """All of them: there are few."""
        read_nothing(request._request, also=(PARAMETER,))
        return Response({"results": editions(), "next": None})


class OneEdition(PublicView):
    """One edition."""

    def get(self, request: Request, slug: str) -> Response:
        """By its key."""
        read_nothing(request._request, also=(PARAMETER,))
        found = editions(slug)
        if not found:
            raise Http404
        return Response(found[0])


def areas(selection: Selection) -> list[AreaRow]:
    """The areas of the selection with their counts and their names in the reader's language."""
    rows = area_rows(selection)
    found = breakdowns(selection, [row.scope for row in rows]) if rows else {}
    return [AreaRow(row.edition, row.area, row.recommendations, found[row.scope]) for row in rows]


class Areas(PublicView):
    """Response areas with their commitments counted, in the order of the source."""

    def get(self, request: Request) -> Response:
        """Those of every edition, or of the editions asked for."""
        filters = read(request._request, PublicFilters, also=(PARAMETER,))
        rows = [_area(row) for row in areas(filters.selection)]
        return Response({"results": rows, "next": None, "as_of": filters.selection.on})


class OneArea(PublicView):
    """One area, ``cross-cutting`` included."""

    def get(self, request: Request, slug: str) -> Response:
        """By its key; of the newest edition with commitments that has it, or of the one asked for."""
        filters = read(request._request, AreaFilters, also=(PARAMETER,))
        chosen = list(ResponseArea.objects.filter(slug=slug).exclude(edition__state="draft").select_related("edition"))
        selection = filters.selection
        wanted: list[Any] = chosen or ([slug] if slug == "cross-cutting" else [])
        if not wanted:
            raise Http404
        inside = replace(selection, chosen={**selection.chosen, "area": wanted})
        rows = areas(stated(inside))
        if not rows:
            raise Http404
        return Response(_area(rows[0]))


class SummaryView(PublicView):
    """The dashboard's numbers."""

    def get(self, request: Request) -> Response:
        """Totals, areas, movement and gaps, for any filter and any past day."""
        selection = read(request._request, DashboardFilters, also=(PARAMETER,)).selection
        found, points = summary(selection), trend(selection)
        return Response(
            {
                "as_of": selection.on,
                "editions": [edition.slug for edition in editions_of(selection)],
                "commitments": counts(found.commitments),
                "overdue": found.overdue,
                "counted_only": found.counted_only,
                "areas": [_area(row) for row in found.areas],
                "trend": None if points is None else [{"day": one.day, "status": one.status} for one in points],
                "gaps": _gaps(selection),
                "note": _("Organisations report their own status."),
            }
        )


def _gaps(selection: Selection) -> list[dict[str, Any]]:
    return [
        {
            "recommendation": row.recommendation.reference,
            "asked": row.actor_types,
            "missing": row.missing,
            "nobody": row.nobody,
            "answered_through": [one.recommendation.reference for one in row.through],
        }
        for row in unanswered(selection)
    ]
