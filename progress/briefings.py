"""What whoever takes over needs to know of each commitment: what was promised, when it is due, the last report, and
what waits.

The page of a handover, its briefing and the mail to the receiver are views of this one list. A handful of queries,
however many commitments. The words of those who send reports back are for the organisation's own people.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Window, prefetch_related_objects
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from names.dates import date_in_words
from outbox import queue
from progress import worklist
from progress.models import ProgressReport, Thread
from progress.models.report import LATEST_FIRST
from progress.worklist import Item, Worklist
from stakeholders.models import Commitment, Handover, Membership, Organisation

HANDOVER = "handover"
# The lists of what waits, in the order in which it matters.
WAITING = ("returned", "to_sign_off", "due", "drafts", "deadlines", "with_focal_point", "with_curators")


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: on which list of the worklist, and the item."""

    where: str
    item: Item


def in_words(waiting: Waiting, *, shows_words: bool) -> str:
    """What waits, as a sentence; ``shows_words``: may the reader know why a report came back."""
    item = waiting.item
    when = date_in_words(item.due_on) if item.due_on else ""
    if waiting.where == "returned" and shows_words and item.reason:
        return _("Report returned for changes: %(reason)s") % {"reason": item.reason}
    if waiting.where == "due":
        return _("Report for %(period)s, due %(when)s.") % {"period": item.period, "when": when}
    if waiting.where == "drafts" and item.report:
        return _("Draft report, begun by %(name)s.") % {"name": item.report.author}
    if waiting.where == "deadlines":
        return _("The commitment itself is due %(when)s.") % {"when": when}
    sentences = {
        "returned": _("Report returned for changes."),
        "with_curators": _("Report with the curators."),
    }
    return sentences.get(waiting.where, _("Report waiting for sign-off."))


@dataclass
class Entry:
    """One commitment of a briefing."""

    commitment: Commitment
    last: ProgressReport | None = None  # the organisation's last published report
    waiting: list[Waiting] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)  # the open conversations with the curators


def entries(organisation: Organisation, commitments: Iterable[Commitment], *, on: datetime.date) -> list[Entry]:
    """What to know of each of ``commitments`` in the organisation on the day ``on``, in their order."""
    commitments = list(commitments)
    if not commitments:
        return []
    waiting = _waiting(worklist.for_organisations([organisation], on=on))
    last, threads = _last_reports(organisation, commitments), _threads(organisation, commitments)
    return [Entry(one, last.get(one.pk), waiting.get(one.pk, []), threads[one.pk]) for one in commitments]


def _threads(organisation: Organisation, commitments: list[Commitment]) -> dict[int, list[Thread]]:
    found: dict[int, list[Thread]] = defaultdict(list)
    for thread in Thread.objects.open().filter(organisation=organisation, commitment__in=commitments):
        found[thread.commitment_id].append(thread)
    return found


def _waiting(work: Worklist) -> dict[int, list[Waiting]]:
    found: dict[int, list[Waiting]] = defaultdict(list)
    prefetch_related_objects([item.report for item in work.drafts if item.report], "author")
    for where in WAITING:
        for item in getattr(work, where):
            found[item.commitment.pk].append(Waiting(where, item))
    return found


def _last_reports(organisation: Organisation, commitments: list[Commitment]) -> dict[int, ProgressReport]:
    reports = ProgressReport.objects.current().filter(organisation=organisation, commitment__in=commitments)
    place = Window(RowNumber(), partition_by=[F("commitment")], order_by=list(LATEST_FIRST))
    return {one.commitment_id: one for one in reports.annotate(place=place).filter(place=1)}


def after(handover: Handover) -> None:
    """Queue the briefing's mail to whoever takes over; not to one who did so by themselves and has just read it."""
    if handover.by_id == handover.receiver_id:
        return
    queue.enqueue(
        key=f"{HANDOVER}|{handover.pk}",
        kind=HANDOVER,
        recipient=handover.receiver.email,
        user=handover.receiver,
        payload={"handover": handover.pk},
    )


def to_send(handover: int) -> Handover | None:
    """The handover of this key, while its receiver still belongs to the organisation."""
    found = Handover.objects.select_related("organisation", "person", "receiver", "by").filter(pk=handover).first()
    if found is None:
        return None
    members = Membership.objects.active().filter(organisation=found.organisation_id, user=found.receiver_id)
    return found if members.exists() else None
