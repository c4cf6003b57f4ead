"""What a person does with the items that they chose on their list: take, give, snooze, and be reminded again."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.days import today_of
from accounts.permissions import signed_in
from accounts.ways_back import way_back
from names.dates import date_in_words
from progress import chosen
from progress.chosen import Chosen
from progress.chosen_forms import GiveForm, SnoozeForm
from progress.views.work import nothing_chosen, send_no_change, targets, tell_refusals

# What the buttons below the list ask for, and on which page the person says the rest.
PAGES = {"give": "reporting:give", "snooze": "reporting:snooze", "several": "reporting:several"}


def _with_items(address: str, found: list[Chosen]) -> str:
    query = QueryDict(mutable=True)
    query.setlist("item", [one.value for one in found])
    return f"{address}?{query.urlencode()}"


@require_POST
def chosen_ones(request: HttpRequest) -> HttpResponse:
    """The ticks of the list and what to do with them: at once, or on a page that asks for what is missing."""
    action = request.POST.get("action", "")
    found = targets(request)
    if not found:
        return nothing_chosen(request)
    if action == "no_change":
        return send_no_change(request, found)
    if action not in PAGES:
        raise Http404
    return redirect(_with_items(reverse(PAGES[action]), found))


def _some(request: HttpRequest) -> list[Chosen]:
    found = targets(request)
    if not found:
        raise Http404
    return found


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Become the owner, unless a colleague has become it since the page was opened."""
    outcome = chosen.give(_some(request), to=signed_in(request), by=signed_in(request))
    if number := len(outcome.done):
        said = _("You now report on “%(title)s”.")
        if number > 1:
            said = ngettext(
                "You now report on %(number)s commitment.", "You now report on %(number)s commitments.", number
            )
        messages.success(request, said % {"number": number, "title": outcome.done[0][0].commitment.title})
    tell_refusals(request, outcome)
    return redirect("reporting:work")


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Give items to a colleague, chosen on this page; or to nobody."""
    found = _some(request)
    people = chosen.colleagues(found)
    form = GiveForm(request.POST if request.method == "POST" else None, people=people)
    if not form.is_valid():
        context = {"form": form, "chosen": found, "people": people, "next": way_back(request)}
        return render(request, "progress/give.html", context, status=400 if form.is_bound else 200)
    to = form.cleaned_data["to"]
    outcome = chosen.give(found, to=to, by=request.user)
    if number := len(outcome.done):
        messages.success(request, _given(number, to))
    tell_refusals(request, outcome)
    return redirect(way_back(request) or "reporting:work")


def _given(number: int, to) -> str:
    if to is None:
        said = ngettext("%(number)s commitment now has no owner.", "%(number)s commitments now have no owner.", number)
        return said % {"number": number}
    said = ngettext(
        "%(name)s now reports on %(number)s commitment.", "%(name)s now reports on %(number)s commitments.", number
    )
    return said % {"number": number, "name": to}


@require_http_methods(["GET", "HEAD", "POST"])
def snooze(request: HttpRequest) -> HttpResponse:
    """Put the person's own reminders of items off; the list goes on naming them."""
    found, today = _some(request), today_of(request.user)
    data = None
    if request.method == "POST":
        data = {"how_long": request.GET.get("how_long", ""), **request.POST.dict()}
    form = SnoozeForm(data, today=today)
    if not form.is_valid():
        context = {"form": form, "chosen": found}
        return render(request, "progress/snooze.html", context, status=400 if form.is_bound else 200)
    until: datetime.date = form.cleaned_data["day"]
    outcome = chosen.snooze(found, by=signed_in(request), until=until, on=today)
    if outcome.done:
        said = _("You will not be reminded until %(day)s. The list goes on showing what is due.")
        messages.success(request, said % {"day": date_in_words(until)})
    tell_refusals(request, outcome)
    return redirect("reporting:work")


@require_POST
def wake(request: HttpRequest) -> HttpResponse:
    """End a snooze."""
    chosen.wake(_some(request), by=signed_in(request))
    messages.success(request, _("You will be reminded again."))
    return redirect("reporting:work")
