"""The curator's organisations: list, add, change, archive."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.kept_forms import typed_before
from accounts.permissions import curator_required, signed_in, staff_required
from recommendations import three_way
from stakeholders import consequences, organisations, permissions
from stakeholders.errors import Conflict, WrongState
from stakeholders.filters import OrganisationFilter
from stakeholders.forms.organisations import OrganisationForm
from stakeholders.forms.refusals import shown_on
from stakeholders.models import Membership, Organisation, Role
from stakeholders.views.lists import filtered
from stakeholders.views.not_saved import not_saved
from stakeholders.views.reasons import ask_why

LIST = "curate_stakeholders:organisations"


@require_safe
@never_cache
@staff_required
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Every organisation, with its focal point or the word that it has none. Administrators look; curators change."""
    focal = Membership.objects.active().in_roles(Role.FOCAL_POINT).filter(organisation=OuterRef("pk"))
    rows = Organisation.objects.select_related("country").annotate(focal_point=Subquery(focal.values("user__name")[:1]))
    context, status = filtered(request, OrganisationFilter(request.GET, rows.order_by("name", "pk"), request=request))
    context["without_focal_point"] = Organisation.objects.orphaned().count()
    context["can_change"] = permissions.can_curate_organisations(signed_in(request))
    return render(request, "stakeholders/curate/organisation_list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@curator_required
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    form = OrganisationForm(request.POST if request.method == "POST" else typed_before(request))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            organisation = organisations.create(
                data=form.data_given(), by=request.user, is_another=form.cleaned_data["is_another"]
            )
        if not form.errors:
            messages.success(request, _("%s is added. Invite its focal point next.") % organisation.name)
            return redirect("stakeholders:organisation_detail", organisation.slug)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@curator_required
def organisation_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what is said of an organisation. 409 when somebody else was quicker."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if organisation.archived_at is not None:
        return _archived_meanwhile(request, organisation)
    posted = request.POST if request.method == "POST" else typed_before(request)
    form = OrganisationForm(posted, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            with shown_on(form):
                organisations.update(
                    organisation=organisation,
                    data=form.data_given(),
                    by=request.user,
                    version=form.cleaned_data["version"] or 0,
                    reason=form.cleaned_data["reason"],
                    is_another=form.cleaned_data["is_another"],
                )
        except Conflict as refusal:
            return _conflict(request, refusal.current)
        if not form.errors:
            messages.success(request, _("The changes to %s are saved.") % form.cleaned_data["name"])
            return redirect(LIST)
    return _form_page(request, form, organisation)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@curator_required
def organisation_archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an organisation out of use, with a public reason, or bring an archived one back."""
    organisation = get_object_or_404(Organisation, slug=slug)
    archived = organisation.archived_at is not None
    verb = organisations.restore if archived else organisations.archive
    asked = ask_why(request, organisation, partial(verb, organisation=organisation))
    organisation = asked.organisation
    if asked.is_done:
        done = _("%s is in use again.") if archived else _("%s is archived.")
        messages.success(request, done % organisation.name)
        return redirect(LIST)
    context = {
        "organisation": organisation,
        "archived": archived,
        "form": asked.form,
        "changed": asked.changed,
        "consequences": [] if archived else consequences.of_archiving(organisation),
    }
    return render(request, "stakeholders/curate/organisation_archive.html", context, status=asked.status)


def _archived_meanwhile(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """An archived organisation is restored before it is changed: 404, or 409 with what was typed until then."""
    if request.method != "POST":
        raise Http404
    typed = three_way.typed(request.POST, OrganisationForm(organisation=organisation))
    return not_saved(request, what=organisation, reason=WrongState(), back=reverse(LIST), typed=typed)


def _conflict(request: HttpRequest, current: Organisation) -> HttpResponse:
    """409: what was typed, merged field by field with what is saved now."""
    last = current.history.select_related("history_user").latest()
    now = OrganisationForm(organisation=current)
    merged = three_way.merge(request.POST, now, by=last.history_user, at=last.history_date)
    merged.data["version"] = str(current.version)
    return _form_page(request, OrganisationForm(merged.data, organisation=current), current, merged)


def _form_page(
    request: HttpRequest,
    form: OrganisationForm,
    organisation: Organisation | None,
    conflict: three_way.Merge | None = None,
) -> HttpResponse:
    status = 409 if conflict else 400 if request.method == "POST" else 200
    context = {"form": form, "organisation": organisation, "conflict": conflict}
    return render(request, "stakeholders/curate/organisation_form.html", context, status=status)
