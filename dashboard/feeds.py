"""Atom feeds of published reports: all, those for one recommendation, those of one organisation.

Ids never change: they are tag URIs made of the site's name, the year it began to give them, and the report's number.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboard.navigation import localised
from progress.models import ProgressReport, ReportKind
from recommendations.phrases import labelled

NEWEST = 50
YEAR = 2026


def tag(path: str) -> str:
    """The permanent id of a thing, whatever becomes of the site's addresses."""
    return f"tag:{settings.SITE_HOST},{YEAR}:{path}"


def feed_of(reports: QuerySet[ProgressReport], *, title: str, path: str, key: str) -> HttpResponse:
    """The newest of these reports as Atom. ``path`` is the page that the feed belongs to, ``key`` its permanent id."""
    rows = list(reports.select_related("commitment", "organisation").order_by("-published_at", "-pk")[:NEWEST])
    feed = Atom1Feed(
        title=title,
        link=settings.SITE_URL + localised(path),
        description=_("Published progress reports, newest first."),
        subtitle=_("Published progress reports, newest first."),
        language=get_language(),
        feed_url=settings.SITE_URL + localised(f"{path}feed.atom"),
        feed_guid=tag(key),
    )
    for row in rows:
        _add(feed, row)
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def _add(feed: Atom1Feed, row: ProgressReport) -> None:
    no_change = row.kind == ReportKind.NO_CHANGE
    status = _("No significant change") if no_change else str(row.get_implementation_status_display())
    feed.add_item(
        title=labelled(row.commitment.title, status),
        link=f"{settings.SITE_URL}{localised(f'/reports/{row.pk}/')}",
        description=row.narrative or status,
        unique_id=tag(f"reports/{row.pk}"),
        author_name=row.organisation.name,
        pubdate=row.published_at,
        updateddate=row.published_at,
    )
