"""Published progress reports as data: one row a report."""

from __future__ import annotations

from django.db.models import BooleanField, Case, F, JSONField, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboard.catalogue import end_of
from dashboard.filters import ReportFilters, Selection
from dashboard.reports import TEXT_IS_PUBLIC
from progress.evidence_strength import strength_column
from progress.freshness import Freshness
from progress.health import health_column
from progress.models import (
    BarrierKind,
    EvidenceStrength,
    Health,
    HelpKind,
    ProgressReport,
    ReportKind,
    ReviewState,
)
from recommendations.models.vocabulary import actor_codes
from stakeholders.models import Commitment, ImplementationStatus, Visibility

from .base import LANGUAGES, Column, Dataset, RelatedList, Sql, on_past_days
from .commitments import address, freshness_of, maybe

IS_SHOWN = Q(commitment__visibility=Visibility.PUBLIC)


def words(name: str) -> Sql:
    """A column of the report's words, empty where they stay away."""
    return on_past_days(TEXT_IS_PUBLIC, F(name))


def known(name: str) -> Sql:
    """A column that is empty where the commitment is no longer public."""
    return on_past_days(IS_SHOWN, F(name))


def _barrier_kinds(selection: Selection) -> F | Case:
    if not selection.as_of:
        return F("barrier_kinds")
    return Case(When(TEXT_IS_PUBLIC, then=F("barrier_kinds")), default=Value([], JSONField()))


def _is_superseded(selection: Selection) -> Q:
    """Had a correction taken its place by the day of the data?"""
    return Q(superseded_at__lt=end_of(selection.as_of)) if selection.as_of else Q(superseded_at__isnull=False)


def _superseded_by(selection: Selection) -> Case:
    # Few reports are corrected: the correction is looked up for those alone.
    correction = ProgressReport.objects.filter(supersedes=OuterRef("pk")).order_by().values("pk")
    return Case(When(_is_superseded(selection), then=Subquery(correction)))


def _is_current(selection: Selection) -> Case:
    no = When(_is_superseded(selection), then=Value(False))
    return Case(no, default=Value(True), output_field=BooleanField())


COLUMNS = (
    Column("id", "integer", _("Number"), _("Never changes, and is never used again."), "pk", required=True),
    Column(
        "url",
        "string",
        _("Page"),
        _("The report’s permanent address."),
        address("/reports/", "pk", IS_SHOWN),
        format="uri",
    ),
    Column("commitment", "integer", _("Commitment"), _("Its number in commitments."), "commitment_id", required=True),
    Column(
        "commitment_title",
        "string",
        _("Title of the commitment"),
        _("In its own language."),
        known("commitment__title"),
    ),
    Column("editions", "list", _("Editions"), _("Keys of the editions that the commitment counts in."), "editions"),
    Column(
        "organisation",
        "string",
        _("Organisation"),
        _("Who reports: its key in organisations."),
        known("organisation__slug"),
    ),
    Column(
        "organisation_name",
        "string",
        _("Name of the organisation"),
        _("As the organisation writes it."),
        known("organisation__name"),
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
        "country",
        "string",
        _("Country"),
        _("ISO 3166-1 alpha-2; empty for an organisation without a country."),
        on_past_days(IS_SHOWN, maybe("organisation__country")),
    ),
    Column(
        "kind",
        "string",
        _("Kind"),
        _("A report, or the statement that nothing significant has changed."),
        "kind",
        tuple(ReportKind.values),
        required=True,
    ),
    Column(
        "review_state",
        "string",
        _("Review stage"),
        _("Published; retracted for a report that was public on the day and has been withdrawn since."),
        "review_state",
        (ReviewState.PUBLISHED.value, ReviewState.RETRACTED.value),
        required=True,
    ),
    Column(
        "supersedes",
        "integer",
        _("Corrects"),
        _("The number of the report that this one replaces; empty where it corrects none."),
        "supersedes_id",
    ),
    Column(
        "superseded_by",
        "integer",
        _("Corrected by"),
        _("The number of the report that took its place; empty where none had on the date of the data."),
        Sql(_superseded_by),
    ),
    Column(
        "is_current",
        "boolean",
        _("Current"),
        _("Whether the report is the one that counts for its commitment. All numbers use current reports only."),
        Sql(_is_current),
        required=True,
    ),
    Column(
        "covers_until",
        "date",
        _("Situation on"),
        _("The day that the report describes."),
        "covers_until",
        required=True,
    ),
    Column(
        "round_ends_on",
        "date",
        _("Last day of the round"),
        _("Which round of a regular commitment the report answers; empty for none."),
        "round_ends_on",
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
        "implementation_status",
        "string",
        _("Implementation status"),
        _("As the report states it."),
        "implementation_status",
        tuple(ImplementationStatus.values),
        required=True,
    ),
    Column(
        "health",
        "string",
        _("Outlook"),
        _("As the report states it, while the work is open."),
        Sql(lambda selection: health_column()),
        tuple(Health.values),
    ),
    Column("percent", "integer", _("Percentage complete"), _("As the report states it; may be empty."), "percent"),
    Column(
        "freshness",
        "string",
        _("Age of report"),
        _("Age of this report on the date of the data."),
        freshness_of("covers_until"),
        tuple(Freshness.values),
        required=True,
    ),
    Column("narrative", "string", _("What was done"), _("Markdown."), words("narrative")),
    Column(
        "barrier_kinds",
        "list",
        _("Kinds of barrier"),
        _("What delayed or prevented the work; empty where the report names none."),
        Sql(_barrier_kinds),
        tuple(BarrierKind.values),
    ),
    Column("barriers", "string", _("Barriers"), _("Markdown."), words("barriers")),
    Column("next_steps", "string", _("Next steps"), _("Markdown."), words("next_steps")),
    Column(
        "help_kind",
        "string",
        _("Help needed"),
        _("Empty where none is."),
        words("help_kind"),
        tuple(HelpKind.values),
    ),
    Column("help_needed", "string", _("What would help"), _("Markdown."), words("help_needed")),
    Column(
        "language", "string", _("Language"), _("Of the report’s words; BCP 47."), "language", LANGUAGES, required=True
    ),
    Column(
        "evidence_strength",
        "string",
        _("Evidence"),
        _("The public evidence for this report."),
        Sql(lambda selection: strength_column()),
        tuple(EvidenceStrength.values),
        required=True,
    ),
    Column("evidence_links", "integer", _("Links"), _("Number that are public."), "evidence_links", required=True),
    Column(
        "evidence_documents",
        "integer",
        _("Documents"),
        _("Number that are public."),
        "evidence_documents",
        required=True,
    ),
)

FIELDS = (
    "pk",
    "commitment_id",
    "organisation__actor_type",
    "kind",
    "review_state",
    "supersedes_id",
    "covers_until",
    "round_ends_on",
    "published_at",
    "implementation_status",
    "percent",
    "language",
    "evidence_links",
    "evidence_documents",
)

EDITIONS = RelatedList(
    lambda selection: Commitment.recommendations.through.objects.all(),
    owner="commitment_id",
    key="commitment_id",
    lists={"editions": F("recommendation__edition__slug")},
)

REPORTS = Dataset(
    "reports",
    _("Progress reports"),
    _("Progress reports on commitments, one row per published report, corrected ones included."),
    ReportFilters,
    COLUMNS,
    FIELDS,
    related=(EDITIONS,),
    file_order="pk",
)
