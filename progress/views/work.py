"""My reporting: what waits for me, and the two ways to begin: a pre-filled report, or "no significant change"."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.days import today_of
from accounts.permissions import signed_in
from progress import drafts, worklist
from progress.errors import Refused
from progress.models import ReviewState
from stakeholders.models import Commitment, Organisation


@require_safe
def my_reporting(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the person, each with the one thing to do next."""
    user = signed_in(request)
    today = today_of(user)
    organisations = list(Organisation.objects.public().of_member(user))
    context = {"work": worklist.for_person(user, on=today), "today": today, "organisations": organisations}
    return render(request, "progress/my_reporting.html", context)


def _target(request: HttpRequest) -> tuple[Commitment, Organisation]:
    """The commitment and organisation that a button names; 404 alike for unknown, foreign and malformed ones."""
    keys = [request.POST.get(name, "") for name in ("commitment", "organisation")]
    if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in keys):
        raise Http404
    commitment = get_object_or_404(Commitment.objects.visible_to(request.user), pk=keys[0])
    return commitment, get_object_or_404(Organisation.objects.of_member(request.user), pk=keys[1])


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Open the organisation's report on a commitment, filled in from the last one. Asking twice opens the same."""
    commitment, organisation = _target(request)
    try:
        report = drafts.open_draft(
            commitment=commitment,
            organisation=organisation,
            by=request.user,
            covers_until=today_of(request.user),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:work")
    return redirect("reporting:report", pk=report.pk)


@require_POST
def no_change(request: HttpRequest) -> HttpResponse:
    """Say in one click that nothing of significance changed since the last published report."""
    commitment, organisation = _target(request)
    try:
        report = drafts.no_change(commitment=commitment, organisation=organisation, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:work")
    if report.review_state == ReviewState.SUBMITTED:
        said = _("“No significant change” was submitted for “%(title)s”.")
    else:
        said = _("“No significant change” for “%(title)s” is now waiting for your focal point to sign it off.")
    messages.success(request, said % {"title": commitment.title})
    return redirect("reporting:work")
