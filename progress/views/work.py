"""My reporting: what waits for me, and the two ways to begin: a pre-filled report, or "no significant change"."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.days import today_of
from accounts.models import User
from accounts.permissions import signed_in
from notifications import inbox
from notifications.models import Notification
from progress import chosen, discarding, drafts, work_groups, work_table, worklist
from progress.chosen import Chosen, Outcome
from progress.errors import Refused
from progress.models import ProgressReport, ReportingPeriod, ReviewState
from stakeholders.models import Organisation

A_PAGE = 50
NEWS = 4  # notifications beside the list
JUST_SENT = "reporting_just_sent"  # of the session: the reports that "Undo" takes back


@require_safe
def my_reporting(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the person, each with the one thing to do next."""
    user = signed_in(request)
    today = today_of(user)
    work = worklist.for_person(user, on=today)
    every_row = work_groups.rows(work)
    whose = request.GET.get("whose", "")
    rows = work_table.narrowed(work, every_row, whose)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "work": work,
        "today": today,
        "organisations": Organisation.objects.public().of_member(user).order_by("name"),
        "sections": work_table.sections(list(page.object_list), of=rows, on=today),
        "choices": work_table.choices(work, every_row),
        "whose": whose,
        "page": page,
        "news": inbox.entries(Notification.objects.filter(user=user)[:NEWS]),
        "next_period": None if work.to_do else ReportingPeriod.objects.to_come(on=today).first(),
        "can_confirm": any(row.item.can_confirm for row in page.object_list),
        "just_sent": _just_sent(request, user),
    }
    return render(request, "progress/my_reporting.html", context)


def _just_sent(request: HttpRequest, user: User) -> list[ProgressReport]:
    """The "no significant change" of a moment ago that can still be undone; named on one page only."""
    keys = request.session.pop(JUST_SENT, None)
    if not keys:
        return []
    reports = ProgressReport.objects.visible_to(user).filter(pk__in=keys)
    return [report for report in reports if report.can_be_taken_back]


def targets(request: HttpRequest) -> list[Chosen]:
    """What the ticks or the button of a form name: items, or one by its commitment and organisation."""
    values = request.POST.getlist("item") or request.GET.getlist("item")
    if "commitment" in request.POST:
        values = [f"{request.POST['commitment']}-{request.POST.get('organisation', '')}-0"]
    return chosen.read(values, user=request.user)


def tell_refusals(request: HttpRequest, outcome: Outcome) -> None:
    """A message for each item that was refused."""
    for reason in outcome.refused:
        messages.error(request, reason)


def nothing_chosen(request: HttpRequest) -> HttpResponse:
    """Back to the list, which says that a tick is needed."""
    messages.error(request, _("Choose at least one commitment first."))
    return redirect("reporting:work")


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Open the organisation's report on a commitment, filled in from the last one. Asking twice opens the same."""
    found = targets(request)
    if len(found) != 1:
        raise Http404
    try:
        report = drafts.open_draft(
            commitment=found[0].commitment,
            organisation=found[0].organisation,
            by=request.user,
            covers_until=today_of(request.user),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:work")
    return redirect("reporting:report", pk=report.pk)


@require_POST
def no_change(request: HttpRequest) -> HttpResponse:
    """Say in one click that nothing of significance changed since the last published report: on one or on several."""
    found = targets(request)
    if not found:
        raise Http404
    return send_no_change(request, found)


def send_no_change(request: HttpRequest, found: list[Chosen]) -> HttpResponse:
    """Say it on each, tell what came of it, and offer to undo it."""
    outcome = chosen.no_change(found, by=request.user)
    reports = [made for _one, made in outcome.done if isinstance(made, ProgressReport)]
    if len(reports) == 1:
        messages.success(request, _sent_one(reports[0]))
    elif reports:
        messages.success(request, _sent_several(reports))
    tell_refusals(request, outcome)
    if reports:
        request.session[JUST_SENT] = [report.pk for report in reports]
    return redirect("reporting:work")


def _sent_one(report: ProgressReport) -> str:
    if report.review_state == ReviewState.SUBMITTED:
        said = _("“No significant change” was submitted for “%(title)s”.")
    else:
        said = _("“No significant change” for “%(title)s” is now waiting for your focal point to sign it off.")
    return said % {"title": report.commitment.title}


def _sent_several(reports: list[ProgressReport]) -> str:
    submitted = sum(report.review_state == ReviewState.SUBMITTED for report in reports)
    said = []
    if submitted:
        said.append(
            ngettext(
                "“No significant change” was submitted for %(number)s commitment.",
                "“No significant change” was submitted for %(number)s commitments.",
                submitted,
            )
            % {"number": submitted}
        )
    if waiting := len(reports) - submitted:
        said.append(
            ngettext(
                "%(number)s commitment is now waiting for your focal point to sign it off.",
                "%(number)s commitments are now waiting for your focal point to sign them off.",
                waiting,
            )
            % {"number": waiting}
        )
    return " ".join(said)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back the "no significant change" of a moment ago, on all of the commitments at once."""
    keys = request.POST.getlist("report")
    if (
        not keys
        or len(keys) > chosen.MOST
        or not all(key.isascii() and key.isdigit() and len(key) < 19 for key in keys)
    ):
        raise Http404
    own = Organisation.objects.of_member(request.user)
    reports = ProgressReport.objects.filter(pk__in=keys, organisation__in=own).select_related("commitment")
    done, refused = chosen.take_back(reports, by=request.user)
    if done:
        said = ngettext(
            "“No significant change” was taken back for %(number)s commitment. The report is still expected.",
            "“No significant change” was taken back for %(number)s commitments. The reports are still expected.",
            done,
        )
        messages.success(request, said % {"number": done})
    for reason in refused:
        messages.error(request, reason)
    if not done and not refused:
        messages.error(request, str(discarding.NotTakenBack()))
    return redirect("reporting:work")
