"""How commitments stand, worked out from their reports, evidence and assessments: many at once, in a few queries.

What is stored of it, and when, is ``progress.rollups``'s matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from progress.cells import Facts, report_cell
from progress.evidence_strength import evidence_strength
from progress.models import Assessment, ProgressReport, ReportKind, Standing
from progress.scopes import carrier_keys
from stakeholders.models import Commitment, CommitmentState, JointOrganisation, Organisation, Visibility

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
    "report_cells",
)


def facts_in(row: Standing) -> Facts:
    """The stored facts of a row, to compare with ``facts_of``."""
    return {name: getattr(row, name) for name in FACTS}


def is_counted(commitment: Commitment) -> bool:
    """True for a published commitment that is public or counted without being shown."""
    return (
        commitment.state == CommitmentState.PUBLISHED
        and commitment.visibility != Visibility.PRIVATE
        and commitment.lead_organisation.archived_at is None
    )


def leading_reports(keys: Sequence[int]) -> dict[int, ProgressReport]:
    """The published report that each commitment's status comes from, by the commitment's key.

    A report of the lead organisation goes before those of joint ones; among them the one that reaches furthest,
    then the one published last.
    """
    lead_first = Case(
        When(organisation_id=F("commitment__lead_organisation_id"), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    order = [lead_first.asc(), F("covers_until").desc(), F("published_at").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=[F("commitment_id")], order_by=order)
    reports = ProgressReport.objects.published().filter(commitment__in=keys).annotate(place=place).filter(place=1)
    texts = ("narrative", "barriers", "next_steps", "help_needed", "returned_reason", "retracted_reason")
    return {report.commitment_id: report for report in reports.defer(*texts).order_by()}


def _evidence(leading: Iterable[ProgressReport]) -> dict[int, tuple[int, int]]:
    """Links and documents that anybody can open behind each leading report.

    "No significant change" brings nothing of its own: it stands on the last full report before it.
    """
    found = {report.pk: (report.evidence_links, report.evidence_documents) for report in leading}
    confirmations = {report.commitment_id: report for report in leading if report.kind == ReportKind.NO_CHANGE}
    if not confirmations:
        return found
    full = ProgressReport.objects.published().filter(kind=ReportKind.UPDATE, commitment__in=confirmations)
    columns = ("commitment_id", "organisation_id", "covers_until", "evidence_links", "evidence_documents")
    for commitment, organisation, day, *pieces in full.latest_first().values_list(*columns):
        report = confirmations.get(commitment)
        if report and organisation == report.organisation_id and day <= report.covers_until:
            found[report.pk] = (pieces[0], pieces[1])
            del confirmations[commitment]
    return found


def _stated(published: QuerySet[ProgressReport]) -> dict[int, dict[str, int]]:
    """How many of these reports state which status and health, by commitment."""
    found: dict[int, dict[str, int]] = {}
    groups = published.values_list("commitment_id", "implementation_status", "health").annotate(n=Count("pk"))
    for commitment, status, health, count in groups:
        found.setdefault(commitment, {})[report_cell(status, health)] = count
    return found


def _assessed(keys: Sequence[int]) -> dict[int, str]:
    """The completion that the last assessment found, by commitment."""
    found: dict[int, str] = {}
    rows = Assessment.objects.filter(commitment__in=keys).values_list("commitment_id", "assessed_completion")
    for commitment, completion in rows:
        found.setdefault(commitment, completion)
    return found


def _carriers(keys: Iterable[int]) -> dict[int, set[str]]:
    """What counts the commitments of an organisation, by its key."""
    rows = Organisation.objects.filter(pk__in=keys).values_list("pk", "actor_type", "country_id", "country__region")
    return {pk: carrier_keys(pk, *carried) for pk, *carried in rows}


def scopes_of(commitments: Sequence[Commitment]) -> dict[int, list[str]]:
    """What each commitment is counted in, sorted; each key once, however many links lead there."""
    scopes = {one.pk: {"all"} for one in commitments}
    bodies = {(one.pk, one.lead_organisation_id) for one in commitments}
    bodies.update(
        JointOrganisation.objects.filter(commitment__in=scopes).values_list("commitment_id", "organisation_id")
    )
    carriers = _carriers({organisation for _commitment, organisation in bodies})
    for commitment, organisation in bodies:
        scopes[commitment].update(carriers[organisation])
    links = Commitment.recommendations.through.objects.filter(commitment__in=scopes).values_list(
        "commitment_id", "recommendation_id", "recommendation__edition_id", "recommendation__area_id"
    )
    for commitment, pk, edition, area in links:
        place = f"area:{area}" if area else f"cross-cutting:{edition}"
        scopes[commitment].update((f"recommendation:{pk}", f"edition:{edition}", place))
    return {key: sorted(found) for key, found in scopes.items()}


def facts_of(commitments: Sequence[Commitment]) -> dict[int, Facts | None]:
    """How each stands now, as the columns of its open row, by key; None for one that is not counted.

    The lead organisations must have been fetched along. At most seven queries, however many commitments.
    """
    facts: dict[int, Facts | None] = {one.pk: None for one in commitments}
    counted = [one for one in commitments if is_counted(one)]
    if not counted:
        return facts
    keys = [one.pk for one in counted]
    leading = leading_reports(keys)
    published = ProgressReport.objects.published().filter(commitment__in=keys).order_by()
    stated = _stated(published)
    evidence = _evidence(leading.values())
    assessed, scopes = _assessed(keys), scopes_of(counted)
    for one in counted:
        report = leading.get(one.pk)
        links, documents = evidence[report.pk] if report else (0, 0)
        facts[one.pk] = {
            "visibility": one.visibility,
            "report_id": report.pk if report else None,
            "implementation_status": report.implementation_status if report else "",
            "health": report.health if report else "",
            "percent": report.percent if report else None,
            "reported_on": report.covers_until if report else None,
            "reports": sum(stated.get(one.pk, {}).values()),
            "evidence_strength": evidence_strength(links=links, documents=documents).value,
            "evidence_count": links + documents,
            "assessed_completion": assessed.get(one.pk, ""),
            "due_on": one.due_on,
            "scopes": scopes[one.pk],
            "report_cells": stated.get(one.pk, {}),
        }
    return facts
