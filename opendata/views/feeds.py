"""Atom feeds, at their pages' addresses with ``feed.atom`` after them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.days import site_day
from dashboard.caching import published_feed
from dashboard.editions import stated
from dashboard.filters import AreaFilters, ReportFilters, read, read_nothing
from dashboard.findings.standing import sentence_of
from dashboard.gone import why_archived, why_commitment_gone
from dashboard.places import within
from dashboard.reports import public_reports, public_retractions
from dashboard.shown import titled
from dashboard.views.areas import find_place, name_of_place
from dashboard.views.errors import gone
from dashboard.views.missing import find_organisation, sends_on
from dashboard.views.recommendations import find
from identity.current import site_name
from opendata.feeds import feed_of
from stakeholders.models import Commitment


@published_feed
def reports(request: HttpRequest) -> HttpResponse:
    """``/reports/feed.atom``, with the filters of the list of reports."""
    filters = read(request, ReportFilters, refused=("page", "ordering", "as_of"))
    title = _("%(site)s: progress reports") % {"site": site_name()}
    query = filters.selection.query()
    return feed_of(
        filters.rows(),
        retracted=filters.retracted(),
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
    title = f"{row.reference} {row.texts['title']}"
    return _on_commitments(row.commitments.values("pk"), title=title, path=path, key=path.strip("/"))


@published_feed
@sends_on
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """``/organisations/<slug>/feed.atom``: the reports that it wrote."""
    row = find_organisation(slug)
    if row.archived_at:
        return gone(request, reason=row.archived_reason, on=site_day(row.archived_at))
    read_nothing(request)
    return feed_of(
        public_reports(None).filter(organisation=row),
        retracted=public_retractions().filter(organisation=row),
        title=row.name,
        path=f"/organisations/{row.slug}/",
        key=f"organisations/{row.pk}",
    )


@published_feed
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """``/areas/<slug>/feed.atom``, of the edition that the area's page shows or of ``edition``."""
    filters = read(request, AreaFilters, refused=tuple(AreaFilters.base_filters.keys() - {"edition"}))
    edition, found = find_place(slug, filters.requested)
    if why := why_archived(found):
        return gone(request, reason=why.reason, on=why.on)
    selection = within(filters.requested, edition, found)
    return _on_commitments(
        selection.statuses().values("commitment_id"),
        title=str(name_of_place(found)),
        path=f"/areas/{slug}/",
        key=f"areas/{edition.slug}/{slug}",
        query=filters.requested.query(),
        finding=sentence_of(selection),
    )


@published_feed
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """``/commitments/<id>/feed.atom``"""
    row = get_object_or_404(Commitment, pk=pk)
    if not Commitment.objects.public().filter(pk=pk).exists():
        if (why := why_commitment_gone(row)) is None:
            raise Http404
        return gone(request, reason=why.reason, on=why.on)
    read_nothing(request)
    path = f"/commitments/{pk}/"
    return _on_commitments([pk], title=row.title, path=path, key=path.strip("/"))


def _on_commitments(commitments: Any, **feed: str) -> HttpResponse:
    """The feed of what is reported on these commitments (keys, or a query for them); ``feed`` as for ``feed_of``."""
    return feed_of(
        public_reports(None).filter(commitment_id__in=commitments),
        retracted=public_retractions().filter(commitment_id__in=commitments),
        **feed,
    )
