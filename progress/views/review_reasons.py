"""A curator's ready-made reasons: put into the reason of a report, made from one, changed, deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.kept_forms import typed_before
from accounts.permissions import curator_required, signed_in
from progress import ready_reasons
from progress.errors import Conflict, NotPermitted
from progress.models import ReadyReason
from progress.views.review_page import find, page, return_form, typed_reason
from stakeholders.views.not_saved import not_saved


class ReadyReasonForm(forms.ModelForm):
    """What a ready-made reason is called, and what it says."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)

    class Meta:
        model = ReadyReason
        fields = ("name", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def _post_clean(self) -> None:
        """Leave the stored row alone: it is written by the verbs of ``ready_reasons``."""


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def reasons(request: HttpRequest) -> HttpResponse:
    """One's own ready-made reasons, and a form for another."""
    user = signed_in(request)
    form = ReadyReasonForm(request.POST if request.method == "POST" else typed_before(request))
    if request.method == "POST" and form.is_valid():
        try:
            ready_reasons.add(by=user, name=form.cleaned_data["name"], text=form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The ready-made reason was saved."))
            return redirect("review:reasons")
    context = {"form": form, "reasons": user.ready_reasons.all(), "most": ready_reasons.MOST, "tab": "reasons"}
    return render(request, "progress/ready_reasons.html", context, status=400 if form.is_bound and form.errors else 200)


def _own(request: HttpRequest, pk: int) -> ReadyReason:
    return get_object_or_404(ReadyReason.objects.filter(curator=signed_in(request)), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def reason(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one of them. 409 when it was changed in another window meanwhile."""
    current, status, theirs = _own(request, pk), 200, None
    form = ReadyReasonForm(request.POST if request.method == "POST" else typed_before(request), instance=current)
    if request.method == "POST" and form.is_valid():
        try:
            ready_reasons.change(reason=current, by=signed_in(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except Conflict as refusal:
            theirs, status = refusal.current, 409
            data = request.POST.copy()
            data["version"] = str(theirs.version)
            form = ReadyReasonForm(data, instance=current)
        else:
            messages.success(request, _("The ready-made reason was saved."))
            return redirect("review:reasons")
    if status == 200 and request.method == "POST":
        status = 400
    return render(
        request, "progress/ready_reason.html", {"form": form, "reason": current, "theirs": theirs}, status=status
    )


@require_POST
@curator_required
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of them away."""
    current = _own(request, pk)
    version = request.POST.get("version", "")
    try:
        ready_reasons.delete(
            reason=current, by=signed_in(request), version=int(version) if version.isdecimal() else None
        )
    except (Conflict, NotPermitted) as refusal:
        return not_saved(request, what=current, reason=str(refusal), back=request.path)
    messages.success(request, _("The ready-made reason was deleted."))
    return redirect("review:reasons")


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def on_report(request: HttpRequest, pk: int) -> HttpResponse:
    """On the desk: put a ready-made reason behind what has been typed, or keep what has been typed as another one.

    Nothing is decided. The page comes back with the text in its field.
    """
    report, text = find(request, pk), typed_reason(request)
    if request.method != "POST":
        return redirect("review:report", pk=report.pk)
    if key := request.POST.get("ready", ""):
        chosen = _own(request, int(key)) if key.isascii() and key.isdecimal() and len(key) < 10 else None
        text = "\n\n".join(part for part in (text, chosen.text if chosen else "") if part)
        return page(request, report, return_form=return_form(kept=text), still_typed=True)
    return _keep(request, report, text)


def _keep(request: HttpRequest, report, text: str) -> HttpResponse:
    form = return_form(request.POST)
    if not form.is_valid():
        return page(request, report, status=400, return_form=form)
    try:
        made = ready_reasons.add(by=signed_in(request), text=text)
    except ValidationError as error:
        form.add_error("reason", error.messages)
        return page(request, report, status=400, return_form=form)
    said = _("Saved as the ready-made reason “%(name)s”.") % {"name": made.name}
    messages.success(request, said)
    return page(request, report, return_form=return_form(kept=text), still_typed=True)
