"""The focal point's page: the report as it would be submitted, to be signed or sent back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.kept_forms import typed_before
from progress import permissions, workflow
from progress.errors import Incomplete, NoLongerPartner, Refused, WrittenAnew
from progress.forms import ReasonForm
from progress.models import EventAction, ProgressReport
from progress.views.report_reading import find_own, reading

SEND_BACK_HELP = gettext_lazy("The author reads this. Say what to change and where.")


def done(step: str) -> str:
    """What is said once a report has taken ``step``."""
    return {
        "submit": _("The report was submitted. A curator will review it."),
        "ask_sign_off": _("We have asked the focal point to sign off the report."),
        "sign_off": _("You signed the report off. It can now be submitted."),
    }[step]


def _send_back_form(data: QueryDict | None = None) -> ReasonForm:
    return ReasonForm(data, label=_("What to change"), help_text=SEND_BACK_HELP, prefix="send_back")


def sign_off_page(request: HttpRequest, current: ProgressReport, form: ReasonForm | None = None) -> HttpResponse:
    """What the focal point was asked to sign: to be read, with what differs; writing is a step further."""
    typed = typed_before(request, reverse("reporting:send_back", kwargs={"pk": current.pk}))
    context = reading(request, current) | {
        "send_back_form": form or _send_back_form(typed),
        "no_longer": "" if permissions.takes_part(current) else str(NoLongerPartner()),
    }
    return render(request, "progress/report_sign_off.html", context, status=400 if form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the text that was read and send it to the curators. A reload leads back to the report."""
    current = find_own(request, pk)
    if request.method != "POST":
        return redirect("reporting:report", pk=current.pk)
    version = request.POST.get("version", "")
    try:
        # Without a readable version nothing was read: no report has the version 0.
        workflow.sign_and_submit(report=current, by=request.user, version=int(version) if version.isdecimal() else 0)
    except WrittenAnew:
        messages.error(request, _("This report was changed after you opened it. Read it again, then sign it."))
    except Incomplete as incomplete:
        messages.error(request, " ".join([str(incomplete), *incomplete.errors.values()]))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done("submit"))
        return redirect("reporting:work")
    return redirect("reporting:report", pk=current.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The focal point does not sign off, and says what to change. A reload leads back to the report."""
    current = find_own(request, pk)
    if request.method != "POST":
        return redirect("reporting:report", pk=current.pk)
    form = _send_back_form(request.POST)
    if not form.is_valid() and workflow.may(request.user, EventAction.SEND_BACK, current):
        return sign_off_page(request, current, form)
    try:
        workflow.send_back(report=current, by=request.user, reason=form.cleaned_data.get("reason", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:report", pk=current.pk)
    messages.success(
        request, _("Returned for changes: “%(title)s”. Its author gets an email.") % {"title": current.commitment.title}
    )
    return redirect("reporting:work")
