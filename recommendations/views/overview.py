"""The curators' pages: where each of them is, and the list of the catalogue."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from recommendations.exports import export_catalogue
from recommendations.filters import CatalogueFilters
from recommendations.models import Edition, Recommendation

from .access import for_curators
from .kinds import KINDS
from .trails import to_curate

_A_PAGE = 50


@for_curators
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The desk: what waits. The page asks the desk's own tags, as this app knows nothing of what stands above it."""
    return render(request, "recommendations/overview.html")


@for_curators
@require_safe
def catalogue_list(request: HttpRequest) -> HttpResponse:
    """Editions, and the recommendations that the filters leave; 400 where a filter has a wrong value."""
    recommendations = Recommendation.objects.in_order().select_related("edition", "area")
    filters = CatalogueFilters(request.GET, queryset=recommendations.prefetch_related("addressees"))
    valid = filters.form.is_valid()
    page = Paginator(filters.qs if valid else Recommendation.objects.none(), _A_PAGE).get_page(request.GET.get("page"))
    editions = Edition.objects.annotate(
        recommendation_count=Count("recommendations", distinct=True),
        area_count=Count("areas", distinct=True),
        finding_count=Count("key_findings", distinct=True),
    )
    context = {
        "editions": editions,
        "form": filters.form,
        "page": page,
        "trail": to_curate(),
    }
    return render(request, "recommendations/catalogue_list.html", context, status=200 if valid else 400)


@for_curators
@require_safe
def edition_file(request: HttpRequest, key: str) -> HttpResponse:
    """The edition as a catalogue file."""
    edition = KINDS["edition"].find(key)
    response = HttpResponse(export_catalogue(edition), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{edition.slug}.json"'
    return response
