"""The rounds of regular commitments in the calendars of due dates: an event on the day on which each report is due."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from dashboard.navigation import localised
from names.dates import date_in_words
from names.icalendar import Property, text
from names.phrases import labelled
from progress.models import CommitmentStatus, ProgressReport
from progress.rounds import Standing, standings
from stakeholders.models import Commitment, Repeats
from stakeholders.rounds import ONE_DAY, months_later

AHEAD_MONTHS = 12


@dataclass(frozen=True)
class DueRound:
    """One round with the commitment that it is of, and when anything of it last changed."""

    commitment: Commitment
    standing: Standing
    changed: datetime.datetime

    @property
    def due_on(self) -> datetime.date:
        return self.standing.round.due_on


def due_rounds(
    statuses: QuerySet[CommitmentStatus], *, on: datetime.date, since: datetime.date, until: datetime.date | None = None
) -> list[DueRound]:
    """The rounds of the regular ones among these commitments whose reports are due from ``since`` on, and begin within
    a year of ``on`` or are due before ``until``. A handful of queries.
    """
    regular = Commitment.objects.exclude(repeats=Repeats.ONCE) | Commitment.objects.exclude(earlier_rhythms=[])
    chosen = regular.filter(pk__in=statuses.order_by().values("commitment"))
    commitments = list(chosen.select_related("lead_organisation").order_by("pk"))
    found = standings(commitments, on=on, begun_by=months_later(on, AHEAD_MONTHS))
    kept = [
        (commitment, one)
        for commitment in commitments
        for one in found[commitment.pk]
        if since <= one.round.due_on and (until is None or one.round.due_on < until)
    ]
    saved = last_saved({commitment.pk for commitment, _one in kept})
    reports = {one.report_id for _commitment, one in kept if one.report_id}
    published = dict(ProgressReport.objects.filter(pk__in=reports).values_list("pk", "published_at"))
    return [DueRound(*pair, changed=_last_change(*pair, saved, published)) for pair in kept]


def _last_change(commitment: Commitment, one: Standing, saved: dict, published: dict) -> datetime.datetime:
    known = (saved.get(commitment.pk), commitment.published_at, published.get(one.report_id))
    return max(moment for moment in known if moment)


def last_saved(commitments: Iterable[int]) -> dict[int, datetime.datetime]:
    """When the commitments of these keys were last changed. One query."""
    history = Commitment.history.model.objects.filter(id__in=list(commitments)).order_by()
    return dict(history.values("id").annotate(last=Max("history_date")).values_list("id", "last"))


def round_event(one: DueRound) -> list[Property]:
    """A round as an event on the day by which its report is due."""
    commitment, this, moment = one.commitment, one.standing.round, utc(one.changed)
    described = [
        commitment.lead_organisation.name,
        _("Round: %(days)s") % {"days": this.name},
        labelled(_("Report due"), date_in_words(this.due_on)),
        str(one.standing.label),
    ]
    return [
        ("BEGIN", "VEVENT"),
        ("UID", text(f"commitment-{commitment.pk}-round-{this.ends_on.isoformat()}@{settings.SITE_HOST}")),
        ("DTSTAMP", moment),
        ("LAST-MODIFIED", moment),
        ("SEQUENCE", str(commitment.version - 1)),
        ("DTSTART;VALUE=DATE", f"{this.due_on:%Y%m%d}"),
        ("DTEND;VALUE=DATE", f"{this.due_on + ONE_DAY:%Y%m%d}"),
        (f"SUMMARY;LANGUAGE={commitment.language}", text(_("Report due: %(title)s") % {"title": commitment.title})),
        ("DESCRIPTION", text("\n".join(described))),
        ("URL", f"{settings.SITE_URL}{localised(f'/commitments/{commitment.pk}/')}"),
        ("STATUS", "CONFIRMED"),
        ("TRANSP", "TRANSPARENT"),
        ("END", "VEVENT"),
    ]


def utc(moment: datetime.datetime) -> str:
    """A moment as calendars write it."""
    return moment.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
