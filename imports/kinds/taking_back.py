"""Taking back one thing that an import made or changed, each through its verb."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from imports.kinds.base import Written
from progress import workflow
from progress.models import ProgressReport, ReviewState
from progress.reports_in_bulk import RecordedReport, record_all
from recommendations import catalogue
from recommendations.models import Recommendation, ResponseArea
from stakeholders import commitments, organisations
from stakeholders.commitment_json import from_json
from stakeholders.models import Commitment, CommitmentState, Country, Organisation
from stakeholders.organisations import data_of

SAID = (
    "covers_until", "implementation_status", "health", "help_kind", "percent", "language", "narrative", "barriers",
    "next_steps",
)  # fmt: skip


class Left(Exception):
    """Somebody has worked on it since, so it stays; ``str()`` says what it is."""


def report(written: Written, *, by, reason: str) -> None:
    """Retract a report. What it corrected stays superseded: a correction of this one may say it again."""
    row = ProgressReport.objects.select_related("commitment").get(pk=written["pk"])
    if row.review_state == ReviewState.RETRACTED:
        return
    if row.superseded_at is not None:
        raise Left(_("The report of %(day)s was corrected since, so it stays.") % {"day": row.covers_until.isoformat()})
    if written["corrects"]:
        _say_again(row, by)
    else:
        workflow.retract(report=row, by=by, reason=reason)


def _say_again(row: ProgressReport, by) -> None:
    """Correct a correction by what was said before it: what it corrected stays superseded, for good."""
    before = ProgressReport.objects.get(superseded_by=row)
    authors = [one for one in (before.author, row.author, row.published_by) if one and one.pk != by.pk]
    said = {name: getattr(before, name) for name in SAID}
    again = RecordedReport(
        **said,
        commitment=Commitment.objects.select_related("lead_organisation").get(pk=row.commitment_id),
        organisation=row.organisation,
        values=dict(before.indicator_values.values_list("indicator_id", "value")),
        supersedes=row,
    )
    way = row.events.order_by("-sequence").values_list("through_name", flat=True).first() or ""
    record_all(recorded=[again], written_by=authors[0], by=by, source=way, at=timezone.now())


def commitment(written: Written, *, by, reason: str) -> None:
    """Archive a commitment that came with the import, or set it back to what it said."""
    row = Commitment.objects.get(pk=written["pk"])
    if row.state == CommitmentState.ARCHIVED:
        return
    if row.version != written["version"]:
        raise Left(_("“%(title)s” was changed since, so it stays.") % {"title": row.title})
    if not written["made"]:
        commitments.update(commitment=row, by=by, data=from_json(written["before"]), reason=reason)
        return
    others = row.reports.exclude(review_state=ReviewState.RETRACTED)
    if others.exists():
        raise Left(_("“%(title)s” has reports that the import did not bring, so it stays.") % {"title": row.title})
    commitments.archive(commitment=row, by=by, reason=reason)


def organisation(written: Written, *, by, reason: str) -> None:
    """Archive an organisation that came with the import, or set it back to what was said of it."""
    row = Organisation.objects.select_related("country").get(pk=written["pk"])
    if row.archived_at is not None:
        return
    if row.version != written["version"]:
        raise Left(_("“%(name)s” was changed since, so it stays.") % {"name": row.name})
    if not written["made"]:
        before = dict(written["before"])
        if "country" in before:
            before["country"] = Country.objects.filter(pk=before["country"]).first()
        organisations.update(
            organisation=row, data=replace(data_of(row), **before), by=by, reason=reason, is_another=True
        )
        return
    in_use = Commitment.objects.filter(Q(lead_organisation=row) | Q(joint_links__organisation=row))
    if in_use.exclude(state=CommitmentState.ARCHIVED).exists() or row.memberships.exists():
        raise Left(_("“%(name)s” has members or commitments by now, so it stays.") % {"name": row.name})
    organisations.archive(organisation=row, by=by, reason=reason)


def recommendation(written: Written, *, by, reason: str) -> None:
    """Archive a recommendation that came with the import, or set it back to what it said."""
    row = Recommendation.objects.select_related("edition").get(pk=written["pk"])
    if row.archived_at is not None:
        return
    if catalogue.version_of(row) != written["version"]:
        raise Left(_("“%(title)s” was changed since, so it stays.") % {"title": str(row)})
    if not written["made"]:
        _set_back(row, dict(written["before"]), by=by, reason=reason)
    elif row.commitments.exclude(state=CommitmentState.ARCHIVED).exists():
        raise Left(_("“%(title)s” has commitments by now, so it stays.") % {"title": str(row)})
    else:
        catalogue.archive(instance=row, by=by, reason=reason)


def _set_back(row: Recommendation, before: dict[str, Any], *, by, reason: str) -> None:
    addressees = before.pop("addressees", None)
    if "area" in before:
        before["area"] = ResponseArea.objects.filter(edition=row.edition, slug=before["area"]).first()
    seen = catalogue.version_of(row)
    catalogue.change(instance=row, values=before, by=by, seen=seen, reason=reason, addressees=addressees)


#: In the order in which they are taken back: reports hang on commitments, and those on organisations.
TAKING_BACK = {
    "report": report,
    "commitment": commitment,
    "organisation": organisation,
    "recommendation": recommendation,
}
