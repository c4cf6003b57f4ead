"""Calendars of public due dates, at their pages' addresses with ``due.ics`` after them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from accounts.days import site_day
from dashboard.caching import published_feed
from dashboard.filters import CommitmentFilters, Selection, read, read_nothing
from dashboard.shown import titled
from dashboard.views.errors import gone
from dashboard.views.missing import find_organisation, sends_on
from dashboard.views.recommendations import find
from identity.current import site_name
from opendata.calendar_rounds import due_rounds
from opendata.calendars import PAST_MONTHS, calendar, due_dates
from progress.freshness import months_before
from stakeholders.rounds import ONE_DAY


def _answer(selection: Selection, title: str, path: str) -> HttpResponseBase:
    # Who asks for the past by a filter gets all of it.
    chosen, on = selection.chosen, selection.on
    statuses = due_dates(selection.statuses(), on=on, since="due_after" not in chosen)
    # These two filters ask for days: of a regular commitment, those of its rounds.
    regular = selection.without("due_after", "due_before").statuses()
    since = chosen["due_after"] + ONE_DAY if "due_after" in chosen else months_before(on, PAST_MONTHS)
    rounds = due_rounds(regular, on=on, since=since, until=chosen.get("due_before"))
    body = calendar(statuses, rounds, title=title, path=path, on=on)
    response = StreamingHttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="due.ics"'
    return response


@published_feed
def commitments(request: HttpRequest) -> HttpResponseBase:
    """``/commitments/due.ics``, with the filters of the list of commitments."""
    filters = read(request, CommitmentFilters, refused=("page", "ordering", "as_of"))
    title = _("%(site)s: due dates") % {"site": site_name()}
    path = f"/commitments/{filters.selection.query()}"
    return _answer(filters.selection, titled(title, filters, "/commitments/"), path)


@published_feed
@sends_on
def recommendation(request: HttpRequest, reference: str) -> HttpResponseBase | HttpResponse:
    """``/recommendations/<reference>/due.ics``: of the commitments made for it."""
    row = find(reference)
    if row.archived_at:
        return gone(request, reason=row.archived_reason, on=site_day(row.archived_at))
    read_nothing(request)
    selection = Selection(on=site_day()).narrowed_to("recommendation", row, row.reference)
    title = _("Due dates: %(title)s") % {"title": f"{row.reference} {row.texts['title']}"}
    return _answer(selection, title, f"/recommendations/{row.reference}/")


@published_feed
@sends_on
def organisation(request: HttpRequest, slug: str) -> HttpResponseBase | HttpResponse:
    """``/organisations/<slug>/due.ics``: of the commitments that it leads or joins."""
    row = find_organisation(slug)
    if row.archived_at:
        return gone(request, reason=row.archived_reason, on=site_day(row.archived_at))
    read_nothing(request)
    selection = Selection(on=site_day()).narrowed_to("organisation", row, row.slug)
    return _answer(selection, _("Due dates: %(title)s") % {"title": row.name}, f"/organisations/{row.slug}/")
