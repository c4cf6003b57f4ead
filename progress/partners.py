"""What the partners of a joint commitment last reported, for whoever reports for the organisation that leads it.

Nothing of it is merged by itself: a partner's texts come into the lead's report by an act, under the partner's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from names.dates import date_in_words
from progress import drafts, permissions, workflow
from progress.drafts import TEXT_MAX
from progress.errors import Incomplete, NotPermitted, Refused, WrongState
from progress.models import ProgressReport, ReportKind
from progress.obligations import handed_in
from stakeholders.models import Commitment, Organisation

TEXTS = ("narrative", "barriers", "next_steps")


@dataclass(frozen=True)
class PartnerSaid:
    """A partner's last report that it has handed in, and the one whose texts stand behind it; None for none yet."""

    organisation: Organisation
    last: ProgressReport | None
    full: ProgressReport | None


class NothingToTakeOver(Refused):
    """The lead's report holds all of these texts already, or there are none."""

    message = gettext_lazy("Your report already has all the texts of this partner. Nothing was added.")


def last_said(commitment: Commitment) -> list[PartnerSaid]:
    """Of each partner in use, by name. Two queries, however many partners and reports."""
    partners = commitment.joint_organisations.public().order_by("name")
    full = _reports_of(OuterRef("pk"), commitment).filter(kind=ReportKind.UPDATE)
    rows: list[Any] = list(
        partners.annotate(
            last_report=Subquery(_reports_of(OuterRef("pk"), commitment).values("pk")[:1]),
            full_report=Subquery(full.values("pk")[:1]),
        )
    )
    reports = ProgressReport.objects.in_bulk(
        {key for row in rows for key in (row.last_report, row.full_report) if key is not None}
    )
    return [PartnerSaid(row, reports.get(row.last_report), reports.get(row.full_report)) for row in rows]


def _reports_of(organisation: OuterRef, commitment: Commitment) -> QuerySet[ProgressReport]:
    """Those with the curators and those published, the last first; drafts and returned ones are the partner's alone."""
    reports = handed_in(ProgressReport.objects.filter(commitment=commitment, organisation=organisation))
    return reports.order_by("-covers_until", "-submitted_at", "-pk")


@transaction.atomic
def take_over(*, report: ProgressReport, source: int, by, version: int) -> ProgressReport:
    """Add the texts of a partner's report below those of the lead's, under the partner's name and day.

    ``source`` is the key of the report that was read. Raises ``WrongState`` when the partner has reported again since,
    ``NothingToTakeOver``, and what ``drafts.save`` raises. Side effects: those of ``drafts.save``.
    """
    report = workflow.lock(report)
    if not permissions.can_take_over(by, report):
        raise NotPermitted
    said = next((one for one in last_said(report.commitment) if one.full and one.full.pk == source), None)
    if said is None or said.full is None:
        raise WrongState(
            gettext("This partner has reported again. Read its new report before you take over its texts.")
        )
    data = _added(report, said.full, said.organisation)
    if not data:
        raise NothingToTakeOver
    return drafts.save(report=report, by=by, version=version, data=data)


def _added(report: ProgressReport, source: ProgressReport, partner: Organisation) -> dict[str, str]:
    """By field, what it will say: only texts that it does not hold yet."""
    with translation.override(report.language):
        said = gettext("%(organisation)s, situation on %(day)s:")
        heading = said % {"organisation": partner.name, "day": date_in_words(source.covers_until)}
    added = {}
    for name in TEXTS:
        own, theirs = getattr(report, name), getattr(source, name).strip()
        if theirs and theirs not in own:
            added[name] = f"{own}\n\n**{heading}**\n\n{theirs}".strip()
    if too_long := [name for name, text in added.items() if len(text) > TEXT_MAX]:
        text = gettext("With the partner’s text this would be too long. Shorten it, or copy what you need by hand.")
        raise Incomplete(dict.fromkeys(too_long, text))
    return added
