"""How commitments stand, computed from their reports, evidence and assessments: many at once, in a few queries.

What is stored of it, and when, is ``progress.rollups``'s matter.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from progress.evidence_strength import evidence_strength
from progress.health import open_health
from progress.models import Assessment, CommitmentStatus, ProgressReport, ReportKind
from progress.scopes import organisation_scopes
from stakeholders.models import Commitment, CommitmentState, JointOrganisation, Organisation, Visibility

Fields = dict[str, Any]

COMPUTED = (
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
    "report_counts",
)


def stored_in(row: CommitmentStatus) -> Fields:
    """The computed fields as a row stores them, to compare with ``computed_for``."""
    return {name: getattr(row, name) for name in COMPUTED}


def is_counted(commitment: Commitment) -> bool:
    """True for a published commitment that is public or counted without being shown."""
    return (
        commitment.state == CommitmentState.PUBLISHED
        and commitment.visibility != Visibility.PRIVATE
        and commitment.lead_organisation.archived_at is None
    )


class PublishedReport(NamedTuple):
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


def _published(keys: Sequence[int]) -> dict[int, list[PublishedReport]]:
    """The current reports of each commitment, the latest first."""
    found: dict[int, list[PublishedReport]] = {key: [] for key in keys}
    reports = ProgressReport.objects.current().filter(commitment__in=found).latest_first()
    for report in map(PublishedReport._make, reports.values_list(*PublishedReport._fields)):
        found[report.commitment_id].append(report)
    return found


def _leads(published: Mapping[int, Sequence[PublishedReport]]) -> dict[int, int]:
    """Who leads the commitments on which more than one organisation has reported. A query if there are any."""
    shared = [key for key, reports in published.items() if len({one.organisation_id for one in reports}) > 1]
    if not shared:
        return {}
    return dict(Commitment.objects.filter(pk__in=shared).values_list("pk", "lead_organisation_id"))


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


def _evidence(leading: PublishedReport, reports: Sequence[PublishedReport]) -> tuple[int, int]:
    """Links and documents that anybody can open behind the leading report.

    "No significant change" brings nothing of its own: it stands on its organisation's last full report before it.
    """
    stands_on = leading
    if leading.kind == ReportKind.NO_CHANGE:
        own = (one for one in reports if one.organisation_id == leading.organisation_id)
        stands_on = next((one for one in own if one.kind == ReportKind.UPDATE), leading)
    return stands_on.evidence_links, stands_on.evidence_documents


def report_counts(stated: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """How many reports state which status, and beside it which health."""
    found: dict[str, dict[str, int]] = {}
    for (status, health), n in Counter(stated).items():
        found.setdefault(status, {})[health] = n
    return found


def _stated(report: PublishedReport) -> tuple[str, str]:
    return report.implementation_status, open_health(report.implementation_status, report.health)


def _from_reports(reports: Sequence[PublishedReport], *, lead: int | None) -> Fields:
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
        "report_counts": report_counts(map(_stated, reports)),
    }


def reported(keys: Sequence[int]) -> dict[int, Fields]:
    """The fields that follow from the published reports on these commitments, by key. Two queries at most."""
    published = _published(keys)
    leads = _leads(published)
    return {key: _from_reports(reports, lead=leads.get(key)) for key, reports in published.items()}


def leading_without(commitment: Commitment, pk: int) -> tuple[PublishedReport | None, PublishedReport | None]:
    """The report that speaks for the commitment now, and the one that would if the report ``pk`` were not there."""
    reports, lead = _published([commitment.pk])[commitment.pk], commitment.lead_organisation_id
    others = [one for one in reports if one.pk != pk]
    return leading_report(reports, lead=lead), leading_report(others, lead=lead)


def _assessed(keys: Sequence[int]) -> dict[int, str]:
    """The completion that the last assessment found, by commitment."""
    found: dict[int, str] = {}
    assessments = (
        Assessment.objects.standing().filter(commitment__in=keys).values_list("commitment_id", "assessed_completion")
    )
    for commitment, completion in assessments:
        found.setdefault(commitment, completion)
    return found


def _organisation_scopes(keys: Iterable[int]) -> dict[int, set[str]]:
    """What counts the commitments of an organisation, by its key."""
    bodies = Organisation.objects.filter(pk__in=keys).values_list("pk", "actor_type", "country_id", "country__region")
    return {pk: organisation_scopes(pk, *described) for pk, *described in bodies}


def scopes_of(commitments: Sequence[Commitment]) -> dict[int, list[str]]:
    """What each commitment is counted in, sorted; each key once, however many links lead there."""
    scopes = {one.pk: {"all"} for one in commitments}
    bodies = {(one.pk, one.lead_organisation_id) for one in commitments}
    bodies.update(
        JointOrganisation.objects.filter(commitment__in=scopes).values_list("commitment_id", "organisation_id")
    )
    of_bodies = _organisation_scopes({organisation for _commitment, organisation in bodies})
    for commitment, organisation in bodies:
        scopes[commitment].update(of_bodies[organisation])
    links = Commitment.recommendations.through.objects.filter(commitment__in=scopes).values_list(
        "commitment_id", "recommendation_id", "recommendation__edition_id", "recommendation__area_id"
    )
    for commitment, pk, edition, area in links:
        place = f"area:{area}" if area else f"cross-cutting:{edition}"
        scopes[commitment].update((f"recommendation:{pk}", f"edition:{edition}", place))
    return {key: sorted(found) for key, found in scopes.items()}


def computed_for(commitments: Sequence[Commitment]) -> dict[int, Fields | None]:
    """How each stands now, as the columns of its open row, by key; None for one that is not counted.

    The lead organisations must have been fetched along. At most six queries, however many commitments.
    """
    fields: dict[int, Fields | None] = {one.pk: None for one in commitments}
    counted = [one for one in commitments if is_counted(one)]
    if not counted:
        return fields
    keys = [one.pk for one in counted]
    from_reports, assessed, scopes = reported(keys), _assessed(keys), scopes_of(counted)
    for one in counted:
        fields[one.pk] = {
            **from_reports[one.pk],
            "visibility": one.visibility,
            "assessed_completion": assessed.get(one.pk, ""),
            "due_on": one.due_on,
            "scopes": scopes[one.pk],
        }
    return fields
