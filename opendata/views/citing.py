"""Citations as files: ``…/cite.bib`` and ``…/cite.ris`` under every page of one thing."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse

from dashboard.caching import published_feed
from dashboard.catalogue import public_organisations
from dashboard.citations import Citation, citation_of, commitment_citation, recommendation_citation, report_citation
from dashboard.filters import Selection, read_day
from dashboard.views.missing import missing, sends_on
from dashboard.views.recommendations import find
from progress.models import ProgressReport
from recommendations.models import Recommendation
from stakeholders.models import Commitment

CONTENT_TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}


def recommendation(key: str, day: Selection) -> Citation:
    """Raises DoesNotExist, as the others do, for what is not public."""
    row = find(key)
    if row.archived_at:
        raise Recommendation.DoesNotExist
    return recommendation_citation(row, day)


def organisation(key: str, day: Selection) -> Citation:
    row = public_organisations(None).get(slug=key)
    return citation_of(f"/organisations/{row.slug}/", row.name, day)


def commitment(key: str, day: Selection) -> Citation:
    row = Commitment.objects.public().select_related("lead_organisation").get(pk=key)
    return commitment_citation(row, day)


def report(key: str, day: Selection) -> Citation:
    row = ProgressReport.objects.public().select_related("commitment", "organisation").get(pk=key)
    return report_citation(row, day)


CITED: dict[str, Callable[[str, Selection], Citation]] = {
    "recommendations": recommendation,
    "organisations": organisation,
    "commitments": commitment,
    "reports": report,
}


@published_feed
@sends_on
def cite(request: HttpRequest, things: str, key: str, kind: str) -> HttpResponse:
    """``/<things>/<key>/cite.<bib or ris>``"""
    day = read_day(request)
    try:
        found = CITED[things](key, day)
    except (ObjectDoesNotExist, ValueError, OverflowError):
        return missing(request, things, key)
    text = found.bibtex if kind == "bib" else found.ris
    response = HttpResponse(text, content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{found.key}.{kind}"'
    return response
