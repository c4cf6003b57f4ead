"""Assessing a commitment, and the organisation's answer to it."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.days import site_day, today_of
from accounts.kept_forms import typed_before
from accounts.models import User
from accounts.permissions import View, is_curator, second_factor_required, signed_in
from progress import assessments, permissions
from progress.errors import Conflict, Refused
from progress.models import AssessedCompletion, Assessment, AssessorGrant
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


class CorrectionForm(AssessmentForm):
    """What is right instead, and why the earlier assessment is corrected."""

    reason = forms.CharField(
        label=_("Why you correct it"),
        help_text=_("Everyone can read this beside the earlier assessment."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.instance.version)

    def _post_clean(self) -> None:
        """Leave the stored assessment alone: it is written by ``assessments.correct``."""


class WithdrawalForm(forms.Form):
    """Why an assessment no longer stands."""

    reason = forms.CharField(
        label=_("Public reason"),
        help_text=_("Everyone can read this beside the assessment."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


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


def assessing(view: View) -> View:
    """For curators and invited assessors, with their second factor; 404 for everybody else."""
    with_factor = second_factor_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not (is_curator(request.user) or permissions.is_assessor(request.user)):
            raise Http404
        return with_factor(request, *args, **kwargs)

    return guarded


def _to_assess(request: HttpRequest, pk: int) -> Commitment:
    """A commitment that the person may assess; else 404."""
    commitment = get_object_or_404(Commitment.objects.select_related("lead_organisation"), pk=pk)
    if not permissions.can_assess(request.user, commitment):
        raise Http404
    return commitment


def _done(request: HttpRequest) -> HttpResponse:
    return redirect("review:queue" if signed_in(request).is_curator else "review:assessments")


def _said(data: dict[str, Any]) -> dict[str, Any]:
    """What a form says, as the verbs take it."""
    names = ("rationale", "assessed_on", "language", "signed_name", "signed_function")
    return {"completion": data["assessed_completion"], **{name: data[name] for name in names}}


@require_safe
@assessing
def own(request: HttpRequest) -> HttpResponse:
    """What an invited assessor may assess, until when, and what they have said of it."""
    user = signed_in(request)
    grants = AssessorGrant.objects.active(on=site_day()).filter(user=user)
    if not grants.exists():
        raise Http404
    commitments = Commitment.objects.public().filter(assessor_grants__in=grants).distinct()
    mine = Assessment.objects.filter(assessor=user).select_related("corrected_by")
    rows = commitments.select_related("lead_organisation").prefetch_related(
        Prefetch("assessments", mine, to_attr="mine")
    )
    last = dict(grants.values_list("commitments", "until").order_by("until"))
    listed = [(one, last[one.pk]) for one in rows.order_by("title", "pk")]
    return render(request, "progress/own_assessments.html", {"rows": listed})


@require_http_methods(["GET", "HEAD", "POST"])
@assessing
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish an assessment of a commitment beside what its organisation says."""
    commitment = _to_assess(request, pk)
    posted = request.POST if request.method == "POST" else typed_before(request)
    form = AssessmentForm(posted, initial=_initial(signed_in(request)))
    if request.method == "POST" and form.is_valid():
        try:
            assessments.assess(commitment=commitment, by=request.user, **_said(form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The assessment was published next to the organisation’s report."))
            return _done(request)
    return _assess_page(request, commitment, form, 400 if request.method == "POST" else 200)


def _assess_page(
    request: HttpRequest, commitment: Commitment, form: AssessmentForm, status: int, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "commitment": commitment,
        "reports": commitment.reports.current().latest_first()[:5],
        "earlier": commitment.assessments.select_related("corrected_by"),
        **more,
    }
    return render(request, "progress/assess.html", context, status=status)


def _assessment(request: HttpRequest, pk: int) -> Assessment:
    """One of a commitment that the person may assess; else 404."""
    rows = Assessment.objects.select_related("commitment__lead_organisation")
    assessment = get_object_or_404(rows, pk=pk)
    if not permissions.can_assess(request.user, assessment.commitment):
        raise Http404
    return assessment


@require_http_methods(["GET", "HEAD", "POST"])
@assessing
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish another assessment in the place of one's own, with the reason. 409 when it was changed meanwhile."""
    current = _assessment(request, pk)
    if current.assessor_id != signed_in(request).pk:
        raise Http404
    posted = request.POST if request.method == "POST" else typed_before(request)
    form, status = CorrectionForm(posted, instance=current), 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            assessments.correct(
                assessment=current, by=request.user, reason=data["reason"], version=data["version"], **_said(data)
            )
        except Conflict as refusal:
            status, fresh = 409, request.POST.copy()
            fresh["version"] = str(refusal.current.version)
            form = CorrectionForm(fresh, instance=current)
            form.add_error(None, str(refusal))
        except Refused as refusal:
            status = 409
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The correction was published. The earlier assessment stays readable."))
            return _done(request)
    return _assess_page(request, current.commitment, form, status, corrects=current)


@require_http_methods(["GET", "HEAD", "POST"])
@assessing
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the public reason, then withdraw an assessment."""
    current = _assessment(request, pk)
    if not (current.assessor_id == signed_in(request).pk or signed_in(request).is_curator):
        raise Http404
    posted = request.POST if request.method == "POST" else typed_before(request)
    form, status = (
        WithdrawalForm(posted, initial={"version": current.version}),
        400 if request.method == "POST" else 200,
    )
    if request.method == "POST" and form.is_valid():
        try:
            assessments.withdraw(assessment=current, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            status, fresh = 409, request.POST.copy()
            fresh["version"] = str(Assessment.objects.values_list("version", flat=True).get(pk=current.pk))
            form = WithdrawalForm(fresh)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The assessment was withdrawn. It stays readable with your reason."))
            return _done(request)
    question = {
        "title": gettext("Withdraw this assessment?"),
        "text": gettext("It no longer counts from now on. Its page says that it was withdrawn, and why."),
        "action": gettext("Withdraw assessment"),
        "back": reverse("review:assess", kwargs={"pk": current.commitment_id}),
        "form": form,
    }
    return render(request, "confirm.html", question, status=status)
