"""Reports by spreadsheet: download, upload, look at every difference, take it up."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.days import today_of
from accounts.permissions import signed_in
from stakeholders.errors import Refused, WrongState
from stakeholders.models import Organisation
from stakeholders.permissions import can_report_for
from submissions.duties import duties_of
from submissions.forms import SheetForm, TakeUpForm
from submissions.models import SheetUpload
from submissions.sheets import making, uploads
from submissions.sheets.bounds import MOST_BYTES, Unreadable
from submissions.sheets.plan import Plan

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 10


def _organisation(request: HttpRequest, slug: str) -> Organisation:
    """The organisation, for whoever reports for it; 404 for others."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not can_report_for(request.user, organisation):
        raise Http404
    return organisation


@require_safe
@never_cache
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet as it is filled in now, in the language of the page."""
    organisation, person = _organisation(request, slug), signed_in(request)
    content = making.make(organisation, duties_of(organisation, on=today_of(person)))
    answer = HttpResponse(content, content_type=XLSX)
    name = f"reports-{organisation.slug}-{today_of(person).isoformat()}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The way there: get the sheet, send it back. A file that cannot be read is explained."""
    organisation = _organisation(request, slug)
    posted = request.method == "POST"
    form = SheetForm(request.POST, request.FILES) if posted else SheetForm()
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = uploads.keep(
                data=file.read(MOST_BYTES + 1), file_name=file.name, organisation=organisation, by=signed_in(request)
            )
        except (Unreadable, WrongState) as refusal:
            form.add_error("file", str(refusal))
        else:
            if upload.applied_at:
                messages.info(request, str(uploads.TakenUp()))
            return redirect("submissions:sheet_upload", organisation.slug, upload.pk)
    recent = organisation.sheets.filter(applied_at__isnull=False).select_related("applied_by").defer("content")
    context = {"organisation": organisation, "form": form, "recent": recent.order_by("-applied_at")[:SHOWN]}
    return render(request, "submissions/sheet.html", context, status=400 if posted else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sheet_upload(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a sheet would change, and taking it up; afterwards, when that was done and by whom."""
    organisation, person = _organisation(request, slug), signed_in(request)
    found = SheetUpload.objects.select_related("organisation", "uploaded_by", "applied_by")
    upload = get_object_or_404(found.filter(organisation=organisation), pk=pk)
    if upload.applied_at:
        context = {"organisation": organisation, "upload": upload}
        return render(request, "submissions/sheet_taken_up.html", context)
    if request.method != "POST":
        plan = uploads.preview(upload=upload, by=person)
        return _preview(request, upload, plan, TakeUpForm(initial={"fingerprint": plan.fingerprint}), 200)
    form = TakeUpForm(request.POST)
    if not form.is_valid():
        plan = uploads.preview(upload=upload, by=person)
        return _preview(request, upload, plan, TakeUpForm(initial={"fingerprint": plan.fingerprint}), 400)
    return _take_up(request, upload, form)


def _take_up(request: HttpRequest, upload: SheetUpload, form: TakeUpForm) -> HttpResponse:
    submit, expected = form.cleaned_data["submit"], form.cleaned_data["fingerprint"]
    try:
        plan = uploads.take_up(upload=upload, by=signed_in(request), expected=expected, submit=submit)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("submissions:sheet_upload", upload.organisation.slug, upload.pk)
    if plan.is_done:
        messages.success(request, _done(plan))
        return redirect("submissions:sheet_upload", upload.organisation.slug, upload.pk)
    if plan.fingerprint != expected:
        messages.warning(request, _("Something has changed since this preview. Look at the differences again."))
    again = TakeUpForm(initial={"fingerprint": plan.fingerprint, "submit": submit})
    return _preview(request, upload, plan, again, 400 if plan.fingerprint == expected else 409)


def _done(plan: Plan) -> str:
    text = ngettext(
        "Taken up: %(count)d report was changed.", "Taken up: %(count)d reports were changed.", len(plan.changed)
    )
    return text % {"count": len(plan.changed)}


def _preview(request: HttpRequest, upload: SheetUpload, plan: Plan, form: TakeUpForm, status: int) -> HttpResponse:
    context = {"organisation": upload.organisation, "upload": upload, "plan": plan, "form": form}
    return render(request, "submissions/sheet_preview.html", context, status=status)
