"""What a commitment says, as one value, and what must be true of it. Forms, imports and demo data all give this."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from names import normal_form
from recommendations.models import Recommendation
from recommendations.partial_dates import DatePrecision, PartialDate
from stakeholders.errors import Invalid
from stakeholders.models import Commitment, Indicator, Milestone, Organisation, Repeats, Visibility
from stakeholders.models.commitment import MOST_REPEAT_MONTHS, MOST_ROUND_DAYS, USUAL_ROUND_DAYS


@dataclass(frozen=True, kw_only=True)
class MilestoneData:
    """One step on the way; ``id`` is the row that it changes, None makes a new one."""

    title: str
    due: PartialDate | None = None
    reached_on: datetime.date | None = None
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class IndicatorData:
    """One measure; ``id`` is the row that it changes, None makes a new one."""

    name: str
    unit: str
    baseline: Decimal | None = None
    baseline_year: int | None = None
    target: Decimal | None = None
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CommitmentData:
    """All that a person may say of a commitment. An update replaces the whole: what is left out is removed."""

    title: str
    description: str
    recommendations: Sequence[Recommendation]
    language: str = "en"
    joint_organisations: Sequence[Organisation] = ()
    start: PartialDate | None = None
    due: PartialDate | None = None
    repeats: str = Repeats.ONCE
    repeat_months: int | None = None
    first_round_on: datetime.date | None = None
    round_days: int = USUAL_ROUND_DAYS
    visibility: str = Visibility.PUBLIC
    milestones: Sequence[MilestoneData] = ()
    indicators: Sequence[IndicatorData] = ()

    def __post_init__(self) -> None:
        # Tuples throughout, so that two values which say the same are equal.
        for name in ("recommendations", "joint_organisations", "milestones", "indicators"):
            object.__setattr__(self, name, tuple(getattr(self, name)))


# What a commitment says of its rounds, by the names of its columns.
RHYTHM = ("repeats", "repeat_months", "first_round_on", "round_days")
# Far enough for any round, and near enough to reckon with.
EARLIEST, LATEST = datetime.date(1990, 1, 1), datetime.date(2100, 1, 1)


def first_day(date: PartialDate) -> datetime.date:
    """The first day that a partial date may mean."""
    day = date.last_day
    if date.precision == DatePrecision.YEAR:
        return day.replace(month=1, day=1)
    return day.replace(day=1) if date.precision == DatePrecision.MONTH else day


def data_of(commitment: Commitment) -> CommitmentData:
    """What the stored commitment says, in the same shape as what is given to change it."""
    return CommitmentData(
        title=commitment.title,
        description=commitment.description,
        language=commitment.language,
        recommendations=list(commitment.recommendations.all()),
        joint_organisations=list(commitment.joint_organisations.all()),
        start=commitment.start,
        due=commitment.due,
        **rhythm_columns(commitment),
        visibility=commitment.visibility,
        milestones=[
            MilestoneData(id=row.pk, title=row.title, due=row.due, reached_on=row.reached_on)
            for row in commitment.milestones.all()
        ],
        indicators=[
            IndicatorData(
                id=row.pk,
                name=row.name,
                unit=row.unit,
                baseline=row.baseline,
                baseline_year=row.baseline_year,
                target=row.target,
            )
            for row in commitment.indicators.all()
        ],
    )


class Linkable(NamedTuple):
    """Which of the recommendations and organisations that are chosen a commitment may be linked with, by key."""

    recommendations: set[int]
    organisations: set[int]


def linkable(chosen: Iterable[CommitmentData]) -> Linkable:
    """What is open to all of these, as it is now. Two queries."""
    chosen = list(chosen)
    recommendations = {row.pk for data in chosen for row in data.recommendations}
    organisations = {row.pk for data in chosen for row in data.joint_organisations}
    return Linkable(
        set(Recommendation.objects.public().filter(pk__in=recommendations).values_list("pk", flat=True)),
        set(Organisation.objects.public().filter(pk__in=organisations).values_list("pk", flat=True)),
    )


def require_sound(
    data: CommitmentData, *, lead: Organisation, before: CommitmentData | None = None, to: Linkable | None = None
) -> None:
    """Raise ``Invalid``, naming the fields, when ``data`` cannot be a commitment of ``lead``.

    ``before`` is what it said until now: what was linked already may stay linked, also when it was archived since.
    ``to`` is what may be linked, where it was asked for many at once.
    """
    errors = problems_of(data) | _wrong_links(data, lead, before, to or linkable([data]))
    if errors:
        raise Invalid(errors)


def problems_of(data: CommitmentData) -> dict[str, object]:
    """What cannot be saved of it, by field, whatever it is linked with. No query."""
    errors: dict[str, object] = {}
    if not data.title.strip():
        errors["title"] = _("Enter a title.")
    if not data.description.strip():
        errors["description"] = _("Enter what will be done.")
    if data.language not in dict(settings.LANGUAGES):
        errors["language"] = _("Choose one of the site’s languages.")
    if data.visibility not in Visibility.values:
        errors["visibility"] = _("Choose who can see the commitment.")
    return errors | _wrong_dates(data) | _wrong_rhythm(data) | _wrong_parts(data)


def _wrong_dates(data: CommitmentData) -> dict[str, object]:
    if data.start and data.due and data.due.last_day < first_day(data.start):
        return {"due": _("The due date lies before the start. Change one of them.")}
    return {}


def _wrong_rhythm(data: CommitmentData) -> dict[str, object]:
    if data.repeats not in Repeats.values:
        return {"repeats": _("Choose whether the commitment repeats, and how often.")}
    errors: dict[str, object] = {}
    if data.repeats == Repeats.OWN and not 1 <= (data.repeat_months or 0) <= MOST_REPEAT_MONTHS:
        errors["repeat_months"] = _("Enter how many months a round has, from 1 to %(most)s.") % {
            "most": MOST_REPEAT_MONTHS
        }
    if data.repeats != Repeats.OWN and data.repeat_months is not None:
        errors["repeat_months"] = _("Leave this blank, or choose “Another number of months”.")
    if data.repeats == Repeats.ONCE and data.first_round_on:
        errors["first_round_on"] = _("Leave this blank, or choose how often the commitment repeats.")
    if data.repeats != Repeats.ONCE and not (data.first_round_on and EARLIEST <= data.first_round_on < LATEST):
        errors["first_round_on"] = _("Enter the day on which the first round begins, between 1990 and 2099.")
    if not 0 <= data.round_days <= MOST_ROUND_DAYS:
        errors["round_days"] = _("Enter a number of days from 0 to %(most)s.") % {"most": MOST_ROUND_DAYS}
    return errors


def _wrong_links(
    data: CommitmentData, lead: Organisation, before: CommitmentData | None, to: Linkable
) -> dict[str, object]:
    errors: dict[str, object] = {}
    linked = {row.pk for row in before.recommendations} if before else set()
    chosen = {row.pk for row in data.recommendations}
    if not chosen:
        errors["recommendations"] = _("Choose at least one recommendation that this answers.")
    elif chosen - linked - to.recommendations:
        errors["recommendations"] = _("A recommendation that you chose is not open to commitments.")
    partners = {row.pk for row in before.joint_organisations} if before else set()
    joint = {row.pk for row in data.joint_organisations}
    if lead.pk in joint:
        errors["joint_organisations"] = _("The lead organisation cannot be its own partner. Remove it from the list.")
    elif joint - partners - to.organisations:
        errors["joint_organisations"] = _("An organisation that you chose is no longer in use.")
    return errors


def _wrong_parts(data: CommitmentData) -> dict[str, object]:
    names = Counter(normal_form(indicator.name) for indicator in data.indicators)
    errors: dict[str, object] = {}
    if any(count > 1 for count in names.values()):
        errors["indicators"] = _("Two indicators have the same name. Enter a different name for each.")
    parts: dict[str, list[Milestone] | list[Indicator]] = {
        "milestones": [_milestone(row) for row in data.milestones],
        "indicators": [_indicator(row) for row in data.indicators],
    }
    for name, rows in parts.items():
        for row in rows:
            try:
                row.clean_fields(exclude=["commitment"])
            except ValidationError as problem:
                errors.setdefault(name, " ".join(problem.messages))
    if any(row.baseline_year and row.baseline is None for row in data.indicators):
        errors.setdefault("indicators", _("A year of the baseline needs the baseline itself."))
    return errors


def _milestone(data: MilestoneData) -> Milestone:
    return Milestone(pk=data.id, **milestone_columns(data))


def _indicator(data: IndicatorData) -> Indicator:
    return Indicator(pk=data.id, **indicator_columns(data))


def rhythm_columns(said: CommitmentData | Commitment) -> dict[str, Any]:
    """What is said of rounds, as the columns that keep it."""
    return {name: getattr(said, name) for name in RHYTHM}


def date_columns(name: str, date: PartialDate | None) -> dict[str, object]:
    """The two columns that keep a partial date; an unknown one has the precision "day" and no day."""
    precision = date.precision if date else DatePrecision.DAY
    return {f"{name}_on": date.last_day if date else None, f"{name}_precision": precision}


def milestone_columns(data: MilestoneData) -> dict[str, object]:
    return {"title": data.title.strip(), "reached_on": data.reached_on, **date_columns("due", data.due)}


def indicator_columns(data: IndicatorData) -> dict[str, object]:
    return {
        "name": data.name.strip(),
        "unit": data.unit.strip(),
        "baseline": data.baseline,
        "baseline_year": data.baseline_year,
        "target": data.target,
    }
