"""One report for several commitments that were chosen on the list."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.days import today_of
from accounts.kept_forms import typed_before
from names.phrases import labelled
from progress import chosen, together
from progress.errors import Incomplete
from progress.models import ProgressReport, ReviewState
from progress.together import Part, PartRefused
from progress.together_forms import TogetherForms


@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest) -> HttpResponse:
    """One text and a row for each commitment; saved as drafts, or submitted, all at once."""
    typed = request.POST if request.method == "POST" else typed_before(request)
    found = chosen.read((typed or request.GET).getlist("item"), user=request.user)
    if not found:
        raise Http404
    forms = TogetherForms(typed, chosen=found, today=today_of(request.user))
    if request.method != "POST":
        return _page(request, forms)
    if not forms.is_valid():
        return _page(request, forms, status=400)
    try:
        reports = together.write(
            parts=[Part(row.one, row.cleaned_data) for row in forms.rows],
            shared=forms.shared.said,
            links=forms.shared.cleaned_data["links"],
            by=request.user,
            hand_in=request.POST.get("action") == "submit",
        )
    except PartRefused as refused:
        _tell(forms, refused)
        return _page(request, forms, status=400)
    messages.success(request, _done(reports))
    return redirect("reporting:work")


def _tell(forms: TogetherForms, refused: PartRefused) -> None:
    refusal, one = refused.refusal, refused.part.one
    if isinstance(refusal, Incomplete):
        forms.refuse(one, refusal.errors)
    else:
        forms.refuse(one, {"": labelled(one.commitment.title, refusal)})


def _page(request: HttpRequest, forms: TogetherForms, *, status: int = 200) -> HttpResponse:
    return render(request, "progress/together.html", {"forms": forms}, status=status)


def _done(reports: list[ProgressReport]) -> str:
    number = len(reports)
    if any(report.review_state == ReviewState.SUBMITTED for report in reports):
        said = ngettext("%(number)s report was submitted.", "%(number)s reports were submitted.", number)
    elif any(report.sign_off_requested_at for report in reports):
        said = ngettext(
            "%(number)s report now waits for your focal point to sign it off.",
            "%(number)s reports now wait for your focal point to sign them off.",
            number,
        )
    else:
        said = ngettext("%(number)s draft was saved.", "%(number)s drafts were saved.", number)
    return said % {"number": number}
