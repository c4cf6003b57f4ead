"""Atom feeds of published reports, of corrections and of retractions: all of them, those under some filters, those of
one recommendation, area, commitment or organisation.

Ids never change: they are tag URIs made of the site's name, the year it began to give them, and the report's number. A
correction is a report with a number of its own; a retraction is an entry of its own, in the place of the report's.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.days import site_day
from dashboard.markdown import render_markdown
from dashboard.navigation import localised
from names.dates import date_in_words
from names.erased import in_words
from names.phrases import sentences
from progress.models import ProgressReport, ReportKind

NEWEST = 50
YEAR = 2026


class ReportFeed(Atom1Feed):
    """Atom whose entries say the language of each text that a person wrote; the rest is in the feed's language."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        handler.addQuickElement("title", item["title"], {"xml:lang": item["title_language"]})
        handler.addQuickElement("link", "", {"href": item["link"], "rel": "alternate"})
        if item["corrects"]:
            handler.addQuickElement("link", "", {"href": item["corrects"], "rel": "related"})
        handler.addQuickElement("published", rfc3339_date(item["pubdate"]))
        handler.addQuickElement("updated", rfc3339_date(item["updateddate"]))
        handler.startElement("author", {})
        handler.addQuickElement("name", item["author_name"])
        handler.endElement("author")
        handler.addQuickElement("id", item["unique_id"])
        handler.addQuickElement("category", "", item["category"])
        handler.addQuickElement("summary", item["description"])
        if item["narrative"]:
            attributes = {"type": "html", "xml:lang": item["narrative_language"]}
            handler.addQuickElement("content", item["narrative"], attributes)


def tag(path: str) -> str:
    """The permanent id of a thing, whatever becomes of the site's addresses."""
    return f"tag:{settings.SITE_HOST},{YEAR}:{path}"


def feed_of(
    reports: QuerySet[ProgressReport],
    *,
    retracted: QuerySet[ProgressReport],
    title: str,
    path: str,
    key: str,
    query: str = "",
    finding: str = "",
) -> HttpResponse:
    """The newest of these reports, and of those that were ``retracted``, as Atom. Two queries.

    ``path`` is the page that the feed belongs to, ``query`` the filters of both, ``key`` the feed's permanent id,
    ``finding`` what the page says first.
    """
    related = ("commitment", "organisation", "supersedes")
    rows = [
        *reports.select_related(*related).order_by("-published_at", "-pk")[:NEWEST],
        *retracted.select_related(*related).order_by("-retracted_at", "-pk")[:NEWEST],
    ]
    rows = sorted(rows, key=_moment, reverse=True)[:NEWEST]
    feed = ReportFeed(
        title=title,
        link=settings.SITE_URL + localised(path) + query,
        description=_("Published progress reports, corrections and retractions, newest first."),
        subtitle=finding or _("Published progress reports, corrections and retractions, newest first."),
        language=get_language(),
        feed_url=settings.SITE_URL + localised(f"{path}feed.atom") + query,
        feed_guid=tag(key),
    )
    for row in rows:
        add = _add_retraction if row.retracted_at else _add
        add(feed, row)
    return HttpResponse(in_words(feed.writeString("utf-8")), content_type=feed.content_type)


def _moment(row: ProgressReport) -> Any:
    return row.retracted_at or row.published_at


def _address(report: int) -> str:
    return f"{settings.SITE_URL}{localised(f'/reports/{report}/')}"


def _description(row: ProgressReport, status: str) -> str:
    text = _("Reported as of %(day)s: %(status)s") % {"day": date_in_words(row.covers_until), "status": status}
    if row.supersedes is None or row.supersedes.published_at is None:
        return text
    day = date_in_words(site_day(row.supersedes.published_at))
    return sentences(f"{text}.", _("Corrects the report published on %(day)s.") % {"day": day})


def _add(feed: Atom1Feed, row: ProgressReport) -> None:
    no_change = row.kind == ReportKind.NO_CHANGE
    status = _("No significant change") if no_change else str(row.get_implementation_status_display())
    feed.add_item(
        title=row.commitment.title,
        title_language=row.commitment.language,
        link=_address(row.pk),
        description=_description(row, status),
        corrects=_address(row.supersedes_id) if row.supersedes_id else "",
        narrative=str(render_markdown(row.narrative)) if row.narrative else "",
        narrative_language=row.language,
        category={"term": row.kind if no_change else row.implementation_status, "label": status},
        unique_id=tag(f"reports/{row.pk}"),
        author_name=row.organisation.name,
        pubdate=row.published_at,
        updateddate=row.published_at,
    )


def _add_retraction(feed: Atom1Feed, row: ProgressReport) -> None:
    """That the report was taken back, and the public reason; nothing of what it said."""
    feed.add_item(
        title=row.commitment.title,
        title_language=row.commitment.language,
        link=_address(row.pk),
        description=_("Report retracted: %(reason)s") % {"reason": row.retracted_reason},
        corrects="",
        narrative="",
        narrative_language="",
        category={"term": "retracted", "label": _("Report retracted")},
        unique_id=tag(f"reports/{row.pk}/retraction"),
        author_name=row.organisation.name,
        pubdate=row.retracted_at,
        updateddate=row.retracted_at,
    )
