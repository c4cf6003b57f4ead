"""Who belongs to an organisation and reports on what, changes that wait, and files that were brought in."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from audit.recording import Said, Thing
from audit.sources.registry import Source, follow, name_of, record_live
from imports.models import Import, Outcome
from recommendations.models import CatalogueImport
from stakeholders.models import (
    ChangeState,
    Commitment,
    CommitmentChange,
    DistinctOrganisations,
    Handover,
    InvitedMembership,
    Membership,
    Organisation,
    OrganisationMerge,
)
from stakeholders.signals import assignments_changed
from submissions.models import SheetUpload

ORGANISATION, COMMITMENT = "stakeholders.organisation", "stakeholders.commitment"


def listen() -> None:
    """Follow memberships, invitations, handovers, assignments, proposed changes, and files."""
    follow(Source(Membership, tell_membership, rows=_with_organisation))
    follow(Source(InvitedMembership, tell_invited, rows=lambda rows: rows.select_related("organisation", "invitation")))
    follow(Source(Handover, tell_handover, rows=_with_organisation))
    follow(Source(OrganisationMerge, tell_merge, rows=lambda rows: rows.select_related("source", "target")))
    follow(Source(DistinctOrganisations, tell_distinct, rows=lambda rows: rows.select_related("one", "other")))
    follow(Source(CommitmentChange, tell_change, rows=lambda rows: rows.select_related("commitment")))
    follow(Source(CatalogueImport, tell_import))
    follow(Source(Import, tell_table))
    follow(Source(SheetUpload, tell_sheet, rows=_with_organisation))
    assignments_changed.connect(hear_assignment, dispatch_uid="audit.assignments_changed")


def _with_organisation(rows: QuerySet) -> QuerySet:
    return rows.select_related("organisation")


def tell_membership(row: Membership) -> Iterator[Said]:
    """A membership began, and ended perhaps."""
    yield Said(
        source=name_of(row, "begin"),
        at=row.started_at,
        by=row.started_by_id,
        action="member-begin",
        about=row.user_id,
        changes={"role": ["", row.role]},
        **_of(row),
    )
    if row.ended_at:
        yield Said(
            source=name_of(row, "end"),
            at=row.ended_at,
            by=row.ended_by_id,
            action="member-end",
            about=row.user_id,
            changes={"role": [row.role, ""]},
            **_of(row),
        )


def tell_invited(row: InvitedMembership) -> Iterator[Said]:
    """Somebody was invited to an organisation; the address is not repeated."""
    by = row.invitation.invited_by_id
    changes = {"role": ["", row.role]}
    yield Said(
        source=name_of(row), at=row.invitation.created_at, by=by, action="member-invite", changes=changes, **_of(row)
    )


def tell_handover(row: Handover) -> Iterator[Said]:
    """Somebody's work went to a colleague."""
    yield Said(source=name_of(row), at=row.at, by=row.by_id, action="member-hand-over", about=row.person_id, **_of(row))


def tell_merge(row: OrganisationMerge) -> Iterator[Said]:
    """Two entries of an organisation became one, and perhaps two again."""
    names = {"merged_into": [row.source.name, row.target.name]}
    yield Said(
        source=name_of(row),
        at=row.merged_at,
        by=row.merged_by_id,
        action="organisation-merge",
        reason=row.reason,
        changes=names,
        **_thing(row.target),
    )
    if row.undone_at:
        yield Said(
            source=name_of(row, "undone"),
            at=row.undone_at,
            by=row.undone_by_id,
            action="organisation-unmerge",
            reason=row.undone_reason,
            changes=names,
            **_thing(row.target),
        )


def tell_distinct(row: DistinctOrganisations) -> Iterator[Said]:
    """Two organisations that look alike were said to be two."""
    yield Said(
        source=name_of(row), at=row.said_at, by=row.said_by_id, action="organisation-distinct", **_thing(row.other)
    )


def _of(row: Membership | InvitedMembership | Handover | SheetUpload) -> Thing:
    """The organisation of a row, as the object of an entry."""
    return _thing(row.organisation)


def _thing(organisation: Organisation) -> Thing:
    return {
        "kind": ORGANISATION,
        "key": organisation.slug,
        "label": organisation.name,
        "organisation": organisation.pk,
    }


def hear_assignment(*, organisation, commitments, owner, by, at, **_) -> None:
    """Work of an organisation has another owner; only its present state is kept, so it is told now."""
    at = at or timezone.now()
    titles = Commitment.objects.in_bulk(commitments)
    for commitment in commitments:
        record_live(
            Said(
                source=f"stakeholders.assignment:{organisation.pk}-{commitment}:{at.isoformat()}",
                at=at,
                by=by.pk if by else None,
                action="work-give",
                about=owner.pk if owner else None,
                kind=COMMITMENT,
                key=commitment,
                label=titles[commitment].title if commitment in titles else "",
                organisation=organisation.pk,
            )
        )


def tell_change(row: CommitmentChange) -> Iterator[Said]:
    """A change of a published commitment was proposed, and decided about."""
    commitment: Thing = {
        "kind": COMMITMENT,
        "key": row.commitment_id,
        "label": row.commitment.title,
        "organisation": row.commitment.lead_organisation_id,
    }
    yield Said(
        source=name_of(row, f"v{row.version}" if row.state == ChangeState.WAITING else "v1"),
        at=row.edited_at if row.state == ChangeState.WAITING else row.proposed_at,
        by=row.proposed_by_id,
        action="proposal-waiting",
        reason=row.reason,
        **commitment,
    )
    if row.decided_at:
        yield Said(
            source=name_of(row, "decided"),
            at=row.decided_at,
            by=row.decided_by_id,
            action=f"proposal-{row.state}",
            reason=row.refusal,
            **commitment,
        )


def tell_import(row: CatalogueImport) -> Iterator[Said]:
    """A catalogue file was uploaded, and imported or set aside."""
    file: Thing = {"kind": row._meta.label_lower, "key": row.pk, "label": row.file_name}
    counts = {"created": row.created_count, "changed": row.changed_count}
    yield from _file(row, file, counts, reason=row.reason)
    if row.discarded_at:
        yield Said(source=name_of(row, "discarded"), at=row.discarded_at, by=None, action="file-discard", **file)


def tell_table(row: Import) -> Iterator[Said]:
    """A table was uploaded, and imported, undone or set aside."""
    file: Thing = {"kind": row._meta.label_lower, "key": row.pk, "label": row.file_name}
    counts = {name: row.counts.get(name, 0) for name in (Outcome.NEW.value, Outcome.CHANGED.value)}
    yield from _file(row, file, counts, reason=row.reason)
    if row.undone_at:
        yield Said(
            source=name_of(row, "undone"),
            at=row.undone_at,
            by=row.undone_by_id,
            action="file-undo",
            reason=row.undo_reason,
            **file,
        )
    if row.discarded_at:
        yield Said(
            source=name_of(row, "discarded"),
            at=row.discarded_at,
            by=row.discarded_by_id,
            action="file-discard",
            **file,
        )


def tell_sheet(row: SheetUpload) -> Iterator[Said]:
    """An organisation's spreadsheet was brought, and taken up."""
    yield from _file(row, _of(row), {"changed": row.changed_count})


def _file(
    row: CatalogueImport | Import | SheetUpload, thing: Thing, counts: dict[str, int], *, reason: str = ""
) -> Iterator[Said]:
    """A file was uploaded, and what it said was taken up: how many were created or changed."""
    yield Said(source=name_of(row), at=row.uploaded_at, by=row.uploaded_by_id, action="file-upload", **thing)
    if row.applied_at:
        yield Said(
            source=name_of(row, "applied"),
            at=row.applied_at,
            by=row.applied_by_id,
            action="file-apply",
            reason=reason,
            changes={name: ["", str(count)] for name, count in counts.items()},
            **thing,
        )
