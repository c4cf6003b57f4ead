"""The curators' queue: a report beside the last published one; publish it or return it; the next one follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.kept_forms import typed_before
from accounts.permissions import curator_required
from progress import comparison, evidence, outlook, permissions, repetitions, workflow
from progress.errors import AnotherOpen, NoLongerPartner, Refused
from progress.evidence_problems import found_for
from progress.forms import ReasonForm
from progress.models import EventAction, ProgressReport, ReviewState
from progress.views import threads
from progress.views.reports import PAGE_SIZE, listing, public_address
from stakeholders.views.not_saved import not_saved

RETURN_HELP = gettext_lazy("The author reads this. Say what to change and where.")
SHOW_HELP = gettext_lazy("It stays in the report’s history, which its organisation and the curators read.")
RETRACT_HELP = gettext_lazy("Everyone can read this on the report’s page.")


@require_safe
@curator_required
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a curator, longest waiting first."""
    reports = ProgressReport.objects.visible_to(request.user).awaiting_review()
    return listing(request, reports, "progress/review_queue.html", tab="queue")


@require_safe
@curator_required
def reviewed(request: HttpRequest) -> HttpResponse:
    """Reports that have left the queue: returned, published, retracted; the last decision first."""
    reports = ProgressReport.objects.visible_to(request.user).last_reviewed_first()
    return listing(request, reports, "progress/review_queue.html", tab="reviewed")


@require_safe
@curator_required
def evidence_problems(request: HttpRequest) -> HttpResponse:
    """Dead links and withheld files behind reports that count or wait."""
    page = Paginator(found_for(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "progress/evidence_problems.html", {"page": page, "tab": "evidence"})


def _report(request: HttpRequest, pk: int) -> ProgressReport:
    related = ("commitment__lead_organisation", "organisation", "period", "author", "submitted_by", "supersedes")
    reports = ProgressReport.objects.visible_to(request.user).exclude(review_state=ReviewState.DRAFT)
    return get_object_or_404(reports.select_related(*related), pk=pk)


def _return_form(data: QueryDict | None = None) -> ReasonForm:
    return ReasonForm(data, label=_("What to change"), help_text=RETURN_HELP, prefix="return")


def _retract_form(data: QueryDict | None = None) -> ReasonForm:
    return ReasonForm(data, label=_("Public reason"), help_text=RETRACT_HELP, prefix="retract")


def _page(request: HttpRequest, report: ProgressReport, *, status: int = 200, **more: Any) -> HttpResponse:
    previous = comparison.previous_of(report)
    may_retract = workflow.may(request.user, EventAction.RETRACT, report)
    context = {
        "report": report,
        "previous": previous,
        "changes": comparison.changes(previous, report),
        "indicator_values": report.indicator_values.select_related("indicator"),
        "previous_values": previous.indicator_values.select_related("indicator") if previous else [],
        "public_address": public_address(report),
        "events": report.events.select_related("by").order_by("sequence"),
        "may_review": workflow.may(request.user, EventAction.PUBLISH, report),
        "may_return": workflow.may(request.user, EventAction.RETURN, report),
        "no_longer": "" if permissions.takes_part(report) else str(NoLongerPartner()),
        "had_a_hand": permissions.had_a_hand_in(request.user, report),
        "may_retract": may_retract,
        **threads.comments_on(request, report),
        "files_to_show": [one for one in report.latest_evidence if evidence.may_show(request.user, one)],
        "renews": repetitions.to_renew(report) if report.review_state == ReviewState.SUBMITTED else [],
        "outlook": outlook.without(report) if may_retract else None,
        "return_form": _return_form(typed_before(request, reverse("review:return", kwargs={"pk": report.pk}))),
        "retract_form": _retract_form(typed_before(request, reverse("review:retract", kwargs={"pk": report.pk}))),
        **more,
    }
    return render(request, "progress/review_report.html", context, status=status)


@require_safe
@curator_required
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report beside the last published one, with the differences marked and the evidence at hand."""
    return _page(request, _report(request, pk))


def _next_in_queue(request: HttpRequest, done: ProgressReport) -> HttpResponse:
    """Go on to the report that has waited longest and that this curator may review."""
    waiting = ProgressReport.objects.visible_to(request.user).awaiting_review().exclude(pk=done.pk)
    for candidate in waiting.select_related("organisation")[:20]:
        if permissions.can_review(request.user, candidate):
            return redirect("review:report", pk=candidate.pk)
    return redirect("review:queue")


def _carry_out(
    request: HttpRequest, report: ProgressReport, verb: Callable[..., ProgressReport], said: str, **words: Any
) -> HttpResponse:
    try:
        verb(report=report, by=request.user, **words)
    except Refused as refusal:
        if not ProgressReport.objects.filter(pk=report.pk).exists():  # it was taken back meanwhile
            typed = [(_("Reason"), words["reason"])] if "reason" in words else []
            back = reverse("review:queue")
            return not_saved(request, what=report.commitment, reason=str(refusal), back=back, typed=typed)
        return _refused(request, report, refusal, words.get("reason", ""))
    messages.success(request, said % {"title": report.commitment.title})
    return _next_in_queue(request, report)


def _refused(request: HttpRequest, report: ProgressReport, refusal: Refused, reason: str) -> HttpResponse:
    """409: the report as it is now, why nothing was done, and the reason that was typed."""
    shown = {
        "refused": str(refusal),
        "typed": [(_("Reason"), reason)] if reason else [],
        "in_the_way": isinstance(refusal, AnotherOpen),
    }
    return _page(request, _report(request, report.pk), status=409, **shown)


def _version_read(request: HttpRequest) -> int | None:
    """The version that the curator read, as the page's form says it."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


@require_POST
@curator_required
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the report; it shows to everybody at once. 409 for one that was sent in anew since it was read."""
    version, said = _version_read(request), _("Published: “%(title)s”.")
    return _carry_out(request, _report(request, pk), workflow.publish, said, version=version)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def return_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the report back with a reason. A reload of the page that asked for one leads back to the report."""
    current = _report(request, pk)
    if request.method != "POST":
        return redirect("review:report", pk=current.pk)
    form = _return_form(request.POST)
    if not form.is_valid():
        return _page(request, current, status=400, return_form=form)
    words = {"reason": form.cleaned_data["reason"], "version": _version_read(request)}
    return _carry_out(request, current, workflow.return_report, _("Returned for changes: “%(title)s”."), **words)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a published report back with a public reason. A reload leads back to the report, as above."""
    current = _report(request, pk)
    if request.method != "POST":
        return redirect("review:report", pk=current.pk)
    form = _retract_form(request.POST)
    if not form.is_valid():
        return _page(request, current, status=400, retract_form=form)
    reason = form.cleaned_data["reason"]
    return _carry_out(request, current, workflow.retract, _("Retracted: “%(title)s”."), reason=reason)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def show_file(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Ask, then make a file visible to everybody whose hidden details could not be removed."""
    report = _report(request, pk)
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
