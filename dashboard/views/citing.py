"""Citations as files: ``…/cite.bib`` and ``…/cite.ris`` under every page of one thing."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse

from dashboard.caching import published_feed
from dashboard.catalogue import public_organisations, public_recommendations
from dashboard.citations import Citation, citation_of
from dashboard.filters import Selection, read_day
from progress.models import ProgressReport
from stakeholders.models import Commitment

CONTENT_TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}


def recommendation(key: str, day: Selection) -> Citation:
    """Raises DoesNotExist, as the others do, for what is not public."""
    row = public_recommendations(None).select_related("edition").get(reference=key)
    path = f"/recommendations/{row.reference}/"
    return citation_of(path, f"{row.reference} {row.title}", day, author=row.edition.publisher)


def organisation(key: str, day: Selection) -> Citation:
    row = public_organisations(None).get(slug=key)
    return citation_of(f"/organisations/{row.slug}/", row.name, day)


def commitment(key: str, day: Selection) -> Citation:
    row = Commitment.objects.public().select_related("lead_organisation").get(pk=key)
    return citation_of(f"/commitments/{row.pk}/", row.title, day, author=row.lead_organisation.name)


def report(key: str, day: Selection) -> Citation:
    row = ProgressReport.objects.public().select_related("commitment", "organisation").get(pk=key)
    return citation_of(f"/reports/{row.pk}/", row.commitment.title, day, author=row.organisation.name)


CITED: dict[str, Callable[[str, Selection], Citation]] = {
    "recommendations": recommendation,
    "organisations": organisation,
    "commitments": commitment,
    "reports": report,
}


@published_feed
def cite(request: HttpRequest, things: str, key: str, kind: str) -> HttpResponse:
    """``/<things>/<key>/cite.<bib or ris>``"""
    day = read_day(request)
    try:
        found = CITED[things](key, day)
    except (ObjectDoesNotExist, ValueError, OverflowError):
        raise Http404 from None
    text = found.bibtex if kind == "bib" else found.ris
    response = HttpResponse(text, content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{found.key}.{kind}"'
    return response
