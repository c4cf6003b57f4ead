"""Commitments as data: one row a commitment, as it stood on the day asked for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from dashboard.filters import CROSS_CUTTING, NO_REPORT, CommitmentFilters, Selection
from dashboard.filters.conditions import STATUS_VALUES
from progress.freshness import Freshness, freshness
from progress.models import AssessedCompletion, EvidenceStrength, Health
from progress.overdue import late_from
from recommendations.models import ActorType
from recommendations.partial_dates import DatePrecision, PartialDate
from stakeholders.models import Commitment, JointOrganisation, Visibility

from .base import Column, Dataset, Row, hanging_on, page_address

ACTOR_TYPES = tuple(ActorType.values)


def hidden(row: Row) -> bool:
    """True for what was public on the day and is not any more: its words and its people stay away."""
    return row["commitment__visibility"] != Visibility.PUBLIC


def shown(name: str, instead: Any = ""):
    """A column that is empty where the commitment is no longer public."""
    return lambda row, selection: instead if hidden(row) else row[name]


def partial(day: str, precision: str):
    """A date as exact as it is known: 2024, 2024-06 or 2024-06-15; empty without one."""

    def read(row: Row, selection: Selection) -> str:
        known = PartialDate.of(row[day], row[precision])
        return known.iso if known else ""

    return read


def overdue(row: Row, selection: Selection) -> bool:
    """Due before the day and not at its end."""
    late = late_from(row["due_on"], row["implementation_status"])
    return late is not None and late <= selection.on


def _address(row: Row, selection: Selection) -> str:
    return "" if hidden(row) else page_address(f"/commitments/{row['commitment_id']}/")


COLUMNS = (
    Column("id", "integer", _("Number"), _("Never changes, and is never used again."), "commitment_id"),
    Column("url", "string", _("Page"), _("The commitment’s permanent address."), _address),
    Column("title", "string", _("Title"), _("In the language that it was written in."), shown("commitment__title")),
    Column(
        "description",
        "string",
        _("What will be done"),
        _("In the language that it was written in; Markdown."),
        shown("commitment__description"),
    ),
    Column("language", "string", _("Language"), _("Of title and description; BCP 47."), "commitment__language"),
    Column(
        "organisation",
        "string",
        _("Lead organisation"),
        _("Its key in organisations."),
        shown("commitment__lead_organisation__slug"),
    ),
    Column(
        "organisation_name",
        "string",
        _("Name of the lead organisation"),
        _("As the organisation writes it."),
        shown("commitment__lead_organisation__name"),
    ),
    Column(
        "actor_type",
        "string",
        _("Actor type of the lead organisation"),
        _("What kind of body leads."),
        "commitment__lead_organisation__actor_type",
        ACTOR_TYPES,
    ),
    Column(
        "country",
        "string",
        _("Country of the lead organisation"),
        _("ISO 3166-1 alpha-2; empty for a body of no country."),
        lambda row, selection: "" if hidden(row) else row["commitment__lead_organisation__country"] or "",
    ),
    Column(
        "joint_organisations", "list", _("Joint organisations"), _("Keys of those that carry it together."), "joint"
    ),
    Column("recommendations", "list", _("Recommendations"), _("References that it answers."), "references"),
    Column("areas", "list", _("Response areas"), _("Keys of the areas that it counts in."), "areas"),
    Column(
        "start",
        "string",
        _("Start"),
        _("ISO 8601, as exact as it is known."),
        partial("commitment__start_on", "commitment__start_precision"),
    ),
    Column(
        "due",
        "string",
        _("Due"),
        _("ISO 8601, as exact as it is known."),
        partial("due_on", "commitment__due_precision"),
    ),
    Column(
        "due_precision",
        "string",
        _("Precision of the due date"),
        _("How exactly the date is known."),
        lambda row, selection: row["commitment__due_precision"] if row["due_on"] else "",
        tuple(DatePrecision.values),
    ),
    Column("overdue", "boolean", _("Overdue"), _("Due before the day of the data, and not at its end."), overdue),
    Column(
        "implementation_status",
        "string",
        _("Implementation status"),
        _("As the organisation’s leading report states it; no_report without one."),
        lambda row, selection: row["implementation_status"] or NO_REPORT,
        STATUS_VALUES,
    ),
    Column("health", "string", _("Health"), _("As that report states it."), "health", tuple(Health.values)),
    Column("percent", "integer", _("Percent done"), _("As that report states it; may be empty."), "percent"),
    Column("reported_on", "date", _("Last reported on"), _("The day that the report describes."), "reported_on"),
    Column(
        "freshness",
        "string",
        _("Freshness"),
        _("Of the last report, as of the day of the data: ageing from six months, stale from twelve."),
        lambda row, selection: freshness(row["reported_on"], on=selection.on).value,
        tuple(Freshness.values),
    ),
    Column("reports", "integer", _("Published reports"), _("How many had been published."), "reports"),
    Column(
        "evidence_strength",
        "string",
        _("Evidence"),
        _("What anybody can open behind the report."),
        "evidence_strength",
        tuple(EvidenceStrength.values),
    ),
    Column("evidence_count", "integer", _("Pieces of evidence"), _("How many anybody can open."), "evidence_count"),
    Column(
        "assessed_completion",
        "string",
        _("Assessed completion"),
        _("What a second voice sees; empty while nobody has assessed it."),
        "assessed_completion",
        tuple(AssessedCompletion.values),
    ),
    Column("as_of", "date", _("As of"), _("The day that the row is true of."), lambda row, selection: selection.on),
)

FIELDS = (
    "commitment_id",
    "commitment__visibility",
    "commitment__title",
    "commitment__description",
    "commitment__language",
    "commitment__lead_organisation__slug",
    "commitment__lead_organisation__name",
    "commitment__lead_organisation__actor_type",
    "commitment__lead_organisation__country",
    "commitment__start_on",
    "commitment__start_precision",
    "commitment__due_precision",
    "due_on",
    "implementation_status",
    "health",
    "percent",
    "reported_on",
    "reports",
    "evidence_strength",
    "evidence_count",
    "assessed_completion",
)


def _join(rows: list[Row], selection: Selection) -> None:
    keys = [row["commitment_id"] for row in rows]
    joint = JointOrganisation.objects.filter(commitment__in=keys, commitment__visibility=Visibility.PUBLIC)
    pairs = joint.order_by("organisation__slug").values_list("commitment_id", "organisation__slug")
    hanging_on(rows, "commitment_id", pairs, "joint")
    links = Commitment.recommendations.through.objects.filter(commitment__in=keys)
    found = list(
        links.order_by("recommendation__reference").values_list(
            "commitment_id", "recommendation__reference", "recommendation__area__slug"
        )
    )
    hanging_on(rows, "commitment_id", ((key, reference) for key, reference, _area in found), "references")
    areas = dict.fromkeys((key, area or CROSS_CUTTING) for key, _reference, area in found)
    hanging_on(rows, "commitment_id", areas, "areas")


COMMITMENTS = Dataset(
    "commitments",
    _("Commitments"),
    _("What organisations have said they will do, and how it stood on the day of the data."),
    CommitmentFilters,
    COLUMNS,
    FIELDS,
    _join,
)
