"""Commitments as data: one row a commitment, as it stood on the day asked for."""

from __future__ import annotations

from django.db.models import Case, CharField, DateField, F, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Left
from django.utils.translation import gettext_lazy as _

from dashboard.catalogue import end_of
from dashboard.filters import CROSS_CUTTING, NO_REPORT, CommitmentFilters, Selection
from dashboard.filters.conditions import STATUS_VALUES, freshness_is
from dashboard.navigation import page_address
from progress import rounds
from progress.freshness import Freshness
from progress.models import AssessedCompletion, EvidenceStrength, Health
from progress.overdue import is_overdue
from recommendations.models import Word
from recommendations.models.vocabulary import actor_codes, word
from recommendations.partial_dates import DatePrecision
from stakeholders.models import Commitment, CommitmentTag, JointOrganisation, Repeats, Visibility
from stakeholders.rounds import months_of

from .base import LANGUAGES, Column, Dataset, Joined, RelatedList, Row, Sql, on_past_days, when

# What was public on the day and is not any more: its words and its people stay away.
IS_SHOWN = Q(commitment__visibility=Visibility.PUBLIC)


def shown(name: str) -> Sql:
    """A column that is empty where the commitment is no longer public."""
    return on_past_days(IS_SHOWN, F(name))


def maybe(name: str) -> Coalesce:
    """A text that may be missing."""
    return Coalesce(name, Value(""), output_field=TextField())


def partial(day: str, precision: str) -> Sql:
    """A date as exact as it is known: 2024, 2024-06 or 2024-06-15; empty without one."""
    text, lengths = Cast(day, CharField()), {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}
    shortened = [When(**{precision: known}, then=Left(text, length)) for known, length in lengths.items()]
    return Sql(lambda selection: Coalesce(Case(*shortened, default=text), Value("")))


def address(path: str, key: str, is_shown: Q) -> Sql:
    """The address of the page of what is shown."""
    text = Joined(Value(page_address(path)), Cast(key, TextField()), Value("/"))
    return on_past_days(is_shown, text)


def freshness_of(day: str) -> Sql:
    """How fresh a date is on the day of the data."""
    return Sql(
        lambda selection: Case(
            *[When(freshness_is(one, selection.on, day), then=Value(one.value)) for one in Freshness],
            output_field=CharField(),
        )
    )


COLUMNS = (
    Column("id", "integer", _("Number"), _("Never changes, and is never used again."), "commitment_id", required=True),
    Column(
        "url",
        "string",
        _("Page"),
        _("The commitment’s permanent address."),
        address("/commitments/", "commitment_id", IS_SHOWN),
        format="uri",
    ),
    Column("title", "string", _("Title"), _("In the language that it was written in."), shown("commitment__title")),
    Column(
        "description",
        "string",
        _("What will be done"),
        _("In the language that it was written in; Markdown."),
        shown("commitment__description"),
    ),
    Column(
        "language",
        "string",
        _("Language"),
        _("Of title and description; BCP 47."),
        "commitment__language",
        LANGUAGES,
        required=True,
    ),
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
        _("The actor type of the lead organisation."),
        "commitment__lead_organisation__actor_type",
        actor_codes,
        required=True,
    ),
    Column(
        "country",
        "string",
        _("Country of the lead organisation"),
        _("ISO 3166-1 alpha-2; empty for an organisation without a country."),
        on_past_days(IS_SHOWN, maybe("commitment__lead_organisation__country")),
    ),
    Column("joint_organisations", "list", _("Partner organisations"), _("Keys of the partner organisations."), "joint"),
    Column(
        "recommendations",
        "list",
        word(Word.RECOMMENDATIONS),
        _("References of the recommendations it contributes to."),
        "references",
    ),
    Column("editions", "list", _("Editions"), _("Keys of the editions that it counts in."), "editions"),
    Column("areas", "list", word(Word.RESPONSE_AREAS), _("Keys of the areas that it counts in."), "areas"),
    Column("tags", "list", _("Tags"), _("Short names of the site’s own tags that it belongs to."), "tags"),
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
        _("The precision of the date."),
        Sql(lambda selection: when(Q(due_on__isnull=False), F("commitment__due_precision"))),
        tuple(DatePrecision.values),
    ),
    Column(
        "overdue",
        "boolean",
        _("Overdue"),
        _("Past its due date on the date of the data, and not finished."),
        Sql(lambda selection: Case(When(is_overdue(selection.on), then=Value(True)), default=Value(False))),
        required=True,
    ),
    Column(
        "repeats",
        "string",
        _("Repeats"),
        _("How often it is kept anew, in rounds; once for what is done once."),
        "commitment__repeats",
        tuple(Repeats.values),
        required=True,
    ),
    Column(
        "repeat_months",
        "integer",
        _("Months in a round"),
        _("Of a regular commitment; empty for what is done once."),
        lambda row, selection: months_of(row["commitment__repeats"], row["commitment__repeat_months"]) or None,
    ),
    Column(
        "rounds_kept",
        "integer",
        _("Rounds kept"),
        _("Rounds that a published report answers, late ones included; empty without rounds."),
        "rounds_kept",
    ),
    Column(
        "rounds_late",
        "integer",
        _("Rounds kept late"),
        _("Those of them whose report was submitted after the day on which it was due."),
        "rounds_late",
    ),
    Column(
        "rounds_missed",
        "integer",
        _("Rounds missed"),
        _("Rounds whose report was due before the day of the data and that no published report answers."),
        "rounds_missed",
    ),
    Column(
        "implementation_status",
        "string",
        _("Implementation status"),
        _("As the latest report of the lead organisation states it; no_report if there is none."),
        Sql(lambda selection: when(~Q(implementation_status=""), F("implementation_status"), instead=NO_REPORT)),
        STATUS_VALUES,
        required=True,
    ),
    Column(
        "health",
        "string",
        _("Outlook"),
        _("As that report states it, while the work is open."),
        "health",
        tuple(Health.values),
    ),
    Column("percent", "integer", _("Percentage complete"), _("As that report states it; may be empty."), "percent"),
    Column("reported_on", "date", _("Last reported on"), _("The day that the report describes."), "reported_on"),
    Column(
        "freshness",
        "string",
        _("Age of report"),
        _("Of the latest report, on the date of the data: ageing from 6 months, stale from 12."),
        freshness_of("reported_on"),
        tuple(Freshness.values),
        required=True,
    ),
    Column("reports", "integer", _("Progress reports"), _("Number that were published."), "reports", required=True),
    Column(
        "evidence_strength",
        "string",
        _("Evidence"),
        _("The public evidence for the report."),
        "evidence_strength",
        tuple(EvidenceStrength.values),
    ),
    Column(
        "evidence_count",
        "integer",
        _("Pieces of evidence"),
        _("Number that are public."),
        "evidence_count",
        required=True,
    ),
    Column(
        "assessed_completion",
        "string",
        _("Assessed completion"),
        _("How far the work has got in the view of an independent assessor; empty while nobody has assessed it."),
        "assessed_completion",
        tuple(AssessedCompletion.values),
    ),
    Column(
        "as_of",
        "date",
        _("Data as of"),
        _("The date of the data."),
        Sql(lambda selection: Cast(Value(selection.on), DateField())),
        required=True,
    ),
)

FIELDS = (
    "commitment_id",
    "commitment__repeats",
    "commitment__repeat_months",
    "commitment__earlier_rhythms",
    "commitment__language",
    "commitment__lead_organisation__actor_type",
    "health",
    "percent",
    "reported_on",
    "reports",
    "evidence_strength",
    "evidence_count",
    "assessed_completion",
)

JOINT = RelatedList(
    lambda selection: JointOrganisation.objects.filter(commitment__visibility=Visibility.PUBLIC),
    owner="commitment_id",
    key="commitment_id",
    lists={"joint": F("organisation__slug")},
)
ANSWERED = RelatedList(
    lambda selection: Commitment.recommendations.through.objects.all(),
    owner="commitment_id",
    key="commitment_id",
    lists={
        "references": F("recommendation__reference"),
        "editions": F("recommendation__edition__slug"),
        "areas": Coalesce("recommendation__area__slug", Value(CROSS_CUTTING)),
    },
)

TAGGED = RelatedList(
    lambda selection: CommitmentTag.objects.filter(commitment__visibility=Visibility.PUBLIC),
    owner="commitment_id",
    key="commitment_id",
    lists={"tags": F("tag__slug")},
)


def _join_rounds(rows: list[Row], selection: Selection) -> None:
    """Say of each regular commitment how many rounds were kept and missed by the day. No query where there is none."""
    regular = {
        row["commitment_id"]
        for row in rows
        if row["commitment__repeats"] != Repeats.ONCE or row["commitment__earlier_rhythms"]
    }
    commitments = Commitment.objects.filter(pk__in=regular) if regular else []
    before = end_of(selection.as_of) if selection.as_of else None
    found = rounds.standings(commitments, on=selection.on, before=before)
    for row in rows:
        numbers = rounds.tally(found[row["commitment_id"]]) if row["commitment_id"] in found else None
        row["rounds_kept"] = numbers.kept if numbers else None
        row["rounds_late"] = numbers.late if numbers else None
        row["rounds_missed"] = numbers.missed if numbers else None


COMMITMENTS = Dataset(
    "commitments",
    _("Commitments"),
    _("What organisations have committed to, and its status on the date of the data."),
    CommitmentFilters,
    COLUMNS,
    FIELDS,
    join=_join_rounds,
    related=(JOINT, ANSWERED, TAGGED),
    file_order="commitment_id",
)
