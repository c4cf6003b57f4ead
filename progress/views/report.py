"""One report in the hands of its organisation: writing, evidence, sign-off, submission; reading once it left."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from progress import comparison, drafts, evidence, permissions, workflow
from progress.errors import Conflict, Incomplete, Refused
from progress.forms import EvidenceForm, ReasonForm, ReportForm
from progress.models import EventAction, Evidence, ProgressReport
from progress.views.reports import public_address
from recommendations import three_way

SEND_BACK_HELP = gettext_lazy("The author reads this. Say what to change and where.")

# What the buttons of the form ask for after saving.
STEPS = {"submit": workflow.submit, "ask_sign_off": workflow.ask_sign_off, "sign_off": workflow.sign_off}


def _report(request: HttpRequest, pk: int) -> ProgressReport:
    """The report, if the person may open it here; 404 for others."""
    related = ("commitment__lead_organisation", "organisation", "period", "author", "supersedes", "sent_back_by")
    return get_object_or_404(ProgressReport.objects.visible_to(request.user).select_related(*related), pk=pk)


def _own_report(request: HttpRequest, pk: int) -> ProgressReport:
    """The report, if the person writes for its organisation; 404 for others, curators included."""
    current = _report(request, pk)
    if not permissions.can_edit(request.user, current):
        raise Http404
    return current


def _done(step: str) -> str:
    return {
        "submit": _("The report was submitted. A curator will review it."),
        "ask_sign_off": _("The focal point was asked to sign the report off."),
        "sign_off": _("You signed the report off. It can now be submitted."),
    }[step]


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a report that may still be changed; read one that may not."""
    if request.method == "POST":
        current = _own_report(request, pk)
        return _save(request, current) if current.is_editable else _too_late(request, current)
    current = _report(request, pk)
    if current.is_editable and permissions.can_edit(request.user, current):
        return _form_page(request, current, ReportForm(instance=current), EvidenceForm())
    return render(request, "progress/report_read.html", _reading(request, current))


def _too_late(request: HttpRequest, current: ProgressReport) -> HttpResponse:
    """409: the report left the organisation meanwhile. What was typed stays on the page, to be taken along."""
    typed = three_way.typed(request.POST, ReportForm(instance=current))
    typed += three_way.typed(request.POST, EvidenceForm())
    return render(request, "progress/report_read.html", _reading(request, current) | {"typed": typed}, status=409)


def _reading(request: HttpRequest, current: ProgressReport) -> dict[str, object]:
    previous = comparison.previous_of(current)
    return {
        "report": current,
        "previous": previous,
        "changes": comparison.changes(previous, current) if previous else [],
        "events": current.events.select_related("by").order_by("sequence"),
        "can_take_back": current.can_be_taken_back and permissions.can_edit(request.user, current),
        "can_correct": current.is_current
        and permissions.can_start_report(request.user, current.organisation, current.commitment),
        "indicator_values": current.indicator_values.select_related("indicator"),
        "public_address": public_address(current),
    }


def _form_page(
    request: HttpRequest, current: ProgressReport, form: ReportForm, added: EvidenceForm, *, status: int = 200, **more
) -> HttpResponse:
    previous = comparison.previous_of(current)
    context = {
        "report": current,
        "form": form,
        "evidence_form": added,
        "previous": previous,
        "changes": comparison.changes_so_far(previous, current) if previous else [],
        "can_submit": permissions.can_submit(request.user, current),
        "can_sign_off": workflow.may(request.user, EventAction.SIGN_OFF, current),
        "can_send_back": workflow.may(request.user, EventAction.SEND_BACK, current),
        "send_back_form": _send_back_form(),
        **more,
    }
    return render(request, "progress/report_form.html", context, status=status)


def _save(request: HttpRequest, current: ProgressReport) -> HttpResponse:
    form = ReportForm(request.POST, instance=current)
    added = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        added.is_valid()
        return _form_page(request, current, form, added, status=400)
    try:
        saved = drafts.save(
            report=current,
            by=request.user,
            version=form.cleaned_data["version"],
            data=form.data_to_save,
            indicator_values=form.values_to_save,
        )
    except Conflict as conflict:
        return _conflict_page(request, conflict.current, added)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:work")
    # The text is safe from here on; what follows may fail without losing a word of it.
    if not (added.is_valid() and _attach(request, saved, added)):
        return _form_page(request, saved, ReportForm(instance=saved), added, status=400, saved=True)
    return _after_saving(request, saved)


def _attach(request: HttpRequest, saved: ProgressReport, added: EvidenceForm) -> bool:
    """Attach what was added; what is not accepted is said at its field. Accepted files stay accepted."""
    common = {"dated": added.cleaned_data["dated"], "audience": added.cleaned_data["audience"]}
    # One title cannot name several things: each then keeps its own name.
    several = bool(added.cleaned_data["url"]) + len(added.cleaned_data["files"]) > 1
    title = "" if several else added.cleaned_data["title"]
    if url := added.cleaned_data["url"]:
        try:
            evidence.add_link(report=saved, by=request.user, url=url, title=title, **common)
        except ValidationError as error:
            added.add_error("url", error)
    for upload in added.cleaned_data["files"]:
        try:
            item = evidence.add_file(report=saved, by=request.user, upload=upload, title=title, **common)
            _say_what_stays_hidden(request, item)
        except ValidationError as error:
            words = " ".join(error.messages)
            added.add_error("files", _("%(name)s: %(problem)s") % {"name": upload.name, "problem": words})
    return added.is_valid()


def _say_what_stays_hidden(request: HttpRequest, item: Evidence) -> None:
    """A file that could not be cleaned is for reviewers only: its owner learns it at once, and what to do."""
    if item.cleaning_problem:
        text = _(
            "Details hidden in “%(name)s” (who made it, where, with what) could not be removed: %(problem)s Only "
            "curators and your organisation can open it. To show it to everybody, remove it and add it as a plain PDF."
        )
        messages.warning(request, text % {"name": item.file_name, "problem": item.get_cleaning_problem_display()})


def _after_saving(request: HttpRequest, saved: ProgressReport) -> HttpResponse:
    step = request.POST.get("action", "save")
    if step not in STEPS:
        messages.success(request, _("Saved. Nobody outside your organisation sees a draft."))
        return redirect("reporting:report", pk=saved.pk)
    try:
        STEPS[step](report=saved, by=request.user)
    except Incomplete as incomplete:
        form = ReportForm({**_as_posted(request), "version": saved.version}, instance=saved)
        form.is_valid()
        for name, problem in incomplete.errors.items():
            form.add_error(name, problem)
        return _form_page(request, saved, form, EvidenceForm(), status=400, saved=True)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:report", pk=saved.pk)
    messages.success(request, _done(step))
    return redirect("reporting:work" if step == "submit" else "reporting:report", **_key_unless(step, saved))


def _key_unless(step: str, saved: ProgressReport) -> dict[str, int]:
    return {} if step == "submit" else {"pk": saved.pk}


def _as_posted(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST[name] for name in request.POST}


def _conflict_page(request: HttpRequest, current: ProgressReport, added: EvidenceForm) -> HttpResponse:
    """409: what was typed, merged field by field with what is saved now; new evidence stays typed, too."""
    merged = three_way.merge(
        request.POST, ReportForm(instance=current), by=current.updated_by or current.author, at=current.updated_at
    )
    merged.data["version"] = str(current.version)
    form = ReportForm(merged.data, instance=current)
    return _form_page(request, current, form, added, status=409, conflict=merged)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft that never left the organisation, after asking."""
    current = _own_report(request, pk)
    if not drafts.can_be_discarded(current):
        messages.error(request, str(drafts.NotDiscardable()))
        return redirect("reporting:report", pk=current.pk)
    if request.method == "POST":
        try:
            drafts.discard(report=current, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("reporting:report", pk=current.pk)
        messages.success(request, _("The draft was deleted."))
        return redirect("reporting:work")
    question = {
        "title": _("Delete this draft?"),
        "text": _("The text and its evidence cannot be brought back."),
        "action": _("Delete it"),
        "back": reverse("reporting:report", kwargs={"pk": current.pk}),
        "danger": True,
    }
    return render(request, "confirm.html", question)


def _send_back_form(data: QueryDict | None = None) -> ReasonForm:
    return ReasonForm(data, label=_("What to change"), help_text=SEND_BACK_HELP, prefix="send_back")


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The focal point does not sign off, and says what to change. A reload leads back to the report."""
    current = _own_report(request, pk)
    if request.method != "POST":
        return redirect("reporting:report", pk=current.pk)
    form = _send_back_form(request.POST)
    if not form.is_valid() and workflow.may(request.user, EventAction.SEND_BACK, current):
        own = ReportForm(instance=current)
        return _form_page(request, current, own, EvidenceForm(), status=400, send_back_form=form)
    try:
        workflow.send_back(report=current, by=request.user, reason=form.cleaned_data.get("reason", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:report", pk=current.pk)
    messages.success(
        request, _("Sent back: “%(title)s”. Its author gets a mail.") % {"title": current.commitment.title}
    )
    return redirect("reporting:work")


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo "no significant change", for as long as no curator has dealt with it."""
    current = _own_report(request, pk)
    try:
        drafts.take_back(report=current, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:report", pk=current.pk)
    messages.success(request, _("“No significant change” was taken back. The report is still asked for."))
    return redirect("reporting:work")


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a report that will supersede a published one."""
    current = _own_report(request, pk)
    try:
        draft = drafts.correct(report=current, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:report", pk=current.pk)
    return redirect("reporting:report", pk=draft.pk)


@require_POST
def remove_evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Take a piece of evidence off a report that may still be changed."""
    current = _own_report(request, pk)
    item = next((one for one in current.all_evidence if one.pk == evidence_pk), None)
    if item is None:
        raise Http404
    try:
        evidence.remove(report=current, evidence=item, by=request.user)
        messages.success(request, _("“%(title)s” was removed.") % {"title": item.title})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reporting:report", pk=current.pk)
