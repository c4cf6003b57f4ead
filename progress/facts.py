"""How commitments stand, worked out from their reports, evidence and assessments: many at once, in a few queries.

What is stored of it, and when, is ``progress.rollups``'s matter.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, TypeVar

from progress.cells import Facts, report_cell
from progress.evidence_strength import evidence_strength
from progress.health import open_health
from progress.models import Assessment, ProgressReport, ReportKind, Standing
from progress.scopes import carrier_keys
from stakeholders import rows
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


class Told(NamedTuple):
    """A published report without its texts."""

    pk: int
    commitment_id: int
    organisation_id: int
    kind: str
    covers_until: datetime.date
    implementation_status: str
    health: str
    percent: int | None
    evidence_links: int
    evidence_documents: int


def _published(keys: Sequence[int]) -> dict[int, list[Told]]:
    """The current reports of each commitment, the latest first."""
    found: dict[int, list[Told]] = {key: [] for key in keys}
    statement, params = _published_statement(len(found))
    for report in map(Told._make, rows.tuples(statement, [*params, *found])):
        found[report.commitment_id].append(report)
    return found


@lru_cache(maxsize=4)
def _published_statement(count: int) -> tuple[str, tuple[Any, ...]]:
    """It and what it asks besides the keys, which come last. Put together once: Django takes longer for it than the
    database for its answer.
    """
    reports = ProgressReport.objects.current().filter(commitment__in=range(count)).latest_first()
    statement, params = reports.values_list(*Told._fields).query.sql_with_params()
    return statement, params[:-count]


def _leads(published: Mapping[int, Sequence[Told]]) -> dict[int, int]:
    """Who leads the commitments on which more than one organisation has reported. A query if there are any."""
    shared = [key for key, reports in published.items() if len({one.organisation_id for one in reports}) > 1]
    if not shared:
        return {}
    among = rows.placeholders(len(shared))
    asked = f"SELECT id, lead_organisation_id FROM {Commitment._meta.db_table} WHERE id IN ({among})"  # noqa: S608
    return dict(rows.tuples(asked, shared))


class OfAnOrganisation(Protocol):
    """Anything that stands for a report of one organisation."""

    @property
    def organisation_id(self) -> int: ...


Speaking = TypeVar("Speaking", bound=OfAnOrganisation)


def leading_report(reports: Sequence[Speaking], *, lead: int | None) -> Speaking | None:
    """The report that a commitment's status comes from, among all of its current ones, the latest first.

    A report of the ``lead`` organisation goes before those of joint ones; among them the one that reaches furthest,
    then the one published last. Who leads makes no difference (None) where all are one organisation's.
    """
    by_the_lead = (one for one in reports if one.organisation_id == lead)
    return next(by_the_lead, reports[0] if reports else None)


def _evidence(leading: Told, reports: Sequence[Told]) -> tuple[int, int]:
    """Links and documents that anybody can open behind the leading report.

    "No significant change" brings nothing of its own: it stands on its organisation's last full report before it.
    """
    stands_on = leading
    if leading.kind == ReportKind.NO_CHANGE:
        own = (one for one in reports if one.organisation_id == leading.organisation_id)
        stands_on = next((one for one in own if one.kind == ReportKind.UPDATE), leading)
    return stands_on.evidence_links, stands_on.evidence_documents


def _stated(report: Told) -> str:
    return report_cell(report.implementation_status, open_health(report.implementation_status, report.health))


def _from_reports(reports: Sequence[Told], *, lead: int | None) -> Facts:
    report = leading_report(reports, lead=lead)
    links, documents = _evidence(report, reports) if report else (0, 0)
    return {
        "report_id": report.pk if report else None,
        "implementation_status": report.implementation_status if report else "",
        "health": open_health(report.implementation_status, report.health) if report else "",
        "percent": report.percent if report else None,
        "reported_on": report.covers_until if report else None,
        "reports": len(reports),
        "evidence_strength": evidence_strength(links=links, documents=documents).value,
        "evidence_count": links + documents,
        "report_cells": dict(Counter(_stated(one) for one in reports)),
    }


def reported(keys: Sequence[int]) -> dict[int, Facts]:
    """The facts that follow from the published reports on these commitments, by key. Two queries at most."""
    published = _published(keys)
    leads = _leads(published)
    return {key: _from_reports(reports, lead=leads.get(key)) for key, reports in published.items()}


def leading_without(commitment: Commitment, pk: int) -> tuple[Told | None, Told | None]:
    """The report that speaks for the commitment now, and the one that would if the report ``pk`` were not there."""
    reports, lead = _published([commitment.pk])[commitment.pk], commitment.lead_organisation_id
    others = [one for one in reports if one.pk != pk]
    return leading_report(reports, lead=lead), leading_report(others, lead=lead)


def _assessed(keys: Sequence[int]) -> dict[int, str]:
    """The completion that the last assessment found, by commitment."""
    found: dict[int, str] = {}
    assessments = Assessment.objects.filter(commitment__in=keys).values_list("commitment_id", "assessed_completion")
    for commitment, completion in assessments:
        found.setdefault(commitment, completion)
    return found


def _carriers(keys: Iterable[int]) -> dict[int, set[str]]:
    """What counts the commitments of an organisation, by its key."""
    bodies = Organisation.objects.filter(pk__in=keys).values_list("pk", "actor_type", "country_id", "country__region")
    return {pk: carrier_keys(pk, *carried) for pk, *carried in bodies}


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

    The lead organisations must have been fetched along. At most six queries, however many commitments.
    """
    facts: dict[int, Facts | None] = {one.pk: None for one in commitments}
    counted = [one for one in commitments if is_counted(one)]
    if not counted:
        return facts
    keys = [one.pk for one in counted]
    told, assessed, scopes = reported(keys), _assessed(keys), scopes_of(counted)
    for one in counted:
        facts[one.pk] = {
            **told[one.pk],
            "visibility": one.visibility,
            "assessed_completion": assessed.get(one.pk, ""),
            "due_on": one.due_on,
            "scopes": scopes[one.pk],
        }
    return facts
