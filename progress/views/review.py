"""The curators' decisions: open a report to oneself, publish, return or skip it; the next one follows."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import preferences
from accounts.kept_forms import typed_before
from accounts.permissions import curator_required, signed_in
from progress import evidence, review_queue, reviewing, workflow
from progress.errors import Refused
from progress.forms import ReasonForm
from progress.models import ProgressReport
from progress.views.review_page import find, page, refused, retract_form, return_form, typed_reason
from stakeholders.views.not_saved import not_saved

SHOW_HELP = gettext_lazy("It stays in the report’s history, which its organisation and the curators read.")


@require_safe
@curator_required
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report beside the last published one, with the differences marked and the evidence at hand."""
    return page(request, find(request, pk))


def _next(request: HttpRequest, done: ProgressReport) -> HttpResponse:
    """Go on to the next report that this curator may decide on and nobody else has open, and open it to them."""
    user = signed_in(request)
    for _attempt in range(3):
        following = review_queue.next_for(user, done, at=timezone.now())
        if following is None:
            return redirect("review:queue")
        try:
            reviewing.take(report=following, by=user)
        except Refused:  # somebody was quicker
            continue
        return redirect("review:report", pk=following.pk)
    return redirect("review:queue")


def _carry_out(
    request: HttpRequest, report: ProgressReport, verb: Callable[..., ProgressReport], said: str, **words: object
) -> HttpResponse:
    reason = str(words.get("reason", ""))
    try:
        verb(report=report, by=request.user, **words)
    except Refused as refusal:
        if not ProgressReport.objects.filter(pk=report.pk).exists():  # it was taken back meanwhile
            typed = [(_("Reason"), reason)] if reason else []
            back = reverse("review:queue")
            return not_saved(request, what=report.commitment, reason=str(refusal), back=back, typed=typed)
        return refused(request, report, refusal, reason)
    messages.success(request, said % {"title": report.commitment.title})
    return _next(request, report)


def version_read(request: HttpRequest, name: str = "version") -> int | None:
    """The version that the curator read, as the page's form says it."""
    return _number(request.POST.get(name, ""))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the report; it shows to everybody at once. 409 for one that was sent in anew since it was read.

    400 with a reason in its field: whoever typed one meant to return it.
    """
    current = find(request, pk)
    if request.method != "POST":
        return redirect("review:report", pk=current.pk)
    if typed_reason(request):
        form = return_form(request.POST)
        form.add_error("reason", _("You typed a reason. Return the report, or clear this field to publish it."))
        return page(request, current, status=400, return_form=form)
    return _carry_out(request, current, workflow.publish, _("Published: “%(title)s”."), version=version_read(request))


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def return_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the report back with a reason. A reload of the page that asked for one leads back to the report."""
    current = find(request, pk)
    if request.method != "POST":
        return redirect("review:report", pk=current.pk)
    form = return_form(request.POST)
    if not form.is_valid():
        return page(request, current, status=400, return_form=form)
    words = {"reason": form.cleaned_data["reason"], "version": version_read(request)}
    return _carry_out(request, current, workflow.return_report, _("Returned for changes: “%(title)s”."), **words)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a published report back with a public reason. A reload leads back to the report, as above."""
    current = find(request, pk)
    if request.method != "POST":
        return redirect("review:report", pk=current.pk)
    form = retract_form(request.POST)
    if not form.is_valid():
        return page(request, current, status=400, retract_form=form)
    reason = form.cleaned_data["reason"]
    return _carry_out(request, current, workflow.retract, _("Retracted: “%(title)s”."), reason=reason)


@require_POST
@curator_required
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the report to oneself for a while, or take it over from the curator whom the page named."""
    current = find(request, pk)
    try:
        reviewing.take(report=current, by=signed_in(request), over_from=_number(request.POST.get("over_from", "")))
    except Refused as refusal:
        return refused(request, current, refusal, "")
    return redirect("review:report", pk=current.pk)


@require_POST
@curator_required
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the report for later: what was typed is kept, it is open to others, and the next one follows."""
    current, user, reason = find(request, pk), signed_in(request), typed_reason(request)
    try:
        reviewing.keep_reason(report=current, by=user, text=reason)
    except Refused as refusal:
        return refused(request, current, refusal, reason)
    reviewing.release(report=current, by=user)
    return _next(request, current)


@require_POST
@curator_required
def keep_reason(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what has been typed so far: the page's script sends it while somebody writes."""
    current, reason = find(request, pk), typed_reason(request)
    try:
        reviewing.keep_reason(report=current, by=signed_in(request), text=reason)
    except Refused as refusal:
        return refused(request, current, refusal, reason)
    return redirect("review:report", pk=current.pk)


@require_POST
@curator_required
def keys(request: HttpRequest) -> HttpResponse:
    """Switch shortcuts of a single key on or off, for this person."""
    user = signed_in(request)
    preferences.change(preferences=user.preferences, by=user, single_keys="single_keys" in request.POST)
    messages.success(request, _("Your keyboard shortcuts were saved."))
    back = _number(request.POST.get("report", ""))
    return redirect("review:report", pk=back) if back else redirect("review:queue")


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def show_file(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Ask, then make a file visible to everybody whose hidden details could not be removed."""
    report = find(request, pk)
    item = get_object_or_404(report.evidence.exclude(cleaning_problem=""), pk=evidence_pk)
    back = reverse("review:report", kwargs={"pk": report.pk})
    form = ReasonForm(request.POST if request.method == "POST" else typed_before(request), help_text=SHOW_HELP)
    if request.method == "POST" and form.is_valid():
        try:
            evidence.show(evidence=item, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            return not_saved(request, what=report.commitment, reason=str(refusal), back=back)
        messages.success(request, _("“%(title)s” will be visible to everyone with the report.") % {"title": item.title})
        return redirect(back)
    question = {
        "title": _("Make this file visible to everyone?"),
        "text": _("“%(title)s” may show who made it, where and with what. Check it before you decide.")
        % {"title": item.title},
        "action": _("Make it visible"),
        "back": back,
        "form": form,
    }
    return render(request, "confirm.html", question, status=400 if request.method == "POST" else 200)
