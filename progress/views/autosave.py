"""Saving by itself: what the page's script sends while somebody writes, and what it shows of it afterwards.

Without a session the sign-in redirect answers, as everywhere; the script asks for the password in place.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from names.dates import date_in_words
from names.phrases import listed
from progress import drafts, permissions
from progress.errors import Conflict, Refused
from progress.forms import INDICATOR, ReportForm
from progress.models import ProgressReport
from progress.views.report_parts import beside
from recommendations import three_way


def _own_report(request: HttpRequest, pk: int) -> ProgressReport:
    related = ("commitment", "organisation", "period", "supersedes", "updated_by")
    reports = ProgressReport.objects.visible_to(request.user).select_related(*related)
    report = get_object_or_404(reports, pk=pk)
    if not permissions.can_edit(request.user, report):
        raise Http404
    return report


@require_POST
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the fields that were sent and pass their checks; the answer names the others, and the version to go on from.

    400 without a version. 409, and nothing is written: somebody else saved meanwhile, or the report has gone on.
    """
    report = _own_report(request, pk)
    form = ReportForm(request.POST, instance=report)
    form.is_valid()
    version = form.cleaned_data.get("version")
    if version is None:
        return JsonResponse({"said": _("Reload the page, then try again.")}, status=400)
    try:
        saved = drafts.save(
            report=report,
            by=request.user,
            version=version,
            data={name: value for name, value in form.data_to_save.items() if name in request.POST},
            indicator_values={
                key: value for key, value in form.values_to_save.items() if f"{INDICATOR}{key}" in request.POST
            },
        )
    except Conflict as conflict:
        return JsonResponse(_of_another(request, conflict.current), status=409)
    except Refused as refusal:
        return JsonResponse({"said": str(refusal)}, status=409)
    return JsonResponse(_saved(saved, form))


def _saved(saved: ProgressReport, form: ReportForm) -> dict[str, Any]:
    time = date_in_words(timezone.localtime(saved.updated_at), "TIME_FORMAT")
    said = _("Saved at %(time)s") % {"time": time}
    wrong = [str(form[name].label) for name in form.errors]
    if wrong:
        said = _("Saved at %(time)s, without what needs correcting: %(fields)s") % {
            "time": time,
            "fields": listed(wrong),
        }
    return {
        "version": saved.version,
        "opened_with": three_way.signed(ReportForm(instance=saved)),
        "complete": not wrong,
        "said": said,
    }


def _of_another(request: HttpRequest, current: ProgressReport) -> dict[str, Any]:
    """Who saved, and what: a script whose own answer was lost on the way finds its own text there, and goes on."""
    form = ReportForm(instance=current)
    by = current.updated_by or current.author
    own = by == request.user
    return {
        "version": current.version,
        "opened_with": three_way.signed(form),
        "values": three_way.said(form),
        "said": _("You saved this report in another tab or window. Nothing was overwritten.")
        if own
        else _("%(name)s saved this report meanwhile. Nothing was overwritten.") % {"name": by},
    }


@require_GET
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What readers will see change, and the questions between the fields, as last saved: text and HTML by element."""
    context = beside(_own_report(request, pk))
    texts = {f"before-{name}": text for name, text in context["said_before"].items()}
    texts |= {f"question-{row.indicator.pk}": row.question for row in context["figures"]}
    return JsonResponse(
        {"texts": texts, "changes-so-far": render_to_string("progress/parts/report_changes.html", context, request)}
    )
