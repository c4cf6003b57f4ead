"""One report in the hands of its organisation: writing, evidence, sign-off, submission; reading once it left."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.days import today_of
from accounts.kept_forms import typed_before
from progress import discarding, drafts, evidence, partners, permissions, repetitions, workflow
from progress.errors import Conflict, Incomplete, NoLongerPartner, Refused, WrongState
from progress.evidence_forms import EvidenceForms
from progress.forms import ReportForm
from progress.milestone_forms import MilestonesForm
from progress.models import EventAction, Evidence, ProgressReport
from progress.views import report_evidence, threads
from progress.views.report_parts import beside
from progress.views.report_reading import find, find_own, reading
from progress.views.sign_off import done, sign_off_page
from recommendations import three_way
from stakeholders.milestones import set_reached

# What the buttons of the form ask for after saving.
PREVIEW = "preview"
TAKE_OVER = "take-over-"  # and the key of a partner's report
REMOVE = "remove-"  # and the key of a piece of evidence
STEPS = {"submit": workflow.submit, "ask_sign_off": workflow.ask_sign_off, "sign_off": workflow.sign_off}


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a report that may still be changed; read one that may not."""
    if request.method == "POST":
        current = find_own(request, pk)
        if current.is_editable:
            return _save(request, current)
        return _not_saved(
            request, current, _("This report was submitted while you were editing it. Nothing was saved.")
        )
    current = find(request, pk)
    if current.is_editable and permissions.can_edit(request.user, current):
        typed = typed_before(request)
        if typed is None and "edit" not in request.GET and workflow.may(request.user, EventAction.SEND_BACK, current):
            return sign_off_page(request, current)
        milestones = _milestones(request, current, typed)
        form, added = ReportForm(typed, instance=current), EvidenceForms(current, typed)
        return _form_page(request, current, form, added, milestones=milestones)
    return render(request, "progress/report_read.html", reading(request, current))


def _not_saved(request: HttpRequest, current: ProgressReport, why: str) -> HttpResponse:
    """409: the report may no longer be changed. What was typed stays on the page, to be taken along."""
    typed = three_way.typed(request.POST, ReportForm(instance=current))
    for blank in EvidenceForms(current).all:
        typed += three_way.typed(request.POST, blank)
    return render(
        request, "progress/report_read.html", reading(request, current) | {"refused": why, "typed": typed}, status=409
    )


def _form_page(
    request: HttpRequest, current: ProgressReport, form: ReportForm, added: EvidenceForms, *, status: int = 200, **more
) -> HttpResponse:
    context = {
        **beside(current, form),
        "form": form,
        "evidence_forms": added,
        "milestones": more.pop("milestones", None) or _milestones(request, current),
        "partners": partners.last_said(current.commitment) if permissions.can_take_over(request.user, current) else [],
        "renews": repetitions.to_renew(current),
        "files_again": status != 200 and [file.name for files in request.FILES.lists() for file in files[1]],
        "can_submit": workflow.may(request.user, EventAction.SUBMIT, current),
        "no_longer": "" if permissions.takes_part(current) else str(NoLongerPartner()),
        "can_sign_off": workflow.may(request.user, EventAction.SIGN_OFF, current),
        **threads.comments_on(request, current),
        **more,
    }
    return render(request, "progress/report_form.html", context, status=status)


def _save(request: HttpRequest, current: ProgressReport) -> HttpResponse:
    form = ReportForm(request.POST, instance=current)
    added = EvidenceForms(current, request.POST, request.FILES)
    milestones = _milestones(request, current, request.POST)
    if not (form.is_valid() & milestones.is_valid()):
        return _form_page(request, current, form, added, status=400, milestones=milestones)
    try:
        saved = drafts.save(
            report=current,
            by=request.user,
            version=form.cleaned_data["version"],
            data=form.data_to_save,
            indicator_values=form.values_to_save,
        )
    except Conflict as conflict:
        return _conflict_page(request, conflict.current, added, milestones)
    except Refused as refusal:
        return _not_saved(request, find(request, current.pk), str(refusal))
    # The text is safe from here on; what follows may fail without losing a word of it.
    attached = report_evidence.take(request, saved, added)
    _reach(request, milestones)
    if added.errors or milestones.errors:
        again = added.again(saved) if added.errors else EvidenceForms(saved)
        own = ReportForm(instance=saved)
        return _form_page(request, saved, own, again, status=400, saved=True, milestones=milestones)
    return _after_saving(request, saved, attached)


def _after_saving(request: HttpRequest, saved: ProgressReport, attached: list[Evidence]) -> HttpResponse:
    step = request.POST.get("action", "save")
    if step.startswith(REMOVE):
        return _remove(request, saved, step.removeprefix(REMOVE))
    if step.startswith(TAKE_OVER):
        return _take_over(request, saved, step.removeprefix(TAKE_OVER))
    if step == PREVIEW:
        return redirect("dashboard:report_preview", pk=saved.pk)
    if step not in STEPS:
        messages.success(request, _("Saved. Nobody outside your organisation sees a draft."))
        # Back to where the person was: what was added, or the buttons with the time of saving.
        place = f"evidence-{attached[0].pk}" if attached else "saved"
        return redirect(reverse("reporting:report", kwargs={"pk": saved.pk}) + f"#{place}")
    try:
        STEPS[step](report=saved, by=request.user)
    except Incomplete as incomplete:
        form = ReportForm(_as_posted(request, version=saved.version), instance=saved)
        form.is_valid()
        for name, problem in incomplete.errors.items():
            form.add_error(name, problem)
        return _form_page(request, saved, form, EvidenceForms(saved), status=400, saved=True)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:report", pk=saved.pk)
    messages.success(request, done(step))
    return redirect("reporting:work") if step == "submit" else redirect("reporting:report", pk=saved.pk)


def _take_over(request: HttpRequest, saved: ProgressReport, key: str) -> HttpResponse:
    """Add a partner's texts to the lead's report, and go back to where they stand."""
    try:
        partners.take_over(
            report=saved, source=int(key) if key.isdecimal() else 0, by=request.user, version=saved.version
        )
        messages.success(request, _("The partner’s texts were added below yours. Edit them before you submit."))
    except Incomplete as incomplete:
        messages.error(request, " ".join(incomplete.errors.values()))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("reporting:report", kwargs={"pk": saved.pk}) + "#story")


def _as_posted(request: HttpRequest, *, version: int) -> QueryDict:
    """What was typed, to go on from ``version``."""
    posted = request.POST.copy()
    posted["version"] = str(version)
    return posted


def _milestones(request: HttpRequest, current: ProgressReport, data: QueryDict | None = None) -> MilestonesForm:
    return MilestonesForm(current, today_of(request.user), data)


def _reach(request: HttpRequest, milestones: MilestonesForm) -> None:
    """Write down what was ticked; what is refused is said at its day. A preview makes nothing public."""
    for field, milestone, day in milestones.ticked:
        if request.POST.get("action") == PREVIEW:
            text = _("Readers see this as soon as you save. Save the report first, or untick this, then preview it.")
            milestones.add_error(field, text)
            continue
        try:
            set_reached(milestone=milestone, by=request.user, reached_on=day)
        except Refused as refusal:
            milestones.add_error(field, str(refusal))


def _conflict_page(
    request: HttpRequest, current: ProgressReport, added: EvidenceForms, milestones: MilestonesForm
) -> HttpResponse:
    """409: what was typed, merged field by field with what is saved now; new evidence stays typed, too."""
    merged = three_way.merge(
        request.POST, ReportForm(instance=current), by=current.updated_by or current.author, at=current.updated_at
    )
    merged.data["version"] = str(current.version)
    form = ReportForm(merged.data, instance=current)
    return _form_page(request, current, form, added, status=409, conflict=merged, milestones=milestones)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft that never left the organisation, after asking."""
    current = find_own(request, pk)
    if not discarding.can_be_discarded(current):
        messages.error(request, str(discarding.NotDiscardable()))
        return redirect("reporting:report", pk=current.pk)
    if request.method == "POST":
        try:
            discarding.discard(report=current, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("reporting:report", pk=current.pk)
        messages.success(request, _("The draft was deleted."))
        return redirect("reporting:work")
    question = {
        "title": _("Delete this draft?"),
        "text": _("You cannot undo this. The text and its evidence will be deleted."),
        "action": _("Delete it"),
        "back": reverse("reporting:report", kwargs={"pk": current.pk}),
        "danger": True,
    }
    return render(request, "confirm.html", question)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo "no significant change", for as long as no curator has dealt with it."""
    current = find_own(request, pk)
    try:
        discarding.take_back(report=current, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:report", pk=current.pk)
    messages.success(request, _("“No significant change” was taken back. The report is still expected."))
    return redirect("reporting:work")


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a report that will supersede a published one."""
    current = find_own(request, pk)
    try:
        draft = drafts.correct(report=current, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:report", pk=current.pk)
    return redirect("reporting:report", pk=draft.pk)


@require_POST
def add_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach one file at once, for the page's script, which shows how far it is. Without it the form sends files."""
    current = find_own(request, pk)
    if not current.is_editable:
        return HttpResponse(str(WrongState()), status=409, content_type="text/plain; charset=utf-8")
    return report_evidence.upload(request, current)


@require_POST
def remove_evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Take a piece of evidence off a report that may still be changed."""
    return _remove(request, find_own(request, pk), str(evidence_pk))


def _remove(request: HttpRequest, current: ProgressReport, key: str) -> HttpResponse:
    item = next((one for one in current.latest_evidence if str(one.pk) == key), None)
    if item is None:
        raise Http404
    try:
        evidence.remove(report=current, evidence=item, by=request.user)
        messages.success(request, _("“%(title)s” was removed.") % {"title": item.title})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("reporting:report", kwargs={"pk": current.pk}) + "#evidence")
