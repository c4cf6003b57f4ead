"""The curator's pages of duplicates: likely ones, merging two with all that hangs on them, and undoing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.kept_forms import typed_before
from accounts.permissions import curator_required
from stakeholders import duplicates
from stakeholders.errors import Conflict, Invalid, Refused
from stakeholders.forms.merging import IntoForm, MergeForm
from stakeholders.forms.refusals import shown_on
from stakeholders.forms.steps import ReasonForm
from stakeholders.merging import undoing, verbs, words
from stakeholders.merging.plan import Plan, plan_of
from stakeholders.models import Organisation, OrganisationMerge

MERGES = 50  # shown


@require_safe
@never_cache
@curator_required
def likely_duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that are called alike, and the merges of before."""
    merges = OrganisationMerge.objects.select_related("source", "target", "merged_by", "undone_by")[:MERGES]
    context = {"pairs": duplicates.likely(), "most": duplicates.SHOWN, "merges": merges}
    return render(request, "stakeholders/curate/duplicates.html", context)


@require_POST
@never_cache
@curator_required
def say_distinct(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """They are two: the pair is listed no more."""
    rows = Organisation.objects.all()
    pair = get_object_or_404(rows, pk=one), get_object_or_404(rows.exclude(pk=one), pk=other)
    duplicates.say_distinct(one=pair[0], other=pair[1], by=request.user)
    said = _("%(one)s and %(other)s are two organisations. They are no longer listed here.")
    messages.success(request, said % {"one": pair[0], "other": pair[1]})
    return redirect("curate_stakeholders:duplicates")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@curator_required
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose what it is merged into (``?into=``), read what would happen, and do it. 409 when that has changed."""
    source = get_object_or_404(Organisation.objects.select_related("country"), slug=slug)
    choosing = IntoForm(request.GET if "into" in request.GET else None)
    target = choosing.cleaned_data["into"] if choosing.is_valid() else None
    if target is not None:
        try:
            verbs.refuse(source, target)
        except Invalid as refusal:
            choosing.add_error("into", str(refusal))
            target = None
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("curate_stakeholders:duplicates")
    if target is None:
        context = {"source": source, "form": choosing, "near": duplicates.likely_for(source)}
        status = 400 if choosing.is_bound or request.method == "POST" else 200
        return render(request, "stakeholders/curate/merge_choose.html", context, status=status)
    return _ask(request, source, target)


def _ask(request: HttpRequest, source: Organisation, target: Organisation) -> HttpResponse:
    form = MergeForm(request.POST if request.method == "POST" else typed_before(request))
    if request.method == "POST" and form.is_valid():
        try:
            with shown_on(form):
                verbs.merge(source=source, target=target, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            return _preview(request, form, conflict.current, status=409)
        if not form.errors:
            said = _("%(source)s is merged into %(target)s. Its addresses lead there now.")
            messages.success(request, said % {"source": source, "target": target})
            return redirect("stakeholders:organisation_detail", target.slug)
    return _preview(request, form, plan_of(source, target), status=400 if request.method == "POST" else 200)


def _preview(request: HttpRequest, form: MergeForm, plan: Plan, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "plan": plan,
        "organisations": [plan.source, plan.target],
        "counted": words.counted(plan),
        "conflicts": words.conflicts(plan),
        "warnings": words.warnings(plan),
        "changed": status == 409,
    }
    return render(request, "stakeholders/curate/merge.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@curator_required
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make two of them again, while nothing contradicts it; else say what does."""
    merges = OrganisationMerge.objects.select_related("source", "target", "merged_by")
    done = get_object_or_404(merges, pk=pk)
    posted = request.POST if request.method == "POST" else typed_before(request)
    form = ReasonForm(posted, help_text=_("The public sees this reason."))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            undoing.undo(merge=done, by=request.user, reason=form.cleaned_data["reason"])
        if not form.errors:
            messages.success(request, _("The merge is undone. %(name)s is in use again.") % {"name": done.source})
            return redirect("curate_stakeholders:duplicates")
    context = {"merge": done, "form": form, "contradictions": undoing.contradictions(done)}
    context["typed"] = [(_("Reason"), words) for words in [request.POST.get("reason", "").strip()] if words]
    status = 409 if context["contradictions"] and form.is_bound else 400 if request.method == "POST" else 200
    return render(request, "stakeholders/curate/merge_undo.html", context, status=status)
