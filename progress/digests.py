"""What a digest says: the list of work in groups, the most urgent first, each thing with what one may do about it.

The words are in ``templates/progress/mail/digest*``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from names.dates import date_in_words
from progress import report_links
from progress.models import CommitmentStatus
from progress.obligations import Key
from progress.worklist import Item, Worklist

# So that a mail stays under the size at which mail programs cut it off. The rest is on the page.
MOST = 30

_HEADINGS = {
    "late": _("Overdue"),
    "returned": pgettext_lazy("reports", "Returned for changes"),
    "sign_off": _("For you to sign off"),
    "drafts": _("Drafts"),
    "deadlines": _("Commitments due soon or overdue"),
}
_NEXT_STEPS = {
    "returned": _("Make changes"),
    "sign_off": _("Read and sign off"),
    "deadlines": _("View the commitment"),
}


@dataclass(frozen=True)
class Entry:
    """One thing that waits, and the addresses of what one may do about it (empty: not offered)."""

    item: Item
    group: str
    is_late: bool
    said: CommitmentStatus | None  # how the commitment stands by its last published report
    address: str
    no_change: str = ""
    snooze: str = ""
    give: str = ""
    is_anothers: bool = False
    snoozed_until: datetime.date | None = None

    @property
    def when(self) -> str:
        """Its day in words, no more exactly than it is known; empty for none."""
        if self.group == "deadlines":
            due = self.item.commitment.due
            return due.in_words if due else ""
        return date_in_words(self.item.due_on) if self.item.due_on else ""

    @property
    def next_step(self) -> str:
        """What the main link says."""
        return str(_NEXT_STEPS.get(self.group) or (_("Continue") if self.item.report else _("Open the report")))


@dataclass(frozen=True)
class Group:
    """Entries under one heading: ``late``, ``returned``, ``sign_off``, ``due``, ``drafts`` or ``deadlines``."""

    name: str
    due_on: datetime.date | None  # of the group ``due``: the day that they share
    entries: list[Entry]

    @property
    def heading(self) -> str:
        """What the group is called."""
        if self.due_on:
            return gettext("Due on %(date)s") % {"date": date_in_words(self.due_on)}
        return str(_HEADINGS[self.name])


@dataclass(frozen=True)
class Letter:
    """The groups of a digest; ``more`` things wait besides, and are only on the page."""

    groups: list[Group]
    more: int = 0
    until: datetime.datetime | None = None  # when the first of its links ends; None: all ask for a sign-in
    organisations: list[str] = field(default_factory=list)


def _sorted(work: Worklist) -> Iterator[tuple[str, Item]]:
    """Everything that waits with the name of its group, in the order of the letter."""
    dated = sorted(
        (item for item in [*work.due, *work.drafts] if item.due_on), key=lambda item: item.due_on or datetime.date.max
    )
    yield from (("late", item) for item in dated if item.is_overdue(work.on))
    yield from (("returned", item) for item in work.returned)
    yield from (("sign_off", item) for item in work.to_sign_off)
    yield from (("due", item) for item in dated if not item.is_overdue(work.on))
    yield from (("drafts", item) for item in work.drafts if not item.due_on)
    yield from (("deadlines", item) for item in work.deadlines)


def _page_of(item: Item, group: str) -> str:
    """Where a person who is signed in does the next thing."""
    if group == "deadlines":
        return reverse("stakeholders:commitment", kwargs={"pk": item.commitment.pk})
    if item.report is not None:
        return reverse("reporting:report", kwargs={"pk": item.report.pk})
    return reverse("reporting:work")


def _said(items: list[Item]) -> Mapping[int, CommitmentStatus]:
    """How the commitments of these items stand now. One query."""
    rows = CommitmentStatus.objects.as_of(None).filter(commitment__in={item.commitment.pk for item in items})
    return {row.commitment_id: row for row in rows if row.reported_on}


def _entry(item: Item, group: str, work: Worklist, said: CommitmentStatus | None, link: str) -> Entry:
    """``link`` is the address that opens its report without a password; empty for none."""
    return Entry(
        item,
        group,
        is_late=item.is_overdue(work.on),
        said=said,
        address=link or settings.SITE_URL + _page_of(item, group),
        no_change=f"{link}no-change/" if link and item.can_confirm else "",
        snooze=f"{link}snooze/" if link and group != "sign_off" else "",
        give=f"{link}give/" if link and group != "sign_off" else "",
        is_anothers=work.is_anothers(item),
        snoozed_until=work.snoozed_until(item),
    )


def _links(found: list[tuple[str, Item]], user: User | None) -> dict[Key, tuple[str, datetime.datetime]]:
    """Links to what one may write a report on now: not to a commitment's end, nor while another report is in review."""
    if user is None or not report_links.may_have(user):
        return {}
    items = {item.key: item for group, item in found if group != "deadlines" and not item.in_review}
    return report_links.make(items.values(), user=user, at=timezone.now())


def letter(work: Worklist, *, links_for: User | None = None) -> Letter:
    """What the digest for this list of work says. The addresses are those of the active language.

    With ``links_for`` its person opens each report without a password. A fixed number of queries. Side effect: such
    links are made (``report_links.make``).
    """
    found = list(_sorted(work))
    shown = found[:MOST]
    links, said = _links(shown, links_for), _said([item for _name, item in shown])
    entries = []
    for group, item in shown:
        link = links.get(item.key, ("", None))[0] if group != "deadlines" else ""
        entries.append(_entry(item, group, work, said.get(item.commitment.pk), link))
    together = groupby(entries, key=lambda one: (one.group, one.item.due_on if one.group == "due" else None))
    return Letter(
        groups=[Group(name, day, list(some)) for (name, day), some in together],
        more=len(found) - len(shown),
        until=min((until for _link, until in links.values()), default=None),
        organisations=sorted({str(item.organisation) for _name, item in found}),
    )
