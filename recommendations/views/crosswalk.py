"""The links between recommendations of two editions."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from recommendations import catalogue
from recommendations.models import Crosswalk, Edition
from recommendations.pairing_forms import CrosswalkForm
from recommendations.step_forms import ReasonForm, add_errors

from .access import for_curators, sent_or_typed_before
from .trails import to_crosswalk, to_curate

_A_PAGE = 50


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def crosswalk(request: HttpRequest) -> HttpResponse:
    """All links, and the form for a new one."""
    form = CrosswalkForm(sent_or_typed_before(request))
    if request.method == "POST" and form.is_valid():
        link = form.apply(by=request.user)
        if link is not None:
            messages.success(request, _("Linked: %(link)s.") % {"link": link})
            return redirect("recommendations:curate-crosswalk")
    links = Crosswalk.objects.select_related("earlier__edition", "later__edition").order_by(
        "earlier__reference", "later__reference"
    )
    context = {
        "form": form,
        "page": Paginator(links, _A_PAGE).get_page(request.GET.get("page")),
        "can_link": Edition.objects.count() > 1,
        "trail": to_curate(),
    }
    return render(request, "recommendations/crosswalk.html", context, status=400 if request.method == "POST" else 200)


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then take a link back."""
    link = get_object_or_404(Crosswalk.objects.select_related("earlier__edition", "later__edition"), pk=pk)
    form = ReasonForm(sent_or_typed_before(request))
    if request.method == "POST" and form.is_valid():
        try:
            catalogue.unlink(crosswalk=link, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        except Crosswalk.DoesNotExist:
            messages.info(request, _("The link has already been removed."))
            return redirect("recommendations:curate-crosswalk")
        else:
            messages.success(request, _("The link was removed."))
            return redirect("recommendations:curate-crosswalk")
    trail = to_crosswalk()
    context = {
        "title": _("Remove a link"),
        "text": str(link),
        "action": _("Remove link"),
        "danger": True,
        "form": form,
        "back": trail[-1][0],
        "trail": trail,
    }
    return render(request, "recommendations/confirm.html", context, status=400 if request.method == "POST" else 200)
