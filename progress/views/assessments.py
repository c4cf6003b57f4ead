"""The form of a second voice."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.days import today_of
from accounts.kept_forms import typed_before
from accounts.permissions import curator_required
from progress import assessments, permissions
from progress.errors import Refused
from progress.models import AssessedCompletion, Assessment
from stakeholders.models import Commitment


class AssessmentForm(forms.ModelForm):
    """How far a commitment is in the eyes of somebody else, and why."""

    assessed_completion = forms.ChoiceField(
        label=_("Completion"), choices=AssessedCompletion.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Assessment
        fields = ("assessed_completion", "rationale", "assessed_on", "language")
        widgets = {
            "rationale": forms.Textarea(attrs={"rows": 8, "maxlength": 20_000}),
            "assessed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish an assessment of a commitment beside what its organisation says."""
    commitment = get_object_or_404(Commitment.objects.visible_to(request.user), pk=pk)
    if not permissions.can_assess(request.user, commitment):
        raise Http404
    posted = request.POST if request.method == "POST" else typed_before(request)
    form = AssessmentForm(posted, initial={"assessed_on": today_of(request.user)})
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
