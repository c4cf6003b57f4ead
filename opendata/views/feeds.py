"""Atom feeds, at their pages' addresses with ``feed.atom`` after them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.days import site_day
from dashboard.caching import published_feed
from dashboard.editions import stated
from dashboard.filters import ReportFilters, read, read_nothing
from dashboard.reports import public_reports
from dashboard.shown import titled
from dashboard.statistics import sentence_of
from dashboard.views.errors import gone
from dashboard.views.missing import sends_on
from dashboard.views.recommendations import find
from opendata.feeds import feed_of
from stakeholders.models import Organisation


@published_feed
def reports(request: HttpRequest) -> HttpResponse:
    """``/reports/feed.atom``, with the filters of the list of reports."""
    filters = read(request, ReportFilters, refused=("page", "ordering", "as_of"))
    title = _("%(site)s: published reports") % {"site": settings.SITE_NAME}
    query = filters.selection.query()
    return feed_of(
        filters.rows(),
        title=titled(title, filters, "/reports/"),
        path="/reports/",
        # The same filters in another order are the same feed.
        key="?".join(filter(None, ["reports", "&".join(sorted(query.removeprefix("?").split("&")))])),
        query=query,
        finding="" if query else sentence_of(stated(filters.selection)),  # what the dashboard says first
    )


@published_feed
@sends_on
def recommendation(request: HttpRequest, reference: str) -> HttpResponse:
    """``/recommendations/<reference>/feed.atom``: reports on the commitments made for it."""
    row = find(reference)
    if row.archived_at:
        return gone(request, reason=row.archived_reason, on=site_day(row.archived_at))
    read_nothing(request)
    path = f"/recommendations/{row.reference}/"
    found = public_reports(None).filter(commitment_id__in=row.commitments.values("pk"))
    title = f"{row.reference} {row.texts['title']}"
    return feed_of(found, title=title, path=path, key=path.strip("/"))


@published_feed
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """``/organisations/<slug>/feed.atom``: the reports that it wrote."""
    row = get_object_or_404(Organisation, slug=slug)
    if row.archived_at:
        return gone(request, reason=row.archived_reason, on=site_day(row.archived_at))
    read_nothing(request)
    found = public_reports(None).filter(organisation=row)
    return feed_of(found, title=row.name, path=f"/organisations/{row.slug}/", key=f"organisations/{row.pk}")
