"""Saying from a commitment's page that a milestone was reached."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stakeholders import permissions
from stakeholders.errors import Conflict
from stakeholders.forms.milestones import ReachedForm
from stakeholders.forms.refusals import shown_on
from stakeholders.milestones import set_reached
from stakeholders.models import Commitment, Milestone
from stakeholders.views.commitments import detail_page
from stakeholders.views.guards import writing


@require_POST
@never_cache
@writing
def milestone_reached(request: HttpRequest, pk: int, milestone_pk: int) -> HttpResponse:
    """Write the day down. What is refused is said at the row, 409 when the commitment was changed meanwhile."""
    commitment = get_object_or_404(Commitment.objects.visible_to(request.user), pk=pk)
    milestone = get_object_or_404(Milestone, pk=milestone_pk, commitment=commitment)
    if not permissions.can_set_milestones(request.user, commitment):
        raise Http404
    form, status = ReachedForm(request.POST, milestone=milestone, version=commitment.version), 400
    if form.is_valid():
        given = form.cleaned_data
        try:
            with shown_on(form):
                set_reached(
                    milestone=milestone, by=request.user, reached_on=given["reached_on"], version=given["version"]
                )
        except Conflict as conflict:
            form, status = _again(request, milestone, conflict.current), 409
        else:
            if not form.errors:
                messages.success(request, _("Saved: %(name)s.") % {"name": milestone.title})
                page = reverse("stakeholders:commitment", args=[commitment.pk])
                return redirect(f"{page}#milestone-{milestone.pk}")
    return detail_page(request, pk, reached_form=form, status=status)


def _again(request: HttpRequest, milestone: Milestone, current: Commitment) -> ReachedForm:
    """The same day over the present version: the page around it shows what has changed."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    form = ReachedForm(data, milestone=milestone, version=current.version)
    form.add_error(None, _("The commitment was changed after you opened this page. Read it again, then save."))
    return form
