"""The crosswalk assistant: pairs of recommendations that may belong together, for a curator to answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from recommendations import likeness, pairing
from recommendations.catalogue import ChangedMeanwhileError
from recommendations.models import Edition, Recommendation, RefusedLink
from recommendations.pairing_forms import AnswersForm

from .access import for_curators, sent_or_typed_before
from .trails import to_crosswalk

_A_PAGE = 20


@for_curators
@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """On to the page of the two editions that were chosen, else of the newest and the one before it."""
    codes = list(Edition.objects.order_by("-published_on", "-pk").values_list("code", flat=True))
    if len(codes) < 2:
        return redirect("recommendations:curate-crosswalk")
    chosen = request.GET.get("earlier", codes[1]), request.GET.get("later", codes[0])
    if not set(chosen) <= set(codes):
        raise Http404
    return redirect("recommendations:curate-crosswalk-assistant", *chosen)


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def assistant(request: HttpRequest, earlier: str, later: str) -> HttpResponse:
    """What may have become of each recommendation; nothing is written but what was answered."""
    editions = {one.code: one for one in Edition.objects.order_by("-published_on", "-pk")}
    if not {earlier, later} <= editions.keys():
        raise Http404
    return _page(request, editions[earlier], editions[later], list(editions.values()))


def _page(request: HttpRequest, earlier: Edition, later: Edition, editions: list[Edition]) -> HttpResponse:
    are_in_order = earlier != later and earlier.published_on <= later.published_on
    found = likeness.proposals(earlier, later) if are_in_order else []
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    shown, status = list(page.object_list), 200
    form = AnswersForm(
        sent_or_typed_before(request), proposals=shown, later=later, seen=_seen(shown),
        is_suggested="suggested" in request.GET,
    )  # fmt: skip
    if request.method == "POST":
        status, answer = _answer(request, form)
        if answer:
            return redirect(_address(earlier, later))
        if status == 409:
            form = _asked_again(request, shown, later)
    context = {
        "form": form,
        "page": page,
        "earlier": earlier,
        "later": later,
        "editions": editions,
        "are_in_order": are_in_order,
        "changed": status == 409,
        "refused": _refused(earlier, later),
        "unlinked": _unlinked(earlier, later),
        "trail": to_crosswalk(),
    }
    return render(request, "recommendations/assistant.html", context, status=status)


def _address(earlier: Edition, later: Edition) -> str:
    return reverse("recommendations:curate-crosswalk-assistant", args=[earlier.code, later.code])


def _seen(shown: list[likeness.Proposal]) -> dict[str, str]:
    """The versions of the texts that are shown, by pair. Two queries."""
    ends = {end.pk for one in shown for end in (one.earlier, one.later)}
    versions = pairing.versions_of(ends)
    return {one.key: f"{versions[one.earlier.pk]}-{versions[one.later.pk]}" for one in shown}


def _answer(request: HttpRequest, form: AnswersForm) -> tuple[int, bool]:
    """Take the answers: the status of the page, and whether they were written."""
    if not form.is_valid():
        return 400, False
    try:
        written = form.apply(by=request.user)
    except ChangedMeanwhileError:
        return 409, False
    if written is None:
        return 400, False
    messages.success(request, _said(*written))
    return 302, True


def _asked_again(request: HttpRequest, shown: list[likeness.Proposal], later: Edition) -> AnswersForm:
    """The same answers over the texts as they are now."""
    data: Any = request.POST.copy()
    now = _seen(shown)
    for one in shown:
        data[f"pair-{one.key}-seen"] = now[one.key]
    return AnswersForm(data, proposals=shown, later=later, seen=now)


def _said(linked: int, refused: int) -> str:
    said = []
    if linked:
        said.append(ngettext("%(number)s link was made.", "%(number)s links were made.", linked) % {"number": linked})
    if refused:
        text = ngettext(
            "%(number)s pair will not be proposed again.", "%(number)s pairs will not be proposed again.", refused
        )
        said.append(text % {"number": refused})
    return " ".join(said)


def _refused(earlier: Edition, later: Edition) -> Any:
    rows = RefusedLink.objects.filter(earlier__edition=earlier, later__edition=later)
    return rows.select_related("earlier", "later", "refused_by").order_by("earlier__position", "later__position")


def _unlinked(earlier: Edition, later: Edition) -> Any:
    """Recommendations of the earlier edition of which nothing is said in the later one."""
    rows = Recommendation.objects.filter(edition=earlier, archived_at=None)
    return rows.exclude(later_links__later__edition=later).order_by("position")


@for_curators
@require_POST
def propose_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a refused pair be proposed again."""
    row = get_object_or_404(RefusedLink.objects.select_related("earlier__edition", "later__edition"), pk=pk)
    pairing.propose_again(refused=row, by=request.user)
    messages.success(request, _("The pair is proposed again."))
    return redirect(_address(row.earlier.edition, row.later.edition))
