"""One text for several commitments that move together: a report on each, written in one act, all of them or none.

Afterwards each stays a report of its own (docs/decisions/progress-my-reporting.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from progress import drafts, evidence
from progress.chosen import Chosen
from progress.errors import Refused
from progress.models import ProgressReport
from stakeholders.models import Commitment


@dataclass(frozen=True)
class Part:
    """A commitment of the report and what is said of it alone: status, outlook, percentage."""

    one: Chosen
    own: Mapping[str, Any]


class PartRefused(Exception):
    """Nothing was written, because of what ``refusal`` says of ``part``."""

    def __init__(self, part: Part, refusal: Refused) -> None:
        self.part, self.refusal = part, refusal
        super().__init__(str(refusal))


@transaction.atomic
def write(
    *,
    parts: Sequence[Part],
    shared: Mapping[str, Any],
    links: Sequence[str],
    by,
    hand_in: bool,
    at: datetime.datetime | None = None,
) -> list[ProgressReport]:
    """Write a report on each of ``parts``: ``shared`` holds what all say, ``links`` the evidence of all.

    They stay drafts, or with ``hand_in`` go on as far as ``by`` may send them. Raises ``PartRefused`` for the first
    that is refused, and then nothing is written: also where a report on its commitment is in preparation, since two
    texts are not made one. Side effects: those of ``drafts.open_draft``, ``evidence.add_link`` and ``drafts.hand_in``.
    """
    at = at or timezone.now()
    # All of them before the first step, in one order: each step ends at the head of the history.
    keys = {part.one.commitment.pk for part in parts}
    list(Commitment.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    written = []
    for part in parts:
        try:
            written.append(_write(part, shared, links, by=by, hand_in=hand_in, at=at))
        except Refused as refusal:
            raise PartRefused(part, refusal) from refusal
    return written


def _write(
    part: Part, shared: Mapping[str, Any], links: Sequence[str], *, by, hand_in: bool, at: datetime.datetime
) -> ProgressReport:
    commitment, organisation = part.one.commitment, part.one.organisation
    if drafts.under_way(commitment, organisation) is not None:
        raise drafts.UnderWay
    report = drafts.open_draft(
        commitment=commitment,
        organisation=organisation,
        by=by,
        covers_until=shared["covers_until"],
        data={**shared, **part.own},
        at=at,
    )
    for url in links:
        evidence.add_link(report=report, by=by, url=url, title="", at=at)
    if not hand_in:
        return report
    report.refresh_from_db()
    return drafts.hand_in(report=report, by=by, at=at)
