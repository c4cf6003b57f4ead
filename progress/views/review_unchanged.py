"""Many reports of "no significant change" at once: publish those that are ticked, return those with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.kept_forms import typed_before
from accounts.permissions import curator_required, signed_in
from progress import review_queue, reviewing, workflow
from progress.errors import Refused
from progress.models import ProgressReport, ReasonDraft, ReportKind
from progress.models.review import REASON_MAX
from progress.review_queue import Waiting
from progress.views.review import version_read

A_PAGE = 25
RELATED = ("commitment", "organisation", "submitted_by")


@dataclass
class Row:
    """One report of the list: what was chosen for it, and why that could not be done."""

    waiting: Waiting
    may: bool  # decide on it: four eyes, and nobody else has it open
    version: int
    publish: bool = False
    reason: str = ""
    error: str = ""

    @property
    def report(self) -> ProgressReport:
        return self.waiting.report


def _rows(request: HttpRequest, reports) -> list[Row]:
    user, now = signed_in(request), timezone.now()
    own = set(review_queue.reviewable(user).filter(pk__in=[one.pk for one in reports]).values_list("pk", flat=True))
    claims = review_queue.claims_of_waiting(at=now)
    kept = dict(ReasonDraft.objects.filter(curator=user, report__in=reports).values_list("report_id", "text"))
    found = []
    for one in reports:
        claim = claims.get(one.pk)
        waiting = Waiting(one, review_queue.days_since(one.submitted_at, now), claim)
        free = claim is None or claim.curator_id == user.pk
        found.append(Row(waiting, one.pk in own and free, one.version, reason=kept.get(one.pk, "")))
    return found


def _fill(row: Row, data) -> None:
    """Take into the row what was chosen for it."""
    row.publish = str(row.report.pk) in data.getlist("publish")
    row.reason = data.get(f"reason-{row.report.pk}", row.reason).strip()


def _decide(request: HttpRequest, row: Row) -> str:
    """Carry out one row: ``published``, ``returned``, or empty with the error in the row."""
    report, user = row.report, signed_in(request)
    version = version_read(request, f"version-{report.pk}")
    if row.publish and row.reason:
        row.error = _("Choose one: publish the report, or give a reason to return it.")
    elif len(row.reason) > REASON_MAX:
        row.error = str(reviewing.TooLong())
    try:
        if row.error:
            return ""
        if row.publish:
            workflow.publish(report=report, by=user, version=version)
            return "published"
        workflow.return_report(report=report, by=user, reason=row.reason, version=version)
        return "returned"
    except (Refused, PermissionDenied) as refusal:
        row.error = str(refusal)
    return ""


def _say(request: HttpRequest, done: list[str]) -> None:
    published, returned = done.count("published"), done.count("returned")
    if published:
        said = ngettext("%(number)s report was published.", "%(number)s reports were published.", published)
        messages.success(request, said % {"number": published})
    if returned:
        said = ngettext(
            "%(number)s report was returned for changes.", "%(number)s reports were returned for changes.", returned
        )
        messages.success(request, said % {"number": returned})


def _of_what_is_gone(request: HttpRequest, rows: list[Row]) -> list[tuple[str, str]]:
    """Reasons that were typed about reports which were taken back meanwhile: their text must not be lost."""
    here = {f"reason-{row.report.pk}" for row in rows}
    names = [name for name in request.POST if name.startswith("reason-") and name not in here]
    return [(_("Reason"), text) for name in names if (text := request.POST[name].strip())]


def _sent(request: HttpRequest, rows: list[Row]) -> HttpResponse:
    """Carry out what was chosen; what could not be done is shown again."""
    for row in rows:
        _fill(row, request.POST)
    typed = _of_what_is_gone(request, rows)
    chosen = [row for row in rows if row.publish or row.reason]
    done = [_decide(request, row) for row in chosen]
    _say(request, done)
    if chosen and all(done) and not typed:
        return redirect("review:unchanged")
    left = [row for row in rows if row not in chosen or row.error]
    page = Paginator(left, A_PAGE).get_page(1)
    nothing = not (chosen or typed)
    problem = _("Choose at least one report to publish, or give a reason for one to return.") if nothing else ""
    context = {"rows": left, "page": page, "tab": "unchanged", "problem": problem, "typed": typed}
    return render(request, "progress/review_unchanged.html", context, status=400 if nothing else 409)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def unchanged(request: HttpRequest) -> HttpResponse:
    """The list and what was chosen in it. What could not be done stays, each with the reason why and what was typed."""
    reports = review_queue.waiting(signed_in(request)).filter(kind=ReportKind.NO_CHANGE)
    reports = reports.select_related(*RELATED)
    if request.method == "POST":
        sent = [key for key in request.POST.getlist("report") if key.isascii() and key.isdecimal() and len(key) < 10]
        own = ProgressReport.objects.visible_to(request.user).filter(pk__in=sent[:A_PAGE], kind=ReportKind.NO_CHANGE)
        found = list(own.select_related(*RELATED).order_by("submitted_at", "pk"))
        return _sent(request, _rows(request, found))
    page = Paginator(reports, A_PAGE).get_page(request.GET.get("page"))
    rows = _rows(request, list(page))
    if typed := typed_before(request):
        for row in rows:
            _fill(row, typed)
    return render(request, "progress/review_unchanged.html", {"rows": rows, "page": page, "tab": "unchanged"})
