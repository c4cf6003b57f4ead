"""As data: responses, milestones, indicators with their values, and assessments."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboard.catalogue import end_of
from dashboard.filters import (
    AssessmentFilters,
    IndicatorFilters,
    IndicatorValueFilters,
    MilestoneFilters,
    ResponseFilters,
    Selection,
)
from dashboard.reports import TEXT_IS_PUBLIC, public_reports
from progress.models import AssessedCompletion, Assessment, IndicatorValue
from recommendations.models import Word
from recommendations.models.vocabulary import actor_codes, word
from recommendations.partial_dates import DatePrecision
from stakeholders.models import ResponseKind

from .base import LANGUAGES, Column, Dataset, Row

Value = Callable[[Row, Selection], Any]
LENGTHS = {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}


def number(name: str) -> Value:
    """A stored decimal as a number without needless zeros; None where there is none."""

    def read(row: Row, selection: Selection) -> int | float | None:
        value: Decimal | None = row[name]
        if value is None:
            return None
        return int(value) if value == value.to_integral_value() else float(value)

    return read


def partial(day: str, precision: str) -> Value:
    """A date as exact as it is known: 2024, 2024-06 or 2024-06-15; empty without one."""

    def read(row: Row, selection: Selection) -> str:
        known: datetime.date | None = row[day]
        return known.isoformat()[: LENGTHS.get(row[precision], 10)] if known else ""

    return read


def by_the_day(name: str) -> Value:
    """A day that had come by the day of the data; else None."""
    return lambda row, selection: row[name] if row[name] and row[name] <= selection.on else None


ID = Column("id", "integer", _("Number"), _("Never changes, and is never used again."), "pk", required=True)
COMMITMENT = Column(
    "commitment", "integer", _("Commitment"), _("Its number in commitments."), "commitment_id", required=True
)
COMMITMENT_TITLE = Column(
    "commitment_title",
    "string",
    _("Title of the commitment"),
    _("In its own language."),
    "commitment__title",
    required=True,
)
AS_OF = Column(
    "as_of",
    "date",
    _("Data as of"),
    _("The date of the data."),
    lambda row, selection: selection.on,
    required=True,
)

RESPONSES = Dataset(
    "responses",
    _("Responses"),
    _("How organisations respond to recommendations, one row per organisation and recommendation."),
    ResponseFilters,
    (
        ID,
        Column(
            "recommendation",
            "string",
            word(Word.RECOMMENDATION),
            _("Its reference in recommendations."),
            "recommendation__reference",
            required=True,
        ),
        Column(
            "organisation",
            "string",
            _("Organisation"),
            _("Its key in organisations."),
            "organisation__slug",
            required=True,
        ),
        Column(
            "organisation_name",
            "string",
            _("Name of the organisation"),
            _("As the organisation writes it."),
            "organisation__name",
            required=True,
        ),
        Column(
            "actor_type",
            "string",
            _("Actor type"),
            _("Of the organisation."),
            "organisation__actor_type",
            actor_codes,
            required=True,
        ),
        Column(
            "response",
            "string",
            _("Response"),
            _("Whether the organisation supports the recommendation."),
            "response",
            tuple(value for value in ResponseKind.values if value != ResponseKind.NONE),
            required=True,
        ),
        Column("stated_on", "date", _("Stated on"), _("May be empty."), "stated_on"),
        Column("note", "string", _("Note"), _("In the words of the organisation; may be empty."), "note"),
        AS_OF,
    ),
    (
        "pk",
        "recommendation__reference",
        "organisation__slug",
        "organisation__name",
        "organisation__actor_type",
        "response",
        "stated_on",
        "note",
    ),
    file_order="pk",
)

MILESTONES = Dataset(
    "milestones",
    _("Milestones"),
    _("Key steps of commitments, with the dates when each is due and was reached."),
    MilestoneFilters,
    (
        ID,
        COMMITMENT,
        COMMITMENT_TITLE,
        Column("title", "string", _("Title"), _("In the language of the commitment."), "title", required=True),
        Column(
            "language",
            "string",
            _("Language"),
            _("Of the titles; BCP 47."),
            "commitment__language",
            LANGUAGES,
            required=True,
        ),
        Column("due", "string", _("Due"), _("ISO 8601, as exact as it is known."), partial("due_on", "due_precision")),
        Column(
            "reached_on",
            "date",
            _("Reached on"),
            _("Empty where it had not been reached by the date of the data."),
            by_the_day("reached_on"),
        ),
        AS_OF,
    ),
    (
        "pk",
        "commitment_id",
        "commitment__title",
        "commitment__language",
        "title",
        "due_on",
        "due_precision",
        "reached_on",
    ),
    file_order="pk",
)

UNIT = Column("unit", "string", _("Unit"), _("What the values are counted in."), "unit", required=True)


def _join_latest(rows: list[Row], selection: Selection) -> None:
    """Give each indicator the value of the latest current report that states one. One query."""
    reports = public_reports(selection.as_of).filter(TEXT_IS_PUBLIC).order_by().values("pk")
    values = IndicatorValue.objects.filter(indicator__in=[row["pk"] for row in rows], report__in=reports)
    columns = ("indicator_id", "value", "report_id", "report__covers_until")
    oldest_first = values.order_by("report__covers_until", "report__published_at", "report_id")
    latest = {indicator: found for indicator, *found in oldest_first.values_list(*columns)}
    for row in rows:
        row["value"], row["report"], row["valued_on"] = latest.get(row["pk"], (None, None, None))


INDICATORS = Dataset(
    "indicators",
    _("Indicators"),
    _("What commitments measure: from a baseline to a target, with the latest value reported."),
    IndicatorFilters,
    (
        ID,
        COMMITMENT,
        COMMITMENT_TITLE,
        Column(
            "name",
            "string",
            _("What is measured"),
            _("In the language of the commitment."),
            "name",
            required=True,
        ),
        UNIT,
        Column("baseline", "number", _("Baseline"), _("May be empty."), number("baseline")),
        Column("baseline_year", "integer", _("Year of the baseline"), _("May be empty."), "baseline_year"),
        Column("target", "number", _("Target"), _("May be empty."), number("target")),
        Column(
            "value",
            "number",
            _("Latest value"),
            _("As the latest current report states it; empty where none does."),
            number("value"),
        ),
        Column("valued_on", "date", _("Day of the value"), _("The day that this report describes."), "valued_on"),
        Column("report", "integer", _("Report"), _("The number of this report in reports."), "report"),
        AS_OF,
    ),
    ("pk", "commitment_id", "commitment__title", "name", "unit", "baseline", "baseline_year", "target"),
    join=_join_latest,
    file_order="pk",
)


def _is_current(row: Row, selection: Selection) -> bool:
    superseded = row["report__superseded_at"]
    return superseded is None or (selection.as_of is not None and superseded >= end_of(selection.as_of))


INDICATOR_VALUES = Dataset(
    "indicator_values",
    _("Values of indicators"),
    _("Values of indicators in published reports, corrected reports included."),
    IndicatorValueFilters,
    (
        ID,
        Column("indicator", "integer", _("Indicator"), _("Its number in indicators."), "indicator_id", required=True),
        replace(COMMITMENT, value="report__commitment_id"),
        Column("report", "integer", _("Report"), _("Its number in reports."), "report_id", required=True),
        replace(UNIT, value="indicator__unit"),
        Column("value", "number", _("Value"), _("As the report states it."), number("value"), required=True),
        Column(
            "covers_until",
            "date",
            _("Situation on"),
            _("The day that the report describes."),
            "report__covers_until",
            required=True,
        ),
        Column(
            "is_current",
            "boolean",
            _("Current"),
            _("False where the report had been corrected by the date of the data."),
            _is_current,
            required=True,
        ),
        AS_OF,
    ),
    (
        "pk",
        "indicator_id",
        "report_id",
        "report__commitment_id",
        "report__covers_until",
        "report__superseded_at",
        "indicator__unit",
        "value",
    ),
    file_order="pk",
)


def _join_current(rows: list[Row], selection: Selection) -> None:
    """Say of each assessment whether it is the last of its commitment by the day. One query."""
    day = selection.on
    known = Assessment.objects.filter(assessed_on__lte=day).standing_by(end_of(day))
    oldest_first = known.filter(commitment__in={row["commitment_id"] for row in rows}).order_by("assessed_on", "pk")
    last = dict(oldest_first.values_list("commitment_id", "pk"))
    for row in rows:
        row["is_current"] = last.get(row["commitment_id"]) == row["pk"]
        if row["withdrawn_at"] is None or row["withdrawn_at"] >= end_of(day):
            row |= {"withdrawn_reason": "", "withdrawn_at": None}
        if row["answered_at"] is None or row["answered_at"] >= end_of(day):
            row |= {"answer": "", "answer_language": "", "answered_at": None}


ASSESSMENTS = Dataset(
    "assessments",
    _("Assessments"),
    _("How far commitments have got in the view of an independent assessor, with the reasons."),
    AssessmentFilters,
    (
        ID,
        COMMITMENT,
        COMMITMENT_TITLE,
        Column(
            "assessed_completion",
            "string",
            _("Assessed completion"),
            _("How far the work has got in the assessor’s view."),
            "assessed_completion",
            tuple(AssessedCompletion.values),
            required=True,
        ),
        Column("rationale", "string", _("Rationale"), _("Why; Markdown."), "rationale", required=True),
        Column(
            "language", "string", _("Language"), _("Of the rationale; BCP 47."), "language", LANGUAGES, required=True
        ),
        Column("assessed_on", "date", _("Assessed on"), _("The day of the assessment."), "assessed_on", required=True),
        Column(
            "signed_name", "string", _("Signed by"), _("The assessor’s name as signed."), "signed_name", required=True
        ),
        Column(
            "signed_function",
            "string",
            _("Function"),
            _("The assessor’s function as signed."),
            "signed_function",
            required=True,
        ),
        Column(
            "published_at",
            "datetime",
            pgettext_lazy("date", "Published"),
            _("When it was published; UTC."),
            "published_at",
            required=True,
        ),
        Column(
            "is_current",
            "boolean",
            _("Current"),
            _("Whether it is the latest of its commitment on the date of the data."),
            "is_current",
            required=True,
        ),
        Column("answer", "string", _("Answer"), _("What the lead organisation says to it; Markdown."), "answer"),
        Column(
            "answer_language",
            "string",
            _("Language of the answer"),
            _("BCP 47; empty without an answer."),
            "answer_language",
            LANGUAGES,
        ),
        Column("answered_at", "datetime", _("Answered"), _("When it was published; UTC."), "answered_at"),
        Column(
            "corrects", "integer", _("Corrects"), _("The earlier assessment that it takes the place of."), "corrects_id"
        ),
        Column(
            "withdrawn_at",
            "datetime",
            pgettext_lazy("date", "Withdrawn"),
            _("When it was withdrawn or corrected; UTC. Empty while it stands."),
            "withdrawn_at",
        ),
        Column("withdrawn_reason", "string", _("Public reason"), _("Why it no longer stands."), "withdrawn_reason"),
        AS_OF,
    ),
    (
        "pk",
        "commitment_id",
        "commitment__title",
        "assessed_completion",
        "rationale",
        "language",
        "assessed_on",
        "published_at",
        "signed_name",
        "signed_function",
        "answer",
        "answer_language",
        "answered_at",
        "corrects_id",
        "withdrawn_at",
        "withdrawn_reason",
    ),
    join=_join_current,
    file_order="pk",
)
