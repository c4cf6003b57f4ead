"""What a curator has typed and not saved, in the template of the public page. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.days import site_day
from dashboard.catalogue import with_unsaved
from dashboard.filters import Selection
from dashboard.views.areas import preview_of_area
from dashboard.views.home import preview_of_edition
from dashboard.views.organisations import context_of as context_of_organisation
from dashboard.views.recommendations import context_of
from recommendations.forms import AreaForm, CatalogueForm, EditionForm, FindingForm, RecommendationForm
from recommendations.models import Addressee, Edition, KeyFinding, Recommendation, ResponseArea
from recommendations.permissions import may_curate
from recommendations.translations import show
from stakeholders.forms.organisations import OrganisationForm
from stakeholders.forms.refusals import shown_on
from stakeholders.models import Organisation
from stakeholders.organisations import set_columns
from stakeholders.permissions import can_curate_organisations


@require_POST
@never_cache
def preview(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The public page of an object with what the form says; what is wrong with the form where it cannot be shown."""
    if not may_curate(request.user) or kind not in _PREVIEWS:
        raise Http404
    return _PREVIEWS[kind](request, pk)


def _read(form: CatalogueForm) -> bool:
    """Does the form say enough to be shown? A reason is for saving. Its instance then holds what was typed."""
    form.fields["reason"].required = False
    return form.is_valid()


def _of_recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Recommendation.objects.select_related("edition", "area"), pk=pk)
    form = RecommendationForm(request.POST, instance=row)
    if not _read(form):
        return _refused(request, form)
    asked = [Addressee(recommendation=row, actor_type=one) for one in form.addressees()]
    row._prefetched_objects_cache = {"addressees": asked}  # type: ignore[attr-defined]  # as prefetch_related keeps them
    if row.area is not None:
        row.area.edition = row.edition
    show([row.edition, row, row.area])
    context = context_of(row, Selection(on=site_day()))
    return render(request, "dashboard/recommendation.html", {**context, "responses": (), "preview": True})


def _of_area(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ResponseArea.objects.select_related("edition"), pk=pk)
    form = AreaForm(request.POST, instance=row)
    if not _read(form):
        return _refused(request, form)
    show([row.edition, row])
    context: dict[str, Any] = preview_of_area(request, row)
    return render(request, "dashboard/area.html", {**context, "preview": True})


def _of_edition(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Edition, pk=pk)
    form = EditionForm(request.POST, instance=row)
    if not _read(form):
        return _refused(request, form)
    for name, value in form.values().items():
        setattr(row, name, value)
    return _front_page(request, row, row)


def _of_finding(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(KeyFinding.objects.select_related("edition"), pk=pk)
    form = FindingForm(request.POST, instance=row)
    return _front_page(request, row, row.edition) if _read(form) else _refused(request, form)


def _front_page(request: HttpRequest, typed: Edition | KeyFinding, edition: Edition) -> HttpResponse:
    with with_unsaved(typed):
        context = preview_of_edition(request, edition)
        return render(request, "dashboard/home.html", {**context, "preview": True})


def _of_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Organisation.objects.select_related("country"), pk=pk)
    if not can_curate_organisations(request.user):
        raise Http404
    form = OrganisationForm(request.POST, organisation=row)
    if form.is_valid():
        with shown_on(form):
            set_columns(row, form.data_given())
    if form.errors:
        return _refused(request, form)
    context = context_of_organisation(row, Selection(on=site_day()))
    return render(request, "dashboard/organisation.html", {**context, "preview": True})


def _refused(request: HttpRequest, form: CatalogueForm | OrganisationForm) -> HttpResponse:
    return render(request, "recommendations/preview_refused.html", {"form": form}, status=400)


_PREVIEWS: dict[str, Callable[[HttpRequest, int], HttpResponse]] = {
    "recommendation": _of_recommendation,
    "area": _of_area,
    "edition": _of_edition,
    "finding": _of_finding,
    "organisation": _of_organisation,
}
