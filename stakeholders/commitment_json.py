"""``CommitmentData`` as JSON and back: what a change that waits for a curator is stored as."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from recommendations.models import Recommendation
from recommendations.partial_dates import PartialDate
from stakeholders.commitment_data import CommitmentData, IndicatorData, MilestoneData
from stakeholders.models import Organisation


def to_json(data: CommitmentData) -> dict[str, Any]:
    """Plain values: keys of linked rows, dates and numbers as text."""
    return {
        "title": data.title.strip(),
        "description": data.description.strip(),
        "language": data.language,
        "visibility": data.visibility,
        "recommendations": sorted(row.pk for row in data.recommendations),
        "joint_organisations": sorted(row.pk for row in data.joint_organisations),
        "start": _date(data.start),
        "due": _date(data.due),
        "repeats": data.repeats,
        "repeat_months": data.repeat_months,
        "first_round_on": _day(data.first_round_on),
        "round_days": data.round_days,
        "milestones": [
            {"id": row.id, "title": row.title.strip(), "due": _date(row.due), "reached_on": _day(row.reached_on)}
            for row in data.milestones
        ],
        "indicators": [
            {
                "id": row.id,
                "name": row.name.strip(),
                "unit": row.unit.strip(),
                "baseline": _number(row.baseline),
                "baseline_year": row.baseline_year,
                "target": _number(row.target),
            }
            for row in data.indicators
        ],
    }


def from_json(stored: dict[str, Any]) -> CommitmentData:
    """The same value again; linked rows that were deleted since are left out."""
    return CommitmentData(
        **{name: stored[name] for name in ("title", "description", "language", "visibility")},
        recommendations=list(Recommendation.objects.filter(pk__in=stored["recommendations"])),
        joint_organisations=list(Organisation.objects.filter(pk__in=stored["joint_organisations"])),
        start=_read_date(stored["start"]),
        due=_read_date(stored["due"]),
        **{name: stored[name] for name in ("repeats", "repeat_months", "round_days")},
        first_round_on=_read_day(stored["first_round_on"]),
        milestones=[
            MilestoneData(
                id=row["id"],
                title=row["title"],
                due=_read_date(row["due"]),
                reached_on=_read_day(row["reached_on"]),
            )
            for row in stored["milestones"]
        ],
        indicators=[
            IndicatorData(
                id=row["id"],
                name=row["name"],
                unit=row["unit"],
                baseline=_read_number(row["baseline"]),
                baseline_year=row["baseline_year"],
                target=_read_number(row["target"]),
            )
            for row in stored["indicators"]
        ],
    )


def _date(date: PartialDate | None) -> str | None:
    return date.iso if date else None


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _number(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _read_day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _read_date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _read_number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
