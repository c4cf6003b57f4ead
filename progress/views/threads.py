"""Conversations about a commitment that needs help and about a report under review; the curators' list of calls."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.kept_forms import typed_before
from accounts.permissions import curator_required
from progress import permissions, threads
from progress.errors import NotPermitted, Refused
from progress.forms import HelpForm, MessageForm
from progress.models import ProgressReport, Thread
from stakeholders.models import Commitment, Organisation
from stakeholders.views.not_saved import not_saved

A_PAGE = 50


def _thread(request: HttpRequest, pk: int) -> Thread:
    rows = Thread.objects.visible_to(request.user).select_related("commitment", "organisation", "report")
    return get_object_or_404(rows, pk=pk)


def empty_form() -> MessageForm:
    """A form with a token of its own, by which the same form sent twice is one message."""
    return MessageForm(initial={"token": uuid.uuid4()})


def _page(request: HttpRequest, current: Thread, form: MessageForm, *, status: int = 200) -> HttpResponse:
    context = {
        "thread": current,
        "thread_messages": current.messages.select_related("author"),
        "form": form,
        "may_write": permissions.can_write_in(request.user, current),
        "under_review": current.report is None or current.report.review_state in threads.UNDER_REVIEW,
    }
    return render(request, "progress/thread.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a conversation and write into it. What cannot be sent stays in the form, with the reason."""
    current = _thread(request, pk)
    if request.method != "POST":
        typed = typed_before(request)
        return _page(request, current, MessageForm(typed) if typed else empty_form())
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, current, form, status=400)
    try:
        if current.report is not None:
            threads.comment(report=current.report, by=request.user, **form.cleaned_data)
        else:
            threads.write(thread=current, by=request.user, **form.cleaned_data)
    except NotPermitted:
        raise Http404 from None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _thread(request, pk), form, status=409)
    messages.success(request, _("Your message was sent."))
    return redirect(reverse("reporting:thread", kwargs={"pk": pk}) + "#write")


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a conversation."""
    return _move(request, pk, threads.close, _("The conversation was closed. You can open it again at any time."))


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a conversation again."""
    return _move(request, pk, threads.reopen, _("The conversation is open again."))


def _move(request: HttpRequest, pk: int, verb, said: str) -> HttpResponse:
    try:
        verb(thread=_thread(request, pk), by=request.user)
    except NotPermitted:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("reporting:thread", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_help(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Call for help about a commitment (``pk``) for an organisation that carries it; an open call is gone on with."""
    commitment = get_object_or_404(Commitment.objects.visible_to(request.user), pk=pk)
    organisation = get_object_or_404(Organisation.objects.of_member(request.user), slug=slug)
    if not permissions.can_start_report(request.user, organisation, commitment):
        raise Http404
    form = HelpForm(
        request.POST if request.method == "POST" else typed_before(request), initial={"token": uuid.uuid4()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = threads.ask_for_help(
                commitment=commitment, organisation=organisation, by=request.user, **form.cleaned_data
            )
        except NotPermitted:
            raise Http404 from None
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your message was sent. The curators will answer here."))
            return redirect("reporting:thread", pk=made.pk)
    context = {
        "commitment": commitment,
        "organisation": organisation,
        "form": form,
        "open_call": threads.open_call(commitment, organisation.pk),
    }
    return render(request, "progress/help_form.html", context, status=400 if request.method == "POST" else 200)


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on a report under review, from its own page or the curator's; lead to the conversation."""
    reports = ProgressReport.objects.visible_to(request.user).select_related("commitment", "organisation")
    report = get_object_or_404(reports, pk=pk)
    if not permissions.can_comment(request.user, report):
        raise Http404
    form = MessageForm(request.POST)
    back = reverse("reporting:report", kwargs={"pk": report.pk})
    typed = [(_("Message"), request.POST.get("text", ""))]
    if not form.is_valid():
        reason = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return not_saved(request, what=report.commitment, reason=reason, back=back, typed=typed)
    try:
        made = threads.comment(report=report, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        return not_saved(request, what=report.commitment, reason=str(refusal), back=back, typed=typed)
    messages.success(request, _("Your message was sent."))
    return redirect("reporting:thread", pk=made.pk)


def comments_on(request: HttpRequest, report: ProgressReport) -> dict[str, object]:
    """What the pages of a report show of the comments on it: the messages and, under review, a form."""
    may = report.review_state in threads.UNDER_REVIEW and permissions.can_comment(request.user, report)
    found = threads.of_report(report)
    return {
        "comments": found,
        "comment_messages": found.messages.select_related("author") if found else [],
        "comment_form": empty_form() if may else None,
    }


@require_safe
@curator_required
def calls_for_help(request: HttpRequest) -> HttpResponse:
    """Every call for help: the open ones, oldest first, or (``?closed=1``) those that were closed, the latest first."""
    closed = request.GET.get("closed") == "1"
    rows = Thread.objects.asking_for_help().select_related("commitment", "organisation")
    rows = rows.filter(closed_at__isnull=not closed).order_by("-closed_at" if closed else "opened_at", "pk")
    page = Paginator(threads.with_last_side(rows), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "closed": closed}
    return render(request, "progress/calls_for_help.html", context)
