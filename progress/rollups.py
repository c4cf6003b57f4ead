"""What lists filter by and the dashboard counts: kept in the transaction that changes it, and only here.

``refresh`` works out how one commitment stands now, and moves the tallies by the difference; ``rebuild`` works out
everything again and must find nothing to change. Every function that changes what the public sees takes the one row
of ``PublicVersion`` first: it is both the stamp for caches and the lock that keeps two publications from crossing.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.utils import timezone

from progress.evidence_strength import evidence_strength
from progress.models import (
    Assessment,
    Evidence,
    EvidenceAudience,
    EvidenceKind,
    ProgressReport,
    PublicVersion,
    ReportKind,
    ReviewState,
    Standing,
    Tally,
)
from stakeholders.models import Commitment, CommitmentState, Visibility

NEVER = datetime.date.min
CELL = ("visibility", "implementation_status", "health", "evidence_strength", "reported_on")
FACTS = (
    "visibility",
    "report_id",
    "implementation_status",
    "health",
    "percent",
    "reported_on",
    "reports",
    "evidence_strength",
    "evidence_count",
    "assessed_completion",
    "due_on",
    "scopes",
)


def new_public_version() -> None:
    """Mark everything public as changed, and hold the mark until the transaction ends."""
    PublicVersion.objects.filter(pk=1).update(number=F("number") + 1, changed_at=timezone.now())


# --- How one commitment stands ------------------------------------------------------------------------


def leading_report(commitment: Commitment) -> ProgressReport | None:
    """The published report that a commitment's status comes from.

    A report of the lead organisation goes before those of joint ones; among them the one that reaches furthest,
    then the one published last.
    """
    lead_first = Case(
        When(organisation_id=commitment.lead_organisation_id, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return commitment.reports.published().order_by(lead_first, "-covers_until", "-published_at", "-pk").first()


def _evidence_of(report: ProgressReport | None) -> dict[str, object]:
    """Strength and number of what anybody can open behind ``report``.

    "No significant change" brings nothing of its own: it stands on the last full report before it.
    """
    if report is None:
        return {"evidence_strength": evidence_strength(links=0, documents=0).value, "evidence_count": 0}
    if report.kind == ReportKind.NO_CHANGE:
        full = (
            ProgressReport.objects.filter(
                commitment_id=report.commitment_id,
                organisation_id=report.organisation_id,
                kind=ReportKind.UPDATE,
                review_state=ReviewState.PUBLISHED,
                covers_until__lte=report.covers_until,
            )
            .latest_first()
            .first()
        )
        report = full or report
    counts = Evidence.objects.filter(report=report, audience=EvidenceAudience.PUBLIC).aggregate(
        links=Count("pk", filter=Q(kind=EvidenceKind.LINK)), documents=Count("pk", filter=Q(kind=EvidenceKind.FILE))
    )
    return {"evidence_strength": evidence_strength(**counts).value, "evidence_count": sum(counts.values())}


def scopes_of(commitment: Commitment) -> list[str]:
    """The keys of every tally that counts this commitment, sorted; each once, however many links lead there."""
    scopes = {"all", f"organisation:{commitment.lead_organisation_id}"}
    scopes.update(f"organisation:{key}" for key in commitment.joint_links.values_list("organisation_id", flat=True))
    for pk, edition, area in commitment.recommendations.values_list("pk", "edition_id", "area_id"):
        scopes.update({f"recommendation:{pk}", f"edition:{edition}"})
        scopes.add(f"area:{area}" if area else f"cross-cutting:{edition}")
    return sorted(scopes)


def is_counted(commitment: Commitment) -> bool:
    """True for a published commitment that is public or counted without being shown."""
    return (
        commitment.state == CommitmentState.PUBLISHED
        and commitment.visibility != Visibility.PRIVATE
        and commitment.lead_organisation.archived_at is None
    )


def facts_of(commitment: Commitment) -> dict[str, object] | None:
    """How the commitment stands now, as the columns of its open row; None when it is not counted."""
    if not is_counted(commitment):
        return None
    report = leading_report(commitment)
    assessment = Assessment.objects.filter(commitment=commitment).first()
    return {
        "visibility": commitment.visibility,
        "report_id": report.pk if report else None,
        "implementation_status": report.implementation_status if report else "",
        "health": report.health if report else "",
        "percent": report.percent if report else None,
        "reported_on": report.covers_until if report else None,
        "reports": commitment.reports.published().count(),
        **_evidence_of(report),
        "assessed_completion": assessment.assessed_completion if assessment else "",
        "due_on": commitment.due_on,
        "scopes": scopes_of(commitment),
    }


# --- Keeping the rows -----------------------------------------------------------------------------------


def _cell(facts: dict) -> dict[str, object]:
    return {name: facts[name] for name in CELL if name != "reported_on"} | {
        "reported_on": facts["reported_on"] or NEVER
    }


def _count(facts: dict) -> None:
    cell, scopes = _cell(facts), facts["scopes"]
    Tally.objects.bulk_create([Tally(scope=scope, commitments=0, **cell) for scope in scopes], ignore_conflicts=True)
    Tally.objects.filter(scope__in=scopes, **cell).update(commitments=F("commitments") + 1)


def _uncount(facts: dict) -> None:
    cells = Tally.objects.filter(scope__in=facts["scopes"], **_cell(facts))
    cells.update(commitments=F("commitments") - 1)
    cells.filter(commitments=0).delete()


def facts_in(row: Standing) -> dict[str, object]:
    """The stored facts of a row, to compare with ``facts_of``."""
    return {name: getattr(row, name) for name in FACTS}


def _replace(row: Standing | None, commitment: Commitment, facts: dict | None, *, on: datetime.date) -> None:
    """End the open row on ``on`` and begin the next; two changes on one day leave one row."""
    if row is not None and row.since >= on:
        if facts is None:
            row.delete()
        else:
            Standing.objects.filter(pk=row.pk).update(**facts)
        return
    if row is not None:
        Standing.objects.filter(pk=row.pk).update(until=on)
    if facts is not None:
        Standing.objects.create(commitment=commitment, since=on, **facts)


def refresh(commitment: Commitment, *, on: datetime.date) -> bool:
    """Bring the commitment's open row and the tallies to what is true now; ``on`` is the day it became true.

    Call inside the transaction of the change, with the commitment locked. Returns whether anything changed. Side
    effects: the public version moves on.
    """
    new_public_version()
    row = Standing.objects.select_for_update().filter(commitment=commitment, until__isnull=True).first()
    before, after = (facts_in(row) if row else None), facts_of(commitment)
    if before == after:
        return False
    if before is not None:
        _uncount(before)
    _replace(row, commitment, after, on=on)
    if after is not None:
        _count(after)
    return True


# --- Doing it all again ---------------------------------------------------------------------------------


def _rebuild_standings(*, on: datetime.date) -> int:
    counted = Commitment.objects.filter(state=CommitmentState.PUBLISHED).exclude(visibility=Visibility.PRIVATE)
    open_rows = Standing.objects.filter(until__isnull=True)
    keys = set(counted.values_list("pk", flat=True)) | set(open_rows.values_list("commitment_id", flat=True))
    changed = 0
    for key in sorted(keys):
        commitment = Commitment.objects.select_related("lead_organisation").get(pk=key)
        row = open_rows.filter(commitment=commitment).first()
        facts = facts_of(commitment)
        if (facts_in(row) if row else None) != facts:
            _replace(row, commitment, facts, on=on)
            changed += 1
    return changed


def true_tallies(rows: Iterable[Standing]) -> Counter:
    """What the tallies must be for these open rows, as counts by (scope, cell)."""
    counts: Counter = Counter()
    for row in rows:
        cell = tuple(_cell(facts_in(row)).values())
        counts.update((scope, *cell) for scope in row.scopes)
    return counts


def _rebuild_tallies() -> int:
    names = ("scope", *CELL)
    right = true_tallies(Standing.objects.filter(until__isnull=True).iterator(chunk_size=2000))
    stored = {tuple(getattr(row, name) for name in names): row for row in Tally.objects.iterator(chunk_size=2000)}
    changed = 0
    for key in right.keys() | stored.keys():
        row = stored.get(key)
        if (row.commitments if row else 0) == right[key]:
            continue
        changed += 1
        if row:
            row.delete()
        if right[key]:
            Tally.objects.create(**dict(zip(names, key, strict=True)), commitments=right[key])
    return changed


@transaction.atomic
def rebuild(*, on: datetime.date) -> int:
    """Work out every open row and every tally again; return how many rows were wrong (0 when all is well)."""
    PublicVersion.objects.select_for_update().get(pk=1)
    changed = _rebuild_standings(on=on) + _rebuild_tallies()
    if changed:
        new_public_version()
    return changed
