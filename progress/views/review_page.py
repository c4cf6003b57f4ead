"""One report on the review desk: the queue at its side, what changed, the evidence, and what can be decided."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.days import today_of
from accounts.kept_forms import typed_before
from accounts.models import User
from accounts.permissions import signed_in
from progress import (
    comparison,
    evidence,
    outlook,
    permissions,
    repetitions,
    review_queue,
    reviewing,
    side_by_side,
    workflow,
)
from progress.errors import AnotherOpen, HeldByAnother, NoLongerPartner, Refused
from progress.forms import ReasonForm
from progress.models import EventAction, ProgressReport, ReviewState
from progress.views import threads
from progress.views.reports import public_address

RETURN_HELP = gettext_lazy("The author reads this. Say what to change and where.")
# Where the form with the reason may be sent.
SENT_TO = ("return", "publish", "skip", "ready_reason")
RETRACT_HELP = gettext_lazy("Everyone can read this on the report’s page.")


def find(request: HttpRequest, pk: int) -> ProgressReport:
    """A report that has left its organisation, as far as the curator may see it; else 404."""
    related = (
        "commitment__lead_organisation",
        "organisation",
        "period",
        "author",
        "submitted_by",
        "signed_off_by",
        "supersedes",
    )
    reports = ProgressReport.objects.visible_to(request.user).exclude(review_state=ReviewState.DRAFT)
    return get_object_or_404(reports.select_related(*related), pk=pk)


def return_form(data: QueryDict | None = None, *, kept: str = "") -> ReasonForm:
    """Why a report goes back; ``kept`` is what was typed before."""
    words: dict[str, Any] = {"label": _("What to change"), "help_text": RETURN_HELP, "prefix": "return"}
    return ReasonForm(data, initial={"reason": kept}, **words)


def retract_form(data: QueryDict | None = None) -> ReasonForm:
    """Why a published report is taken back."""
    return ReasonForm(data, label=_("Public reason"), help_text=RETRACT_HELP, prefix="retract")


def typed_reason(request: HttpRequest) -> str:
    """What stands in the field of the reason that was sent."""
    return request.POST.get("return-reason", "").strip()


def page(request: HttpRequest, report: ProgressReport, *, status: int = 200, **more: Any) -> HttpResponse:
    """The desk with this report on it. ``more`` takes the place of what it would show by itself."""
    user = signed_in(request)
    prefetch_related_objects([user], "memberships")
    previous = comparison.previous_of(report)
    context = {
        "report": report,
        "previous": previous,
        "sides": side_by_side.rows(previous, report),
        "recommendations": report.commitment.recommendations.order_by("reference"),
        "public_address": public_address(report),
        "pieces": report.latest_evidence,
        "events": report.events.select_related("by").order_by("sequence"),
        "column": review_queue.column(user, report, at=timezone.now()),
        "today": today_of(user),
        "alt": "" if user.preferences.single_keys else "Alt + ",
        "renews": repetitions.to_renew(report) if report.review_state == ReviewState.SUBMITTED else [],
        **_decision(request, user, report),
        **threads.comments_on(request, report),
        **more,
    }
    return render(request, "progress/review_report.html", context, status=status)


def _decision(request: HttpRequest, user: User, report: ProgressReport) -> dict[str, Any]:
    """What the person may do with the report, and what they have typed about it."""
    now = timezone.now()
    may_retract = workflow.may(user, EventAction.RETRACT, report)
    waits = report.review_state == ReviewState.SUBMITTED
    may_return = workflow.may(user, EventAction.RETURN, report)
    had_a_hand = waits and permissions.had_a_hand_in(user, report)
    kept = reviewing.kept_reason(report, user)
    claim = reviewing.claim_on(report, at=now) if waits else None
    addresses = [reverse(f"review:{name}", kwargs={"pk": report.pk}) for name in SENT_TO]
    typed = next(filter(None, (typed_before(request, address) for address in addresses)), None)
    return {
        "may_review": workflow.may(user, EventAction.PUBLISH, report),
        "may_return": may_return,
        "no_longer": "" if permissions.takes_part(report) else str(NoLongerPartner()),
        "had_a_hand": had_a_hand,
        "others": review_queue.others_who_may(report) if had_a_hand else [],
        "claim": claim,
        "would_end": now + reviewing.HELD_FOR,
        "may_retract": may_retract,
        "outlook": outlook.without(report) if may_retract else None,
        "files_to_show": [one for one in report.latest_evidence if evidence.may_show(user, one)],
        "ready_reasons": user.ready_reasons.all() if may_return else [],
        "return_form": return_form(typed, kept=kept),
        "retract_form": retract_form(typed_before(request, reverse("review:retract", kwargs={"pk": report.pk}))),
        "unsent": [] if may_return or not kept else [(_("Reason"), kept)],
    }


def refused(request: HttpRequest, report: ProgressReport, refusal: Refused, reason: str) -> HttpResponse:
    """409: the report as it is now, why nothing was done, and the reason that was typed, in its field if it has one."""
    now = find(request, report.pk)
    shown: dict[str, Any] = {"refused": str(refusal), "in_the_way": isinstance(refusal, AnotherOpen)}
    if reason and workflow.may(request.user, EventAction.RETURN, now):
        shown["return_form"] = return_form(kept=reason)
        shown["still_typed"] = True
    elif reason:
        shown["typed"] = [(_("Reason"), reason)]
    if isinstance(refusal, HeldByAnother):
        shown["claim"] = refusal.claim
    return page(request, now, status=409, **shown)
