"""Two versions of a commitment, field by field, in words: what it says, and what it is to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from names.dates import date_in_words
from names.phrases import listed
from recommendations.partial_dates import PartialDate
from recommendations.translations import show
from stakeholders.commitment_data import CommitmentData
from stakeholders.figures import written
from stakeholders.models import Repeats, Visibility


@dataclass(frozen=True)
class Difference:
    """One field before and after; empty text for nothing."""

    label: str
    before: str
    after: str


def compare(before: CommitmentData, after: CommitmentData) -> list[Difference]:
    """Every field in which the two differ, in the order of the form."""
    old, new = _words(before), _words(after)
    return [Difference(label_of(name), old[name], new[name]) for name in old if old[name] != new[name]]


def label_of(name: str) -> str:
    """What a field of ``CommitmentData`` is called in the form."""
    return {
        "title": _("Title"),
        "description": _("What will be done"),
        "language": _("Language of these texts"),
        "recommendations": _("What it contributes to"),
        "joint_organisations": _("Partner organisations"),
        "start": _("Start"),
        "due": _("Due"),
        "repeats": _("Does it repeat?"),
        "repeat_months": _("Months in a round"),
        "first_round_on": _("First day of the first round"),
        "round_days": _("Days to report after a round"),
        "visibility": _("Who can see it"),
        "milestones": _("Milestones"),
        "indicators": _("Indicators"),
    }[name]


def _words(data: CommitmentData) -> dict[str, str]:
    return {
        "title": data.title.strip(),
        "description": "\n".join(data.description.strip().splitlines()),
        "language": str(dict(settings.LANGUAGES).get(data.language, data.language)),
        "recommendations": _recommendations(data),
        "joint_organisations": _lines(data.joint_organisations),
        "start": _date(data.start),
        "due": _date(data.due),
        "repeats": str(Repeats(data.repeats).label),
        "repeat_months": "" if data.repeat_months is None else written(Decimal(data.repeat_months)),
        "first_round_on": date_in_words(data.first_round_on) if data.first_round_on else "",
        "round_days": written(Decimal(data.round_days)),
        "visibility": str(Visibility(data.visibility).label),
        "milestones": "\n".join(_milestone(row) for row in data.milestones),
        "indicators": "\n".join(_indicator(row) for row in data.indicators),
    }


def _recommendations(data: CommitmentData) -> str:
    show(data.recommendations)
    return "\n".join(sorted(f"{row.reference} {row.texts['title']}" for row in data.recommendations))


def _lines(rows: Iterable[Any]) -> str:
    return "\n".join(sorted(str(row) for row in rows))


def _date(date: PartialDate | None) -> str:
    return date.in_words if date else ""


def _milestone(row: Any) -> str:
    parts = [row.title.strip()]
    if row.due:
        parts.append(_("due %(date)s") % {"date": _date(row.due)})
    if row.reached_on:
        parts.append(_("reached on %(date)s") % {"date": date_in_words(row.reached_on)})
    return listed(parts)


def _indicator(row: Any) -> str:
    parts = [f"{row.name.strip()} ({row.unit.strip()})"]
    if row.baseline is not None:
        parts.append(_("baseline %(value)s") % {"value": written(row.baseline)})
    if row.baseline_year:
        parts.append(str(row.baseline_year))
    if row.target is not None:
        parts.append(_("target %(value)s") % {"value": written(row.target)})
    return listed(parts)
