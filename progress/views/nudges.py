"""Reminders that curators send by hand: who would get which mail, the text, the button, and what was sent."""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.days import today_of
from accounts.permissions import curator_required
from progress import mails, nudges, worklist
from progress.coverage import State
from progress.coverage_filters import CoverageForm
from progress.errors import Refused
from progress.models import Nudge, NudgedPerson
from progress.nudge_forms import NudgeForm
from progress.obligations import Key

A_PAGE = 20
MOST = 200  # ticks: more than a page of coverage shows
_ITEM = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)


def _chosen(request: HttpRequest) -> set[Key]:
    """The reports that are ticked, and all open ones of the organisations that are; 404 for what is no tick of ours."""
    given = request.POST if request.method == "POST" else request.GET
    items, organisations = given.getlist("item"), given.getlist("organisation")
    matches = [_ITEM.fullmatch(value) for value in items]
    if len(items) + len(organisations) > MOST or not all(matches) or not all(map(_is_key, organisations)):
        raise Http404
    found = {(int(match[1]), int(match[2])) for match in matches if match}
    if organisations:
        form = CoverageForm({"period": given.get("period", "")})
        if not form.is_valid():
            raise Http404
        wanted = set(map(int, organisations))
        lines = form.lines(on=today_of(request.user))
        found |= {line.key for line in lines if line.organisation.pk in wanted and line.state != State.REPORTED}
    return found


def _is_key(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 19


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def nudge(request: HttpRequest) -> HttpResponse:
    """Show who would be reminded and who would not, and why; the button sends it. 409 when that has changed since."""
    keys = _chosen(request)
    if not keys:
        messages.error(request, _("Choose at least one organisation or report first."))
        return redirect("curate_progress:coverage")
    form = NudgeForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return _preview(request, keys, form, 400 if form else 200)
    try:
        reason, expected = form.cleaned_data["reason"], form.cleaned_data["fingerprint"]
        sent = nudges.send(keys=keys, by=request.user, reason=reason, expected=expected)
    except Refused as refusal:
        return _preview(request, keys, form, 409, refused=refusal)
    number = sent.people.count()
    said = ngettext("%(number)s person is reminded by email.", "%(number)s people are reminded by email.", number)
    messages.success(request, said % {"number": number})
    return redirect("curate_progress:nudges")


def _preview(
    request: HttpRequest, keys: set[Key], form: NudgeForm | None, status: int, refused: Refused | None = None
) -> HttpResponse:
    found = nudges.preview(keys, now=timezone.now())
    if form is None or refused:
        typed = {"reason": form.cleaned_data["reason"]} if form else {}
        form = NudgeForm(initial={"fingerprint": found.fingerprint, **typed})
    items = [f"{commitment}-{organisation}" for commitment, organisation in sorted(keys)]
    context = {
        "preview": found,
        "form": form,
        "items": items,
        "query": urlencode({"item": items}, doseq=True),
        "refused": refused,
    }
    return render(request, "progress/nudge.html", context, status=status)


@require_safe
@curator_required
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail that one person would get, in their language; 404 for whoever would get none."""
    keys = _chosen(request)
    found = nudges.preview(keys, now=timezone.now())
    recipient = next((one for one in found.recipients if one.user.pk == pk), None)
    if recipient is None:
        raise Http404
    work = worklist.for_person(recipient.user, on=recipient.on)
    content = mails.nudge_content(recipient.preferences, work, set(recipient.keys))
    context = {"recipient": recipient, "content": content, "language": recipient.preferences.language}
    return render(request, "progress/nudge_text.html", context)


@require_safe
@curator_required
def listing(request: HttpRequest) -> HttpResponse:
    """What curators sent: who, when, why, to how many; the latest first."""
    rows = Nudge.objects.select_related("by").annotate(number=Count("people")).order_by("-at", "-pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "progress/nudges.html", {"page": page})


@require_safe
@curator_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: to whom, about what, and what became of each mail."""
    found = get_object_or_404(Nudge.objects.select_related("by"), pk=pk)
    people = NudgedPerson.objects.filter(nudge=found).select_related("user", "message")
    people = people.prefetch_related("items__commitment", "items__organisation")
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "progress/nudge_sent.html", {"nudge": found, "page": page})
