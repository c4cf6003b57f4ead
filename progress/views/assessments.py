"""Assessing a commitment, and the organisation's answer to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.days import today_of
from accounts.kept_forms import typed_before
from accounts.models import User
from accounts.permissions import curator_required, signed_in
from progress import assessments, permissions
from progress.errors import Conflict, Refused
from progress.models import AssessedCompletion, Assessment
from stakeholders.models import Commitment
from stakeholders.views.guards import writing


class AssessmentForm(forms.ModelForm):
    """How far a commitment is in the eyes of somebody else, and why."""

    assessed_completion = forms.ChoiceField(
        label=_("Completion"), choices=AssessedCompletion.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Assessment
        fields = ("assessed_completion", "rationale", "assessed_on", "language", "signed_name", "signed_function")
        widgets = {
            "rationale": forms.Textarea(attrs={"rows": 8, "maxlength": 20_000}),
            "assessed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class AnswerForm(forms.ModelForm):
    """What the organisation says to an assessment."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    class Meta:
        model = Assessment
        fields = ("answer", "answer_language")
        labels = {"answer": _("Your organisation’s answer")}
        help_texts = {
            "answer": _("It is published next to the assessment as soon as you save it. Leave it blank to remove it.")
        }
        widgets = {"answer": forms.Textarea(attrs={"rows": 6, "maxlength": 5_000})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.instance.version)


def _initial(user: User) -> dict[str, object]:
    """Today, and how the person signed last time."""
    last = Assessment.objects.filter(assessor=user).order_by("-published_at").first()
    return {
        "assessed_on": today_of(user),
        "signed_name": last.signed_name if last else user.name,
        "signed_function": last.signed_function if last else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@writing
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the lead organisation's answer to an assessment. 409 when a colleague changed it meanwhile."""
    rows = Assessment.objects.filter(commitment__in=Commitment.objects.visible_to(request.user))
    assessment = get_object_or_404(rows.select_related("commitment__lead_organisation"), pk=pk)
    if not permissions.can_answer(request.user, assessment):
        raise Http404
    posted = request.POST if request.method == "POST" else typed_before(request)
    form, status, theirs = AnswerForm(posted, instance=assessment), 400 if request.method == "POST" else 200, None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            assessments.answer(
                assessment=assessment,
                by=request.user,
                text=data["answer"],
                language=data["answer_language"],
                version=data["version"],
            )
        except Conflict as refusal:
            theirs, status = refusal.current, 409
            data_now = request.POST.copy()
            data_now["version"] = str(theirs.version)
            form = AnswerForm(data_now, instance=assessment)
        else:
            messages.success(request, gettext("The answer is published next to the assessment."))
            return redirect("stakeholders:commitment", pk=assessment.commitment_id)
    context = {"assessment": assessment, "commitment": assessment.commitment, "form": form, "theirs": theirs}
    return render(request, "progress/answer_assessment.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish an assessment of a commitment beside what its organisation says."""
    commitment = get_object_or_404(Commitment.objects.visible_to(request.user), pk=pk)
    if not permissions.can_assess(request.user, commitment):
        raise Http404
    posted = request.POST if request.method == "POST" else typed_before(request)
    form = AssessmentForm(posted, initial=_initial(signed_in(request)))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            assessments.assess(
                commitment=commitment,
                by=request.user,
                completion=data["assessed_completion"],
                rationale=data["rationale"],
                assessed_on=data["assessed_on"],
                language=data["language"],
                signed_name=data["signed_name"],
                signed_function=data["signed_function"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The assessment was published next to the organisation’s report."))
            return redirect("review:queue")
    context = {
        "form": form,
        "commitment": commitment,
        "reports": commitment.reports.current().latest_first()[:5],
        "earlier": commitment.assessments.select_related("assessor"),
    }
    return render(request, "progress/assess.html", context, status=400 if request.method == "POST" else 200)
