"""Public due dates as a calendar that programs subscribe to (RFC 5545 and RFC 7986): of commitments, and of the rounds
of regular ones (``calendar_rounds``).

No day is invented: a date known to the day is an all-day event; one known to the month spans that month and says so;
one known only to the year is left out, as a bar over a whole year would hide the rest, and the calendar says so
(docs/decisions/dashboard-due-calendar.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dashboard.excerpts import excerpt
from dashboard.navigation import localised
from names.dates import date_in_words
from names.icalendar import Property, lines, text
from names.phrases import sentences
from opendata.calendar_rounds import DueRound, last_saved, round_event, utc
from progress.freshness import freshness, months_before
from progress.models import CommitmentStatus, EvidenceStrength
from recommendations.partial_dates import DatePrecision
from stakeholders.models import ImplementationStatus

# Calendar programs stop at some thousands of events: the soonest come first, and the calendar says what is left out.
MOST = 5000
CHUNK = 500
PAST_MONTHS = 12
NO_LONGER_DUE = {ImplementationStatus.WITHDRAWN.value, ImplementationStatus.SUPERSEDED.value}


def due_dates(
    statuses: QuerySet[CommitmentStatus], *, on: datetime.date, since: bool = True
) -> QuerySet[CommitmentStatus]:
    """The statuses that have an event, soonest first; with ``since`` those not due more than a year before ``on``."""
    found = statuses.filter(due_on__isnull=False).exclude(commitment__due_precision=DatePrecision.YEAR)
    if since:
        found = found.filter(due_on__gte=months_before(on, PAST_MONTHS))
    return found.select_related("commitment__lead_organisation", "report").order_by("due_on", "commitment_id")


def calendar(
    statuses: QuerySet[CommitmentStatus], rounds: list[DueRound], *, title: str, path: str, on: datetime.date
) -> Iterator[bytes]:
    """The calendar, piece by piece. ``path`` is the page that it belongs to, with its query; ``on`` is today."""
    days = list(statuses.values_list("pk", "due_on")[: MOST + 1])
    dated: list[tuple[Any, Any]] = [*((day, pk) for pk, day in days), *((one.due_on, one) for one in rounds)]
    both = sorted(dated, key=lambda entry: entry[0])
    shown = both[:MOST]
    yield lines(_head(title, path, more=len(both) > MOST))
    found = [one for _day, one in shown if not isinstance(one, DueRound)]
    for start in range(0, len(found), CHUNK):
        rows = list(statuses.filter(pk__in=found[start : start + CHUNK]))
        changed = _changed(rows)
        yield b"".join(lines(_event(row, changed[row.commitment_id], on=on)) for row in rows)
    for _day, one in shown:
        if isinstance(one, DueRound):
            yield lines(round_event(one))
    yield lines([("END", "VCALENDAR")])


def _changed(rows: list[CommitmentStatus]) -> dict[int, datetime.datetime]:
    """When each commitment, or what is known of it, last changed. One query."""
    found = last_saved(row.commitment_id for row in rows)
    moments = {}
    for row in rows:
        known = [found.get(row.commitment_id), row.commitment.published_at, row.report and row.report.published_at]
        moments[row.commitment_id] = max(moment for moment in known if moment)
    return moments


def _head(title: str, path: str, *, more: bool) -> list[Property]:
    about = _(
        "Due dates of public commitments, as the organisations gave them. Those known only to the year are left out."
    )
    if more:
        first = _("Only the first %(number)s are here. Filter the list to get the others.") % {"number": MOST}
        about = sentences(about, first)
    name, described = text(title), text(about)
    return [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", f"-//{text(settings.SITE_HOST)}//Due dates//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("NAME", name),
        ("X-WR-CALNAME", name),
        ("DESCRIPTION", described),
        ("X-WR-CALDESC", described),
        ("URL", settings.SITE_URL + localised(path)),
        ("REFRESH-INTERVAL;VALUE=DURATION", "P1D"),
        ("X-PUBLISHED-TTL", "P1D"),
    ]


def _event(row: CommitmentStatus, changed: datetime.datetime, *, on: datetime.date) -> list[Property]:
    commitment, moment = row.commitment, utc(changed)
    first, after = _span(row)
    language = f";LANGUAGE={commitment.language}"
    return [
        ("BEGIN", "VEVENT"),
        ("UID", text(f"commitment-{commitment.pk}-due@{settings.SITE_HOST}")),
        # Not the moment of asking: the same facts give the same bytes.
        ("DTSTAMP", moment),
        ("LAST-MODIFIED", moment),
        ("SEQUENCE", str(commitment.version - 1)),
        ("DTSTART;VALUE=DATE", f"{first:%Y%m%d}"),
        ("DTEND;VALUE=DATE", f"{after:%Y%m%d}"),
        (f"SUMMARY{language}", text(_summary(row))),
        ("DESCRIPTION", text(_description(row, on=on))),
        ("URL", f"{settings.SITE_URL}{localised(f'/commitments/{commitment.pk}/')}"),
        ("STATUS", "CANCELLED" if row.implementation_status in NO_LONGER_DUE else "CONFIRMED"),
        ("TRANSP", "TRANSPARENT"),
        ("END", "VEVENT"),
    ]


def _span(row: CommitmentStatus) -> tuple[datetime.date, datetime.date]:
    """The first day of the event and the day after its last."""
    last: Any = row.due_on
    first = last if row.commitment.due_precision == DatePrecision.DAY else last.replace(day=1)
    return first, last + datetime.timedelta(days=1)


def _summary(row: CommitmentStatus) -> str:
    title = row.commitment.title
    if row.due_on and row.commitment.due_precision == DatePrecision.MONTH:
        return _("Due this month: %(title)s") % {"title": title}
    return _("Due: %(title)s") % {"title": title}


def _description(row: CommitmentStatus, *, on: datetime.date) -> str:
    """Who, what, and how it stands by its own last report: a status comes with its age and its evidence."""
    parts = [row.commitment.lead_organisation.name]
    if row.due_on and row.commitment.due_precision == DatePrecision.MONTH:
        month = date_in_words(row.due_on, "YEAR_MONTH_FORMAT")
        parts.append(_("Due in %(month)s; the day is not known.") % {"month": month})
    if row.reported_on:
        words = (
            row.get_implementation_status_display(),
            freshness(row.reported_on, on=on).label,
            EvidenceStrength(row.evidence_strength).label,
        )
        said = {"day": date_in_words(row.reported_on), "state": " · ".join(map(str, words))}
        parts.append(_("By the organisation’s own report, as of %(day)s: %(state)s") % said)
    else:
        parts.append(_("No report yet"))
    return "\n".join([*parts, excerpt(row.commitment.description)])
