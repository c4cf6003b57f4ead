"""Writing planned commitments and the reports on them: new ones together, changes one by one, each through its verb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from imports.kinds import tags_part
from imports.kinds.base import Planned, Stamp, Written
from imports.kinds.long_names import shortened
from imports.kinds.tags_part import slugs_of
from imports.models import KnownKey, Mapping, Outcome
from imports.settings import Settings
from progress.reports_in_bulk import RecordedReport, record_all
from stakeholders import commitments
from stakeholders.commitment_data import data_of
from stakeholders.commitment_json import to_json
from stakeholders.commitments_in_bulk import NewCommitment, publish_all
from stakeholders.models import Commitment, Organisation
from stakeholders.organisations import OrganisationData
from stakeholders.organisations_in_bulk import create_all
from stakeholders.tags import set_tags


def write(planned: Sequence[Planned], stamp: Stamp, settings: Settings, mapping: Mapping | None) -> list[list[Written]]:
    """Organisations first, then commitments, then reports."""
    written: dict[int, list[Written]] = {one.row.number: [] for one in planned}
    _write_organisations(planned, stamp, written)
    new = [one for one in planned if one.outcome == Outcome.NEW]
    made = publish_all(
        new=[NewCommitment(one.target.organisation, one.target.data, one.target.tags or ()) for one in new],
        written_by=stamp.written_by, by=stamp.by, at=stamp.at, reason=stamp.reason,
    )  # fmt: skip
    for one, row in zip(new, made, strict=True):
        one.target.there = row
        written[one.row.number].append({"what": "commitment", "pk": row.pk, "made": True, "version": row.version})
    for one in planned:
        if one.outcome == Outcome.CHANGED:
            _change(one, stamp, written)
    if settings.key == "key" and mapping:
        _note_keys(planned, mapping)
    write_reports([(one, one.target.report) for one in planned if one.target.report], stamp, written)
    return [written[one.row.number] for one in planned]


def _write_organisations(planned: Sequence[Planned], stamp: Stamp, written: dict[int, list[Written]]) -> None:
    """Organisations that come along: the rows share one object for each, which gets its key here."""
    coming: dict[int, tuple[Planned, Organisation]] = {}
    for one in planned:
        if one.target.is_with_organisation:
            coming.setdefault(id(one.target.organisation), (one, one.target.organisation))
    rows = list(coming.values())
    data = [OrganisationData(name=row.name, actor_type=row.actor_type, country=row.country) for _planned, row in rows]
    for (one, row), made in zip(
        rows, create_all(data=data, by=stamp.by, at=stamp.at, reason=stamp.reason), strict=True
    ):
        row.__dict__.update(made.__dict__)
        written[one.row.number].append({"what": "organisation", "pk": made.pk, "made": True, "version": made.version})


def _change(one: Planned, stamp: Stamp, written: dict[int, list[Written]]) -> None:
    before, tags = data_of(one.target.there), slugs_of(one.target.there)
    after = commitments.update(
        commitment=one.target.there, by=stamp.by, data=one.target.data, reason=stamp.reason, at=stamp.at
    )
    wanted = one.target.tags
    if wanted is not None:
        tags_part.write(set_tags, {"commitment": after}, wanted, by=stamp.by, reason=stamp.reason)
    if wanted is not None or after.version != one.target.there.version:
        change = {"what": "commitment", "pk": after.pk, "made": False, "version": after.version}
        retagged = None if wanted is None else {"before": tags, "after": [tag.slug for tag in wanted]}
        written[one.row.number].append(change | {"before": to_json(before), "tags": retagged})
    one.target.there = after


def _note_keys(planned: Sequence[Planned], mapping: Mapping) -> None:
    keys = [
        KnownKey(mapping=mapping, key=key, commitment=one.target.there)
        for one in planned
        if (key := one.row.values.get("key"))
    ]
    KnownKey.objects.bulk_create(keys, ignore_conflicts=True)


def write_reports(
    rows: Sequence[tuple[Planned, RecordedReport]], stamp: Stamp, written: dict[int, list[Written]]
) -> None:
    """Record the reports, on the commitments as they are now there."""
    recorded = []
    for one, report in rows:
        there: Commitment = one.target.there
        recorded.append(
            replace(report, commitment=there, organisation=one.target.organisation, values=_values(one, there))
        )
    made = record_all(recorded=recorded, written_by=stamp.written_by, by=stamp.by, source=stamp.source, at=stamp.at)
    for (one, report), row in zip(rows, made, strict=True):
        corrects = report.supersedes.pk if report.supersedes else None
        written[one.row.number].append({"what": "report", "pk": row.pk, "made": True, "corrects": corrects})


def _values(one: Planned, there: Commitment) -> dict[int, Decimal]:
    """The value of the row's indicator, by the key that it has by now."""
    said, name = one.row.values.get("value"), shortened(one.row.values.get("indicator", ""))
    if not said:
        return {}
    found = [row for row in there.indicators.all() if row.name == name or not name]
    return {found[0].pk: Decimal(said)} if len(found) == 1 else {}
