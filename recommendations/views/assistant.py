"""The crosswalk assistant: pairs of recommendations that may belong together, for a curator to answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from recommendations import likeness, pairing
from recommendations.catalogue import ChangedMeanwhileError
from recommendations.models import Edition, Recommendation, RefusedLink
from recommendations.pairing_forms import AnswersForm

from .access import for_curators, sent_or_typed_before
from .trails import to_crosswalk

_A_PAGE = 20


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def assistant(request: HttpRequest) -> HttpResponse:
    """What may have become of each recommendation; nothing is written but what was answered."""
    editions = list(Edition.objects.order_by("-published_on", "-pk"))
    if len(editions) < 2:
        return redirect("recommendations:curate-crosswalk")
    earlier, later = _chosen(request, editions)
    page = Paginator(likeness.proposals(earlier, later), _A_PAGE).get_page(request.GET.get("page"))
    shown, status = list(page.object_list), 200
    form = AnswersForm(sent_or_typed_before(request), proposals=shown, later=later, seen=_seen(shown))
    if request.method == "POST":
        status, answer = _answer(request, form)
        if answer:
            return redirect(address(earlier, later))
        if status == 409:
            form = _asked_again(request, shown, later)
    context = {
        "form": form,
        "page": page,
        "earlier": earlier,
        "later": later,
        "editions": editions,
        "changed": status == 409,
        "refused": _refused(earlier, later),
        "unlinked": _unlinked(earlier, later),
        "trail": to_crosswalk(),
    }
    return render(request, "recommendations/assistant.html", context, status=status)


def address(earlier: Edition, later: Edition) -> str:
    """The assistant's page for two editions."""
    query = urlencode({"earlier": earlier.code, "later": later.code})
    return f"{reverse('recommendations:curate-crosswalk-assistant')}?{query}"


def _chosen(request: HttpRequest, editions: list[Edition]) -> tuple[Edition, Edition]:
    """The two editions of the address; without one the newest and the one before it. Raises Http404."""
    by_code = {one.code: one for one in editions}
    later = by_code.get(request.GET.get("later", editions[0].code))
    earlier = by_code.get(request.GET.get("earlier", editions[1].code))
    if earlier is None or later is None or earlier == later or earlier.published_on > later.published_on:
        raise Http404
    return earlier, later


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
    return redirect(address(row.earlier.edition, row.later.edition))
