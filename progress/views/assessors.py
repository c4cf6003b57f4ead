"""Invited assessors: who they are, inviting another one, ending an invitation."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.days import site_day
from accounts.kept_forms import typed_before
from accounts.permissions import curator_required, signed_in
from identity.current import offered_languages
from names import single_line
from progress import assessors
from progress.errors import Refused
from progress.models import AssessorGrant
from stakeholders.models import Commitment
from stakeholders.views.not_saved import not_saved

A_PAGE = 50


class AssessorForm(forms.Form):
    """Whom to invite, for which commitments, until when."""

    email = forms.EmailField(label=_("Email address"))
    name = forms.CharField(label=_("Name"), max_length=150, required=False, validators=[single_line])
    language = forms.ChoiceField(label=_("Language of the email"), choices=offered_languages)
    until = forms.DateField(
        label=_("Last day"),
        help_text=_("Until then the person can assess. At most a year from now."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    commitments = forms.ModelMultipleChoiceField(
        label=_("Commitments"),
        help_text=_("The person can assess these, and nothing else. Only public commitments can be chosen."),
        queryset=Commitment.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 12}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        public = Commitment.objects.public().select_related("lead_organisation")
        field = self.fields["commitments"]
        field.queryset = public.order_by("lead_organisation__name", "title")  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.lead_organisation} · {one.title}"  # type: ignore[attr-defined]


@require_safe
@curator_required
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody who was invited to assess: the last invitation first."""
    grants = AssessorGrant.objects.select_related("invitation", "user", "given_by").prefetch_related("commitments")
    page = Paginator(grants, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "progress/assessors.html", {"page": page, "today": site_day(), "tab": "assessors"})


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody from outside by mail."""
    user = signed_in(request)
    posted = request.POST if request.method == "POST" else typed_before(request)
    in_three_months = site_day() + datetime.timedelta(days=90)
    form = AssessorForm(posted, initial={"language": user.preferences.language, "until": in_three_months})
    if request.method == "POST" and form.is_valid():
        try:
            grant = assessors.invite(by=user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = gettext("An invitation was sent to %(email)s.")
            messages.success(request, said % {"email": grant.invitation.email})
            return redirect("review:assessors")
    status = 400 if request.method == "POST" else 200
    return render(request, "progress/assessor_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end an assessor's invitation now."""
    grant = get_object_or_404(AssessorGrant.objects.select_related("invitation", "user"), pk=pk)
    back = reverse("review:assessors")
    if request.method == "POST":
        try:
            assessors.end(grant=grant, by=signed_in(request))
        except Refused as refusal:
            return not_saved(request, what=grant.invitation.email, reason=str(refusal), back=back)
        messages.success(request, gettext("The invitation was ended. What was assessed stays."))
        return redirect("review:assessors")
    question = {
        "title": gettext("End this assessor’s invitation?"),
        "text": gettext("%(who)s can then assess nothing more. What was published stays.")
        % {"who": grant.user or grant.invitation.email},
        "action": gettext("End invitation"),
        "back": back,
    }
    return render(request, "confirm.html", question)
