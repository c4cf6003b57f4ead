"""What a digest says: the list of work in groups, the most urgent first, each thing with what one may do about it.

The words are in ``templates/progress/mail/digest*``.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from names.dates import date_in_words
from progress import report_links, work_groups
from progress.models import CommitmentStatus
from progress.obligations import Key
from progress.work_groups import Group, Row, Step
from progress.worklist import Item, Worklist

# So that a mail stays under the size at which mail programs cut it off. The rest is on the page.
MOST = 30

_NEXT_STEPS = {
    Step.MAKE_CHANGES: _("Make changes"),
    Step.SIGN_OFF: _("Read and sign off"),
    Step.WRITE: _("Open the report"),
    Step.CONTINUE: _("Continue"),
    Step.VIEW: _("View the commitment"),
}


@dataclass(frozen=True)
class Entry:
    """One thing that waits, and the addresses of what one may do about it (empty: not offered)."""

    item: Item
    step: Step
    is_late: bool
    said: CommitmentStatus | None  # how the commitment stands by its last published report
    address: str
    no_change: str = ""
    snooze: str = ""
    give: str = ""
    is_anothers: bool = False
    snoozed_until: datetime.date | None = None

    @property
    def ends(self) -> bool:
        """Is it the commitment itself that is due, and no report?"""
        return self.step == Step.VIEW

    @property
    def when(self) -> str:
        """Its day in words, no more exactly than it is known; empty for none."""
        if self.ends:
            due = self.item.commitment.due
            return due.in_words if due else ""
        return date_in_words(self.item.due_on) if self.item.due_on else ""

    @property
    def next_step(self) -> str:
        """What the main link says."""
        return str(_NEXT_STEPS[self.step])


@dataclass(frozen=True)
class Part:
    """Entries of one group under its heading."""

    heading: str
    entries: list[Entry]


@dataclass(frozen=True)
class Letter:
    """The groups of a digest; ``more`` things wait besides, and are only on the page."""

    groups: list[Part]
    more: int = 0
    until: datetime.datetime | None = None  # when the first of its links ends; None: all ask for a sign-in
    organisations: list[str] = field(default_factory=list)


def _page_of(row: Row) -> str:
    """Where a person who is signed in does the next thing."""
    item = row.item
    if row.step == Step.VIEW:
        return reverse("stakeholders:commitment", kwargs={"pk": item.commitment.pk})
    if item.report is not None:
        return reverse("reporting:report", kwargs={"pk": item.report.pk})
    return reverse("reporting:work")


def _said(items: list[Item]) -> Mapping[int, CommitmentStatus]:
    """How the commitments of these items stand now. One query."""
    rows = CommitmentStatus.objects.as_of(None).filter(commitment__in={item.commitment.pk for item in items})
    return {row.commitment_id: row for row in rows if row.reported_on}


def _entry(row: Row, work: Worklist, said: CommitmentStatus | None, link: str) -> Entry:
    """``link`` is the address that opens its report without a password; empty for none."""
    can_put_off = bool(link) and row.step != Step.SIGN_OFF
    return Entry(
        row.item,
        row.step,
        is_late=row.is_late,
        said=said,
        address=link or settings.SITE_URL + _page_of(row),
        no_change=f"{link}no-change/" if link and row.item.can_confirm else "",
        snooze=f"{link}snooze/" if can_put_off else "",
        give=f"{link}give/" if can_put_off else "",
        is_anothers=work.is_anothers(row.item),
        snoozed_until=row.snoozed_until,
    )


def _links(rows: list[Row], user: User | None) -> dict[Key, tuple[str, datetime.datetime]]:
    """Links to what one may write a report on now: not to a commitment's end, nor while another report is in review."""
    if user is None or not report_links.may_have(user):
        return {}
    items = {row.item.key: row.item for row in rows if row.step != Step.VIEW and not row.item.in_review}
    return report_links.make(items.values(), user=user, at=timezone.now())


def _is_among(row: Row, only: AbstractSet[Key] | None) -> bool:
    return only is None or (row.item.key in only and row.step != Step.VIEW)


def letter(work: Worklist, *, links_for: User | None = None, only: AbstractSet[Key] | None = None) -> Letter:
    """What the digest for this list of work says. The addresses are those of the active language.

    ``only``: of these reports alone. With ``links_for`` its person opens each report without a password. A fixed number
    of queries. Side effect: such links are made (``report_links.make``).
    """
    found = [row for row in work_groups.rows(work) if row.waits_here and _is_among(row, only)]
    shown, names = found[:MOST], work_groups.titles(work.on)
    links, said = _links(shown, links_for), _said([row.item for row in shown])
    parts: dict[Group, Part] = {}
    for row in shown:
        link = "" if row.step == Step.VIEW else links.get(row.item.key, ("", None))[0]
        entry = _entry(row, work, said.get(row.item.commitment.pk), link)
        parts.setdefault(row.group, Part(names[row.group], [])).entries.append(entry)
    return Letter(
        groups=list(parts.values()),
        more=len(found) - len(shown),
        until=min((until for _link, until in links.values()), default=None),
        organisations=sorted({str(row.item.organisation) for row in found}),
    )
