"""Taking back what an import made or changed, many things of one kind at a time, each through its verb.

What it made is retracted or archived together; what it changed is set back one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from imports.kinds import tags_part, translations_part
from imports.kinds.base import Written
from progress.models import ProgressReport, ReviewState
from progress.reports_in_bulk import RecordedReport, record_all
from progress.retractions_in_bulk import retract_all
from recommendations import catalogue, taxonomies
from recommendations.models import Recommendation, ResponseArea
from recommendations.translating import version_of_all
from stakeholders import commitments, commitments_in_bulk, organisations, organisations_in_bulk
from stakeholders.commitment_json import from_json
from stakeholders.models import Commitment, CommitmentState, Country, Membership, Organisation
from stakeholders.organisations import data_of
from stakeholders.tags import set_tags

SAID = (
    "covers_until", "implementation_status", "health", "help_kind", "percent", "language", "narrative", "barriers",
    "next_steps",
)  # fmt: skip


class TakingBack(Protocol):
    """How things of one kind are taken back."""

    def load(self, keys: Collection[int]) -> Mapping[int, Any]:
        """The things as they are now, by key, with whatever ``stays`` asks of them. Some queries for all."""
        ...

    def is_gone(self, row: Any) -> bool:
        """Was it retracted or archived already?"""
        ...

    def stays(self, row: Any, written: Written) -> str:
        """Why it stays: somebody has worked on it since. Empty where nobody has."""
        ...

    def is_made(self, written: Written) -> bool:
        """Did the import make it, so that it goes? Else it is set back."""
        ...

    def take_away(self, rows: Sequence[Any], *, by, reason: str) -> None:
        """Retract or archive them: all, or a refusal."""
        ...

    def set_back(self, row: Any, written: Written, *, by, reason: str) -> None:
        """Have it say again what it said before the import."""
        ...


class Reports:
    """What a report corrected stays superseded for good, so a correction is corrected by what was said before it."""

    def load(self, keys: Collection[int]) -> Mapping[int, ProgressReport]:
        return ProgressReport.objects.select_related("organisation", "author", "published_by").in_bulk(keys)

    def is_gone(self, row: ProgressReport) -> bool:
        return row.review_state == ReviewState.RETRACTED

    def stays(self, row: ProgressReport, written: Written) -> str:
        if row.superseded_at is None:
            return ""
        return _("The report of %(day)s was corrected since, so it stays.") % {"day": row.covers_until.isoformat()}

    def is_made(self, written: Written) -> bool:
        return not written["corrects"]

    def take_away(self, rows: Sequence[ProgressReport], *, by, reason: str) -> None:
        retract_all(reports=rows, by=by, reason=reason, at=timezone.now())

    def set_back(self, row: ProgressReport, written: Written, *, by, reason: str) -> None:
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


class Commitments:
    """Reports that the import brought are retracted by now; one with others stays."""

    def __init__(self) -> None:
        self.reported: set[int] = set()

    def load(self, keys: Collection[int]) -> Mapping[int, Commitment]:
        others = ProgressReport.objects.filter(commitment__in=keys).exclude(review_state=ReviewState.RETRACTED)
        self.reported = set(others.values_list("commitment_id", flat=True))
        return Commitment.objects.prefetch_related("tag_links__tag").in_bulk(keys)

    def is_gone(self, row: Commitment) -> bool:
        return row.state == CommitmentState.ARCHIVED

    def stays(self, row: Commitment, written: Written) -> str:
        tags = written.get("tags")
        if row.version != written["version"] or (tags and tags_part.changed_since(row, tags)):
            return _("“%(title)s” was changed since, so it stays.") % {"title": row.title}
        if written["made"] and row.pk in self.reported:
            return _("“%(title)s” has reports that the import did not bring, so it stays.") % {"title": row.title}
        return ""

    def is_made(self, written: Written) -> bool:
        return bool(written["made"])

    def take_away(self, rows: Sequence[Commitment], *, by, reason: str) -> None:
        commitments_in_bulk.archive_all(commitments=rows, by=by, reason=reason, at=timezone.now())

    def set_back(self, row: Commitment, written: Written, *, by, reason: str) -> None:
        before = from_json(written["before"])
        # A milestone that the import took away comes again as a new row.
        there = set(row.milestones.values_list("pk", flat=True))
        milestones = [one if one.id in there else replace(one, id=None) for one in before.milestones]
        commitments.update(commitment=row, by=by, data=replace(before, milestones=milestones), reason=reason)
        if tags := written.get("tags"):
            tags_part.write(set_tags, {"commitment": row}, tags_part.tags_before(tags), by=by, reason=reason)


class Organisations:
    """Commitments that the import brought are archived by now; one with others, or with members, stays."""

    def __init__(self) -> None:
        self.in_use: set[int] = set()

    def load(self, keys: Collection[int]) -> Mapping[int, Organisation]:
        open_commitments = Commitment.objects.exclude(state=CommitmentState.ARCHIVED)
        leading = open_commitments.filter(lead_organisation__in=keys).values_list("lead_organisation", flat=True)
        joined = open_commitments.filter(joint_links__organisation__in=keys)
        joining = joined.values_list("joint_links__organisation", flat=True)
        members = Membership.objects.filter(organisation__in=keys).values_list("organisation", flat=True)
        self.in_use = {*leading, *joining, *members}
        return Organisation.objects.select_related("country").in_bulk(keys)

    def is_gone(self, row: Organisation) -> bool:
        return row.archived_at is not None

    def stays(self, row: Organisation, written: Written) -> str:
        if row.version != written["version"]:
            return _("“%(name)s” was changed since, so it stays.") % {"name": row.name}
        if written["made"] and row.pk in self.in_use:
            return _("“%(name)s” has members or commitments by now, so it stays.") % {"name": row.name}
        return ""

    def is_made(self, written: Written) -> bool:
        return bool(written["made"])

    def take_away(self, rows: Sequence[Organisation], *, by, reason: str) -> None:
        organisations_in_bulk.archive_all(organisations=rows, by=by, reason=reason, at=timezone.now())

    def set_back(self, row: Organisation, written: Written, *, by, reason: str) -> None:
        before = dict(written["before"])
        if "country" in before:
            before["country"] = Country.objects.filter(pk=before["country"]).first()
        organisations.update(
            organisation=row, data=replace(data_of(row), **before), by=by, reason=reason, is_another=True
        )


class Recommendations:
    """One with commitments stays."""

    def __init__(self) -> None:
        self.in_use: set[int] = set()

    def load(self, keys: Collection[int]) -> Mapping[int, Recommendation]:
        links = Commitment.recommendations.through.objects.filter(recommendation__in=keys)
        answered = links.exclude(commitment__state=CommitmentState.ARCHIVED)
        self.in_use = set(answered.values_list("recommendation_id", flat=True))
        rows = Recommendation.objects.select_related("edition").prefetch_related("tag_links__tag")
        return rows.in_bulk(keys)

    def is_gone(self, row: Recommendation) -> bool:
        return row.archived_at is not None

    def stays(self, row: Recommendation, written: Written) -> str:
        tags = written.get("tags")
        if version_of_all(row) != written["version"] or (tags and tags_part.changed_since(row, tags)):
            return _("“%(title)s” was changed since, so it stays.") % {"title": str(row)}
        if written["made"] and row.pk in self.in_use:
            return _("“%(title)s” has commitments by now, so it stays.") % {"title": str(row)}
        return ""

    def is_made(self, written: Written) -> bool:
        return bool(written["made"])

    def take_away(self, rows: Sequence[Recommendation], *, by, reason: str) -> None:
        for row in rows:
            catalogue.archive(instance=row, by=by, reason=reason)

    def set_back(self, row: Recommendation, written: Written, *, by, reason: str) -> None:
        before = dict(written["before"])
        addressees = before.pop("addressees", None)
        if "area" in before:
            before["area"] = ResponseArea.objects.filter(edition=row.edition, slug=before["area"]).first()
        texts = {name: before.pop(name) for name in [*before] if name in translations_part.PARTS}
        seen = catalogue.version_of(row)
        catalogue.change(instance=row, values=before, by=by, seen=seen, reason=reason, addressees=addressees)
        translations_part.set_back(row, texts, written["origins"], by=by, reason=reason)
        if tags := written.get("tags"):
            wanted = tags_part.tags_before(tags)
            tags_part.write(taxonomies.set_tags, {"recommendation": row}, wanted, by=by, reason=reason)


#: In the order in which they are taken back: reports hang on commitments, and those on organisations.
TAKING_BACK: dict[str, type[TakingBack]] = {
    "report": Reports,
    "commitment": Commitments,
    "organisation": Organisations,
    "recommendation": Recommendations,
}
