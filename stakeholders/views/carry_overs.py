"""Carrying commitments over into a new edition: the curator's page of questions, and the organisation's of answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import curator_required
from recommendations.models import Edition
from recommendations.translations import show
from stakeholders import carry_overs, permissions
from stakeholders.carry_over_list import candidates
from stakeholders.errors import Conflict, Refused
from stakeholders.forms.carry_overs import AnswerForm, OfferForm
from stakeholders.forms.refusals import shown_on
from stakeholders.models import CarryOver, Organisation
from stakeholders.views.guards import writing

A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@curator_required
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """The commitments of earlier editions, and asking their organisations about those that are ticked."""
    edition = get_object_or_404(Edition.objects.current(), code=code)
    found = candidates(edition)
    choosing = request.POST.get("choose", "")  # a button that ticks them all, or none: nothing is sent yet
    sending = request.method == "POST" and not choosing
    form = OfferForm(request.POST if sending else None, candidates=found)
    if sending and form.is_valid():
        with shown_on(form):
            rows = carry_overs.offer(offers=form.offers(), by=request.user)
        if not form.errors:
            text = ngettext("%(number)s question was sent.", "%(number)s questions were sent.", len(rows))
            messages.success(request, text % {"number": len(rows)})
            return redirect("curate_stakeholders:carry_over", edition.code)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    show([end for one in page for end in (one.link.earlier, one.link.later)])
    ticked = form.ticked_by(choosing) if choosing else request.POST.getlist("chosen")
    context = {
        "edition": edition,
        "form": form,
        "page": page,
        "offered": len(form.by_value),
        "ticked": ticked,
        "ticked_elsewhere": form.elsewhere(ticked, page),
    }
    return render(request, "stakeholders/curate/carry_over.html", context, status=400 if sending else 200)


@require_POST
@never_cache
@curator_required
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask an organisation no longer."""
    row = get_object_or_404(CarryOver.objects.select_related("recommendation__edition"), pk=pk)
    try:
        carry_overs.take_back(carry_over=row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The question was taken back."))
    return redirect("curate_stakeholders:carry_over", row.recommendation.edition.code)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def answer(request: HttpRequest) -> HttpResponse:
    """What the curators ask about the person's organisations; their focal point or alternate answers."""
    own = Organisation.objects.public().of_member(request.user)
    rows = CarryOver.objects.waiting().of_organisations(own).select_related(
        "commitment__lead_organisation", "earlier__edition", "recommendation__edition", "offered_by"
    )  # fmt: skip
    page = Paginator(rows.order_by("commitment__lead_organisation__name", "offered_at", "pk"), A_PAGE)
    shown = page.get_page(request.GET.get("page"))
    answering = permissions.organisations_to_sign_for(request.user)
    data = request.POST if request.method == "POST" else None
    asked = [
        (row, AnswerForm(data, carry_over=row) if row.commitment.lead_organisation_id in answering else None)
        for row in shown
    ]
    status = 200
    if request.method == "POST":
        if not answering:
            raise Http404
        status = _take(request, [form for _row, form in asked if form])
        if status == 302:
            return redirect("stakeholders:carry_over")
    show([end for row in shown for end in (row.earlier, row.recommendation)])
    context = {"asked": asked, "page": shown, "can_answer": any(form for _row, form in asked), "changed": status == 409}
    return render(request, "stakeholders/carry_over.html", context, status=status)


def _take(request: HttpRequest, forms: list[AnswerForm]) -> int:
    """Give the answers to the verb; the status of the page."""
    if not all([form.is_valid() for form in forms]):  # noqa: C419  # each says what is wrong with it
        return 400
    answers = [one for form in forms if (one := form.answer())]
    if not answers:
        messages.error(request, _("Choose an answer for at least one commitment."))
        return 302
    try:
        rows = carry_overs.answer(answers=answers, by=request.user)
    except Conflict as conflict:
        for form in forms:
            if form.carry_over.commitment_id == conflict.current.pk:
                _over(form, conflict.current.version)
        return 409
    except Refused as refusal:
        messages.error(request, str(refusal))
        return 409
    text = ngettext("%(number)s answer was saved.", "%(number)s answers were saved.", len(rows))
    messages.success(request, text % {"number": len(rows)})
    return 302


def _over(form: AnswerForm, version: int) -> None:
    """Let the answer, as it was typed, be sent again over the commitment as it is now."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    data[form.add_prefix("version")] = str(version)
    form.data = data
