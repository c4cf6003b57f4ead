"""How an organisation answers each recommendation."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.kept_forms import typed_before
from recommendations import three_way
from recommendations.models import Recommendation
from recommendations.translations import show_recommendations
from stakeholders import permissions
from stakeholders.errors import Conflict
from stakeholders.forms.refusals import shown_on
from stakeholders.forms.responses import ResponseForm
from stakeholders.models import Organisation, Response
from stakeholders.responses import set_response
from stakeholders.views.guards import writing

FIELDS = ("response", "stated_on", "note")


@require_safe
@never_cache
def response_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every public recommendation, in the order of its source, with the organisation's answer."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    answers = {answer.recommendation_id: answer for answer in organisation.responses.all()}
    recommendations = Recommendation.objects.public().select_related("edition", "area").in_order()
    show_recommendations(recommendations)
    context = {
        "organisation": organisation,
        "rows": [(recommendation, answers.get(recommendation.pk)) for recommendation in recommendations],
        "can_respond": permissions.can_respond(request.user, organisation),
    }
    return render(request, "stakeholders/response_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def response_edit(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Write down the answer to one recommendation. 409 when somebody else was quicker."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not permissions.can_respond(request.user, organisation):
        raise Http404
    public = Recommendation.objects.public().select_related("edition", "area")
    recommendation = get_object_or_404(public, reference=reference)
    show_recommendations([recommendation])
    answer = Response.objects.filter(organisation=organisation, recommendation=recommendation).first()
    form, status, conflict = _form(request, answer), 200, None
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in FIELDS} | {"version": form.cleaned_data["version"] or 0}
        try:
            with shown_on(form):
                set_response(organisation=organisation, recommendation=recommendation, by=request.user, **given)
        except Conflict as refusal:
            conflict, status = _merged(request, refusal.current), 409
            form = ResponseForm(conflict.data)
        else:
            if not form.errors:
                messages.success(request, _("The response to %s is saved.") % recommendation.reference)
                return redirect("stakeholders:responses", organisation.slug)
    context = {"organisation": organisation, "recommendation": recommendation, "form": form, "conflict": conflict}
    return render(
        request,
        "stakeholders/response_form.html",
        context,
        status=400 if request.method == "POST" and form.errors else status,
    )


def _form(request: HttpRequest, answer: Response | None) -> ResponseForm:
    """The form over what was typed, or over the stored answer."""
    posted = request.POST if request.method == "POST" else typed_before(request)
    return _stored(answer) if posted is None else ResponseForm(posted)


def _stored(answer: Response | None) -> ResponseForm:
    initial = {name: getattr(answer, name) for name in FIELDS} if answer else {}
    return ResponseForm(initial=initial | {"version": answer.version if answer else 0})


def _merged(request: HttpRequest, current: Response | None) -> three_way.Merge:
    """What was typed, merged field by field with the answer that is saved now (None: it is gone)."""
    last = current.history.select_related("history_user").latest() if current else None
    who = {"by": last.history_user, "at": last.history_date} if last else {}
    merged = three_way.merge(request.POST, _stored(current), **who)
    merged.data["version"] = str(current.version if current else 0)
    return merged
