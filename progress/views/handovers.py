"""Handing over to a colleague: the page that asks, and the briefing that it leaves."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.days import today_of
from accounts.kept_forms import typed_before
from progress import briefings
from progress.models import ProgressReport
from stakeholders import handovers
from stakeholders.errors import Conflict
from stakeholders.forms.members import HandOverForm
from stakeholders.forms.refusals import shown_on
from stakeholders.handovers import Duties
from stakeholders.models import Handover, Membership, Organisation
from stakeholders.permissions import can_hand_over, role_in
from stakeholders.views.guards import writing


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give all that a member does to a colleague, in one step. 409 when what they do has changed meanwhile."""
    membership = _membership(request, pk)
    own = membership.user_id == request.user.pk
    posted = request.POST if request.method == "POST" else typed_before(request)
    form = HandOverForm(posted, membership=membership, own=own)
    if request.method == "POST" and form.is_valid():
        try:
            with shown_on(form):
                handover = handovers.hand_over(membership=membership, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            return _page(request, form, conflict.current, status=409)
        if not form.errors:
            return _done(request, handover)
    return _page(request, form, handovers.duties_of(membership), status=400 if request.method == "POST" else 200)


def _membership(request: HttpRequest, pk: int) -> Membership:
    visible = Organisation.objects.visible_to(request.user)
    rows = Membership.objects.filter(ended_at__isnull=True, organisation__in=visible)
    membership = get_object_or_404(rows.select_related("organisation", "user"), pk=pk)
    if not can_hand_over(request.user, membership):
        raise Http404
    return membership


def _page(request: HttpRequest, form: HandOverForm, duties: Duties, *, status: int) -> HttpResponse:
    membership, today = duties.membership, today_of(request.user)
    organisation = membership.organisation
    written = ProgressReport.objects.visible_to(request.user).under_way()
    written = written.filter(organisation=organisation, author=membership.user)
    context = {
        "form": form,
        "duties": duties,
        "membership": membership,
        "organisation": organisation,
        "own": membership.user_id == request.user.pk,
        "has_receivers": handovers.receivers_of(membership).exists(),
        "entries": briefings.entries(organisation, duties.commitments, on=today),
        "written": written.select_related("commitment").order_by("commitment__title", "pk"),
        "shows_words": bool(role_in(request.user, organisation)),
        "changed": status == 409,
        "today": today,
    }
    return render(request, "progress/hand_over.html", context, status=status)


def _done(request: HttpRequest, handover: Handover) -> HttpResponse:
    names = {"name": handover.person, "receiver": handover.receiver}
    messages.success(request, _("%(name)s has handed over to %(receiver)s.") % names)
    if Organisation.objects.visible_to(request.user).filter(pk=handover.organisation_id).exists():
        return redirect("reporting:briefing", pk=handover.pk)
    return redirect("stakeholders:organisation")


@require_safe
@never_cache
def briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """What was handed over, to read and to print: for the organisation's people, curators and administrators."""
    rows = Handover.objects.select_related("organisation", "person", "receiver", "by")
    handover = get_object_or_404(rows, pk=pk, organisation__in=Organisation.objects.visible_to(request.user))
    today = today_of(request.user)
    commitments = handover.commitments.prefetch_related("recommendations").order_by("title", "pk")
    context = {
        "handover": handover,
        "organisation": handover.organisation,
        "entries": briefings.entries(handover.organisation, commitments, on=today),
        "shows_words": bool(role_in(request.user, handover.organisation)),
        "today": today,
    }
    return render(request, "progress/briefing.html", context)
