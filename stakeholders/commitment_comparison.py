"""Two versions of a commitment, field by field, in words: what is saved, and what somebody wanted to save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from recommendations.phrases import listed
from stakeholders.commitment_data import CommitmentData, data_of
from stakeholders.models import Commitment, Visibility


@dataclass(frozen=True)
class Difference:
    """One field as it is saved, and as this person typed it; empty text for nothing."""

    label: str
    saved: str
    typed: str


def compare(current: Commitment, typed: CommitmentData) -> list[Difference]:
    """Every field in which the saved commitment and the typed one differ."""
    saved_words, typed_words = _words(data_of(current)), _words(typed)
    return [
        Difference(label, saved_words[label], typed_words[label])
        for label in saved_words
        if saved_words[label] != typed_words[label]
    ]


def _words(data: CommitmentData) -> dict[str, str]:
    return {
        _("Title"): data.title.strip(),
        _("What will be done"): "\n".join(data.description.strip().splitlines()),
        _("Language of these texts"): str(dict(settings.LANGUAGES).get(data.language, data.language)),
        _("Recommendations that it answers"): _lines(data.recommendations),
        _("Partners"): _lines(data.joint_organisations),
        _("Start"): _date(data.start),
        _("Due"): _date(data.due),
        _("Who may see it"): str(Visibility(data.visibility).label),
        _("Milestones"): "\n".join(_milestone(row) for row in data.milestones),
        _("Indicators"): "\n".join(_indicator(row) for row in data.indicators),
    }


def _lines(rows: Iterable[Any]) -> str:
    return "\n".join(sorted(str(row) for row in rows))


def _date(date: Any) -> str:
    return str(date) if date else ""


def _milestone(row: Any) -> str:
    parts = [row.title.strip()]
    if row.due:
        parts.append(_("due %(date)s") % {"date": row.due})
    if row.reached_on:
        parts.append(_("reached on %(date)s") % {"date": row.reached_on.isoformat()})
    return listed(parts)


def _indicator(row: Any) -> str:
    parts = [f"{row.name.strip()} ({row.unit.strip()})"]
    if row.baseline is not None:
        parts.append(_("baseline %(value)s") % {"value": _number(row.baseline)})
    if row.baseline_year:
        parts.append(str(row.baseline_year))
    if row.target is not None:
        parts.append(_("target %(value)s") % {"value": _number(row.target)})
    return listed(parts)


def _number(value: Any) -> str:
    return format(value.normalize(), "f")
